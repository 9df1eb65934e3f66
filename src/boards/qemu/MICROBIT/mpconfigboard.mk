# SPDX-License-Identifier: MIT
# Cortex-M0 (ARMv6-M, Thumb-1), with the memory that MicroPython's own board has qemu give it: 1 MB of
# flash and 256 KB of RAM.
include boards/MICROBIT/mpconfigboard.mk
LDSCRIPT = $(realpath $(BOARD_DIR)/..)/nrf51.ld
MICROPY_HEAP_SIZE = 131072
# The processor cannot move its table of vectors.
WEFT_BOARD_WRAPPED = SysTick_Handler
include $(BOARD_DIR)/../weft.mk
