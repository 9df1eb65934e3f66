# SPDX-License-Identifier: MIT
# The small agent: see mpconfigvariant.h. The C library is linked dynamically, as on the system that
# runs it; glibc's static one alone would be larger than all of this.
MICROPY_PY_FFI = 0
MICROPY_PY_SSL = 0
MICROPY_PY_BTREE = 0
MICROPY_PY_TERMIOS = 0
MICROPY_USE_READLINE = 0
MICROPY_VFS_FAT = 0
MICROPY_VFS_LFS1 = 0
MICROPY_VFS_LFS2 = 0
MICROPY_ROM_TEXT_COMPRESSION = 1

# The unix Makefile turns the GIL off with its own MICROPY_PY_THREAD: ours is in the header.
MICROPY_PY_THREAD = 0
LDFLAGS_EXTRA += -lpthread

# No tables for unwinding, which nothing here does; no relocations of constants.
COPT = -Os -DNDEBUG -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-pie
LDFLAGS_EXTRA += -no-pie -Wl,--build-id=none -Wl,-z,norelro -Wl,-z,noseparate-code

WEFT_OSERROR_FAMILY = 1
WEFT_PARK_FILES = 1
