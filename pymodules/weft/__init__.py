# SPDX-License-Identifier: MIT
"""Weft: real threads for MicroPython, woven into asyncio.

`threading`, `queue`, `time` and `concurrent.futures` are the way in; this module holds what CPython
has no name for. Names are gevent's (spawn, Greenlet), greenback's (await_) and our own.
"""

import _weft
from weft import _loop
from _weft import (
    Timeout,
    await_,
    block_limit,
    explore,
    native_workers,
    no_switch,
    stack_slots,
    stats,
    to_native,
)

__version__ = "0.1.0"

# Thread.priority: of the threads that are ready those of SYSTEM run first, but for one turn in nine.
USER = 0
SYSTEM = 1


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


def killall(threads, exc=SystemExit, timeout=None):
    """Kill threads, and wait until they have ended, for at most `timeout` seconds in all. Returns
    those that live on. (gevent.killall)"""
    threads = list(threads)
    for thread in threads:
        thread.kill(exc)
    end = None if timeout is None else _weft.monotonic() + timeout
    for thread in threads:
        thread.join(None if end is None else max(0, end - _weft.monotonic()))
    return [thread for thread in threads if thread.is_alive()]


def find_seed(function, seeds=1000, first=0):
    """Call function() under explore(seed) for each of so many seeds. At the first that makes it
    raise, print the seed and let the exception out: explore(seed) brings the same interleaving back.
    """
    for seed in range(first, first + seeds):
        explore(seed)
        try:
            function()
        except BaseException:
            print("weft.find_seed: fails with seed %d" % seed)
            raise
        finally:
            explore(None)


def __getattr__(name):
    if name in ("Greenlet", "NativeThread"):
        import weft._threads as threads

        return getattr(threads, name)
    if name in ("group", "Group", "current_group"):
        import weft_groups as groups

        value = globals()[name] = getattr(groups, name)  # from now on it is found at once
        return value
    raise AttributeError("module 'weft' has no attribute '%s'" % name)


def dump(file=None):
    """Print every thread on `file` (stderr): its name, whether it runs, is ready or parked, what it
    waits for, who holds that, and how many bytes of stack it uses."""
    import weft._dump as reports

    reports.dump(file)
