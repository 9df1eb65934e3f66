"""Weft: real threads for MicroPython, woven into asyncio.

`threading`, `queue`, `time` and `concurrent.futures` are the way in; this module holds what CPython
has no name for. Names are gevent's (spawn, Greenlet), greenback's (await_) and our own.
"""

import _weft
from weft import _loop
from _weft import await_, native_workers, stack_slots, stats, to_native

__version__ = "0.1.0"


def install():
    """Let threads run in the gaps of asyncio's loop, and tasks make blocking calls that park only
    themselves. For tasks made from now on. Importing `threading` or `weft` does it."""
    _loop.install()


install()


def spawn(function, *args, **kwargs):
    """Start function(*args, **kwargs) as a green thread; returns the Greenlet. (gevent.spawn)"""
    greenlet = __getattr__("Greenlet")(target=function, args=args, kwargs=kwargs)
    greenlet.start()
    return greenlet


def __getattr__(name):
    if name in ("Greenlet", "NativeThread"):
        import weft._threads as threads

        return getattr(threads, name)
    raise AttributeError("module 'weft' has no attribute '%s'" % name)


def dump(file=None):
    """Print every thread on `file` (stderr): its name, whether it runs, is ready or parked, what it
    waits for, who holds that, and how many bytes of stack it uses."""
    import weft._dump as reports

    reports.dump(file)
