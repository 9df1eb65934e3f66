include("manifest_stock.py")
include("../../../pymodules/manifest.py", calendar=True, asyncio=True, stdlib=True)
