# SPDX-License-Identifier: MIT
include("$(PORT_DIR)/boards/manifest.py")
include("../../../pymodules/manifest.py")
