# SPDX-License-Identifier: MIT
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(WEFT_TRIPLE riscv64-linux-gnu)
set(WEFT_QEMU_USER qemu-riscv64-static)
include(${CMAKE_CURRENT_LIST_DIR}/linux.cmake)
