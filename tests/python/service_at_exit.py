# SPDX-License-Identifier: MIT
# weft: only
"""A program ends although services run, on green and on native threads, in Python and in C++, with
requests queued and kept."""

import _weft
import service
from service import LATER, Service

kept = []
services = []
for native in (False, True) if _weft.native_workers() > 0 else (False,):
    s = Service("s", native=native, every={0.001: lambda: None})
    s.handler("keep")(lambda request: (kept.append(request), LATER)[1])
    s.handler("ping")(lambda request: 1)
    s.start().result()
    s.request("keep", callback=kept.append)
    assert s.request("ping").result() == 1
    s.post("ping")
    s.post("keep")
    services.append(s)
thermometer = service.get("thermometer")
thermometer.start().result()
thermometer.post("read", 1)
print("OK")
