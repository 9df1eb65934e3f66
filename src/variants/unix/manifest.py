# SPDX-License-Identifier: MIT
include("manifest_stock.py")
include(
    "../../../pymodules/manifest.py",
    calendar=True,
    handles=True,
    services=True,
    sockets=True,
    http=True,
    asyncio=True,
    stdlib=True,
)
