# SPDX-License-Identifier: MIT
# weft: only
# How far paho-mqtt 2.1 gets: to its enumerations, which need metaclasses. (Further on it has named
# tuples whose fields are annotations, which MicroPython drops.)

try:
    import paho.mqtt.client
except ImportError as exc:
    print(exc)
    assert str(exc) == "no module named 'enum'"
else:
    raise AssertionError("it can be imported: let the other tests try it, and correct docs/stdlib.md")
print("OK")
