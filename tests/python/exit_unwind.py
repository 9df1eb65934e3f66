# SPDX-License-Identifier: MIT
# weft: only
"""At exit threads that are left, daemons, are unwound, and none starts any more."""

import threading
import time


def daemon():
    try:
        time.sleep(100)
    finally:
        try:
            threading.Thread(target=print).start()
        except RuntimeError as exc:
            assert "shutdown" in str(exc)
            print("OK")


threading.Thread(target=daemon, daemon=True).start()
time.sleep(0.001)
