# SPDX-License-Identifier: MIT
set(CMAKE_SYSTEM_PROCESSOR i686)
set(WEFT_TRIPLE i686-linux-gnu)
set(WEFT_QEMU_USER qemu-i386-static)
include(${CMAKE_CURRENT_LIST_DIR}/linux.cmake)
# An x86-64 processor runs it as it is. (Under qemu-user 7.2 timed waits of several threads hang.)
if(CMAKE_HOST_SYSTEM_PROCESSOR STREQUAL "x86_64")
  set(CMAKE_CROSSCOMPILING_EMULATOR
    /usr/${WEFT_TRIPLE}/lib/ld-linux.so.2 --library-path /usr/${WEFT_TRIPLE}/lib)
endif()
