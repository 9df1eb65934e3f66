# SPDX-License-Identifier: MIT
include("manifest_stock.py")
include(
    "../../../pymodules/manifest.py",
    calendar=True,
    handles=True,
    groups=True,
    services=True,
    sockets=True,
    ssl=True,
    http=True,
    asyncio=True,
    stdlib=True,
)
