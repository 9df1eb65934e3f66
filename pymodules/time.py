# SPDX-License-Identifier: MIT
"""CPython's `time`, over MicroPython's: sleeping lets other threads run, and the clocks that
legacy programs use exist. What is about dates is in _calendar, which is loaded when it is first
asked for; a firmware without that module has MicroPython's own functions instead."""

import utime
from utime import *
from _weft import sleep, sleep_ms, monotonic, monotonic_ns

perf_counter = monotonic
perf_counter_ns = monotonic_ns

for _name in ("gmtime", "localtime", "mktime"):
    globals().pop(_name, None)


def __getattr__(name):
    try:
        import _calendar as module
    except ImportError:
        module = utime
    value = globals()[name] = getattr(module, name)
    return value
