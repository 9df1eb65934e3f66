# SPDX-License-Identifier: MIT
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(WEFT_TRIPLE aarch64-linux-gnu)
set(WEFT_QEMU_USER qemu-aarch64-static)
include(${CMAKE_CURRENT_LIST_DIR}/linux.cmake)
