# SPDX-License-Identifier: MIT
include("manifest_stock.py")
include("../../../pymodules/manifest.py")
