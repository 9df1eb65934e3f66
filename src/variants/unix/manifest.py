include("manifest_stock.py")
freeze("../../../pymodules")
freeze("../../../pymodules-net")
