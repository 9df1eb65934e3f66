# SPDX-License-Identifier: MIT
# RISC-V, 32 bits, no floats in hardware.
#
# GCC 12 finds no libraries for rv32imac_zicsr, which the port would ask for. By the older ISA
# specification rv32imac has the CSR instructions.
RV32_ARCH = rv32imac
AFLAGS += -misa-spec=2.2

include boards/VIRT_RV32/mpconfigboard.mk
include $(BOARD_DIR)/../weft.mk
