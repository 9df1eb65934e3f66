# SPDX-License-Identifier: MIT
include("$(MPY_DIR)/extmod/asyncio")
include(
    "../../pymodules/manifest.py",
    calendar=True,
    handles=True,
    groups=True,
    services=True,
    asyncio=True,
    stdlib=True,
)
