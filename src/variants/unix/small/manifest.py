# SPDX-License-Identifier: MIT
include("../manifest_stock.py", opt=3)
include("../../../../pymodules/manifest.py", calendar=True, handles=True, sockets=True, opt=3)
freeze("../../../../examples/agent", opt=3)
