# SPDX-License-Identifier: MIT
include $(VARIANT_DIR)/../mpconfigvariant_weft.mk
