# SPDX-License-Identifier: MIT
# The small agent: examples/agent, paho-mqtt as Debian has it (WEFT_PAHO in the environment says
# where), and of the standard library what these import.
import os

include("../manifest_stock.py", opt=3)
include("../../../../pymodules/manifest.py", calendar=True, handles=True, sockets=True, opt=3)
for name in ("_strftime", "atexit", "base64", "platform", "shutil", "string", "uuid"):
    module(name + ".py", base_path="../../../../pymodules/stdlib", opt=3)
package("collections", base_path="../../../../pymodules/stdlib", opt=3)
package("logging", ("__init__.py",), base_path="../../../../pymodules/stdlib", opt=3)
package("urllib", base_path="../../../../pymodules/stdlib", opt=3)
package("http", ("__init__.py", "client.py"), base_path="../../../../pymodules/stdlib", opt=3)
for name in ("agent", "cloud", "files", "link", "mqtt", "outbox", "plain_service", "upgrade"):
    module(name + ".py", base_path="../../../../examples/agent", opt=3)
paho = ["__init__.py", "mqtt/__init__.py"]
for name in ("client", "matcher", "packettypes", "properties", "reasoncodes", "subscribeoptions"):
    paho.append("mqtt/%s.py" % name)
package("paho", paho, base_path=os.environ["WEFT_PAHO"], opt=3)
