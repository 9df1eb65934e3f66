# SPDX-License-Identifier: MIT
# What our boards for MicroPython's ports/qemu share; that port is used as it is.
#   make -C ports/qemu BOARD_DIR=<weft>/src/boards/qemu/<board> BUILD=…
#        USER_C_MODULES=<weft> FROZEN_MANIFEST=<weft>/src/boards/qemu/manifest.py
WEFT_QEMU_DIR := $(realpath $(BOARD_DIR)/..)

CFLAGS += -DMP_CONFIGFILE='"$(WEFT_QEMU_DIR)/mpconfigport_weft.h"'

# The port's toolchains need have no C++ library, so none is used where there is one: only C's headers
# and those of ours. MicroPython derives flags for C++ from those for C since 1.29.
CXXFLAGS = -nostdinc++ -I$(WEFT_QEMU_DIR)/include
ifeq ($(shell grep '^CXXFLAGS .*[(]CFLAGS[)]' $(TOP)/py/mkrules.mk),)
CXXFLAGS += $(filter-out -std=gnu99 -Wmissing-prototypes -Wold-style-definition,$(CFLAGS))
endif

# Clock, timer, FPU.
vpath %.c $(WEFT_QEMU_DIR)
SRC_C += board.c
include $(WEFT_QEMU_DIR)/../../micropython/wrap.mk
LDFLAGS += $(addprefix $(WEFT_WRAP),uart_init uart_rx_chr $(WEFT_BOARD_WRAPPED) \
    mp_hal_ticks_us mp_hal_ticks_ms mp_hal_ticks_cpu mp_hal_delay_us mp_hal_delay_ms)
