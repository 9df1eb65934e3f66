# SPDX-License-Identifier: MIT
# See mpconfigvariant.h. cmake/Xtensa.cmake names the compiler and the C library: WEFT_XTENSA_LIBC.
MICROPY_PY_FFI = 0
MICROPY_PY_SSL = 0
MICROPY_PY_BTREE = 0
MICROPY_PY_TERMIOS = 0
MICROPY_PY_SOCKET = 0
MICROPY_PY_THREAD = 0
MICROPY_USE_READLINE = 0
MICROPY_VFS_FAT = 0
MICROPY_VFS_LFS1 = 0
MICROPY_VFS_LFS2 = 0

WEFT_EXAMPLES = 1
WEFT_OSERROR_FAMILY = 1
COPT = -O2 -DNDEBUG -fdata-sections -ffunction-sections

WEFT_XTENSA := $(realpath $(VARIANT_DIR)/..)
CFLAGS += -mlongcalls -D_GNU_SOURCE -D_POSIX_TIMERS=1 -D_POSIX_MONOTONIC_CLOCK=200112L \
    -I$(WEFT_XTENSA)/core -I$(WEFT_XTENSA)/libc/include -isystem $(WEFT_XTENSA_LIBC)/include \
    -Wno-error -Wno-double-promotion -Wno-float-conversion
# No C++ library: C's headers, and those of our boards.
CXXFLAGS += -nostdinc++ -I$(WEFT_XTENSA)/../../src/boards/qemu/include

vpath %.c $(WEFT_XTENSA)
SRC_C += ticks.c
LDFLAGS_EXTRA += -nostdlib -Wl,--wrap=longjmp,--undefined=_start \
    -L$(WEFT_XTENSA_PROGRAMS) -L$(WEFT_XTENSA_LIBC)/lib \
    -Wl,--start-group -llinux -lc -lm -lgcc -Wl,--end-group
