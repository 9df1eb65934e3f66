# SPDX-License-Identifier: MIT
# weft: only
"""At exit a daemon is unwound before it gets to run once more: it might block in C, for as long as it
likes, where the interval was 0."""

import threading
import time
import utime

import _weft


class Slow:
    "In place of the module: the main thread is interrupted here on a loaded machine."

    def __getattr__(self, name):
        return getattr(_weft, name)

    def threads(self):
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            pass
        return _weft.threads()


def daemon():
    time.sleep(0)
    utime.sleep(300)


threading.setswitchinterval(0)
threading.Thread(target=daemon, daemon=True).start()
time.sleep(0)
threading._weft = Slow()
print("OK")
