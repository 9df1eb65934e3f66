# SPDX-License-Identifier: MIT
# Cortex-M3, no FPU, with a heap such as a small device has: 128 KB.
include boards/MPS2_AN385/mpconfigboard.mk
LDSCRIPT = $(realpath $(BOARD_DIR)/..)/mps2.ld
MICROPY_HEAP_SIZE = 131072
include $(BOARD_DIR)/../weft.mk
