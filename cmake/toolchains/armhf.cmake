# SPDX-License-Identifier: MIT
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(WEFT_TRIPLE arm-linux-gnueabihf)
set(WEFT_QEMU_USER qemu-arm-static)
include(${CMAKE_CURRENT_LIST_DIR}/linux.cmake)
