# SPDX-License-Identifier: MIT
include $(VARIANT_DIR)/../gil/mpconfigvariant.mk
WEFT_CARRIER = 1
