include("manifest_stock.py")
include("../../../pymodules/manifest.py", calendar=True, handles=True, services=True, sockets=True)
