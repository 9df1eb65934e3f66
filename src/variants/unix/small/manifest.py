include("../manifest_stock.py", opt=3)
freeze("../../../../pymodules", opt=3)
freeze("../../../../pymodules-net", opt=3)
freeze("../../../../examples/agent", opt=3)
