# SPDX-License-Identifier: MIT
include $(VARIANT_DIR)/../mpconfigvariant_weft.mk

# The unix Makefile turns the GIL off with its own MICROPY_PY_THREAD: ours is in the header.
MICROPY_PY_THREAD = 0
LDFLAGS_EXTRA += -lpthread
