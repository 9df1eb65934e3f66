# SPDX-License-Identifier: MIT
# What the Linux cross toolchains share: Debian's cross compiler, and qemu-user to run what it makes.
# The including file sets WEFT_TRIPLE and WEFT_QEMU_USER.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${WEFT_TRIPLE}-gcc)
set(CMAKE_CXX_COMPILER ${WEFT_TRIPLE}-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR ${WEFT_QEMU_USER} -L /usr/${WEFT_TRIPLE})
