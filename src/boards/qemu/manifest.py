include("manifest_stock.py")
freeze("../../../pymodules")
