# Cortex-M3, no FPU.
include boards/MPS2_AN385/mpconfigboard.mk
LDSCRIPT = $(realpath $(BOARD_DIR)/..)/mps2.ld
include $(BOARD_DIR)/../weft.mk
