# SPDX-License-Identifier: MIT
# weft: only
"""What is thrown into a native thread, and has not come when it ends, is dropped with it: it does not
come as MicroPython reports another that got out, which would be the end of the program."""

import threading
import weft


class Stop(BaseException):
    "gets out of the report, and of the thread"


class Late(BaseException):
    pass


def report(thread, exc):
    reported.set()
    sum(range(300000))  # without a GIL the main thread kills it here; there is no jump after it
    raise Stop("expected in this test")


def fails():
    raise Exception("to be reported")


threading._thread_failed = report
for _ in range(10):
    reported = threading.Event()
    thread = weft.NativeThread(target=fails)
    thread.start()
    reported.wait()
    thread.kill(Late())
    thread.join()
print("OK")
