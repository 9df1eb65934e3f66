include("manifest_stock.py")
include("../../../pymodules/manifest.py", asyncio=True, stdlib=True)
