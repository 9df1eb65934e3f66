# SPDX-License-Identifier: MIT
# Cortex-M4F: as the port's MPS2_AN385, with floats in registers, and with hard interrupts.
QEMU_ARCH = arm
QEMU_MACHINE = mps2-an386

CFLAGS += -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard
CFLAGS += -DQEMU_SOC_MPS2
CFLAGS += -DMICROPY_HW_MCU_NAME='"Cortex-M4F"'

LDSCRIPT = $(realpath $(BOARD_DIR)/..)/mps2.ld

SRC_BOARD_O = shared/runtime/gchelper_native.o shared/runtime/gchelper_thumb2.o

MPY_CROSS_FLAGS += -march=armv7emsp

# Python runs in interrupts too.
CFLAGS += -DWEFT_LOCKOUT=1
vpath %.c $(BOARD_DIR)/..
SRC_C += hard_timer.c

include $(BOARD_DIR)/../weft.mk
