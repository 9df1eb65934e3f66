# SPDX-License-Identifier: MIT
# What both unix variants share. Debian's source package lacks libffi, mbedtls and Berkeley DB.
MICROPY_PY_FFI = 0
MICROPY_PY_SSL = 0
MICROPY_PY_BTREE = 0
# For tests: a service in C++ (examples/services/firmware).
WEFT_EXAMPLES = 1
WEFT_OSERROR_FAMILY = 1
WEFT_PARK_FILES = 1
COPT = -O2 -DNDEBUG -fdata-sections -ffunction-sections

ifeq ($(WEFT_SANITIZE),1)
include $(VARIANT_DIR)/../sanitize.mk
endif
ifeq ($(WEFT_SANITIZE),thread)
include $(VARIANT_DIR)/../races.mk
endif
