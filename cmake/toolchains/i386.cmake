set(CMAKE_SYSTEM_PROCESSOR i686)
set(WEFT_TRIPLE i686-linux-gnu)
set(WEFT_QEMU_USER qemu-i386-static)
include(${CMAKE_CURRENT_LIST_DIR}/linux.cmake)
