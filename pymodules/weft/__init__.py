"""Weft: real threads for MicroPython, woven into asyncio.

`threading`, `queue` and `time` are the way in; this module holds what CPython has no name for.
"""

import _weft
from . import _loop
from _weft import stats, stack_slots

__version__ = "0.1.0"


def install():
    """Let threads run in the gaps of asyncio's loop. Importing `threading` does it."""
    _loop.install()


def dump(file=None):
    """Print every thread: its name, whether it runs, is ready or parked, and on what."""
    import sys
    import threading

    if file is None:
        file = sys.stderr
    for thread, waits_for, state in _weft.waits():
        name = (thread or threading.main_thread()).name
        if state == "parked":
            state = "waits for %r" % (waits_for,)
        print("  thread %r: %s" % (name, state), file=file)
