# SPDX-License-Identifier: MIT
"""Every timeout: NaN, infinite, negative, huge, and of another type."""

import queue
import threading
import time
from concurrent import futures


def tries(what, call, *args):
    """Print what call(*args) returns or raises, or that it still waits after a while."""
    result = []

    def run():
        try:
            result.append("-> %r" % (call(*args),))
        except TypeError:
            result.append("TypeError")
        except Exception as exc:
            result.append("%s: %s" % (type(exc).__name__, exc))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(0.3)
    print(what, result[0] if result else "waits")


NAN, INF = float("nan"), float("inf")
for timeout in (NAN, INF, -INF, -1, -0.5, 0, 1e10, 1e300, threading.TIMEOUT_MAX * 1.1, "1", None):
    print(timeout)
    nan = timeout != timeout  # some of CPython's loops never end with that
    condition = threading.Condition()

    def wait():
        with condition:
            return condition.wait(timeout)

    def wait_for():
        with condition:
            return condition.wait_for(lambda: 0, timeout)

    if timeout is not None:
        tries("sleep", time.sleep, timeout)
        tries("free lock", threading.Lock().acquire, True, timeout)
        locked = threading.Lock()
        locked.acquire()
        tries("lock", locked.acquire, True, timeout)
        tries("RLock", threading.RLock().acquire, True, timeout)
    tries("Event", threading.Event().wait, timeout)
    tries("Condition", wait)
    if timeout != "1":
        tries("free semaphore", threading.Semaphore(1).acquire, True, timeout)
        full = queue.Queue(1)
        tries("put with room", full.put, 1, True, timeout)
        tries("put without limit", queue.Queue().put, 1, True, timeout)
    if not nan:
        tries("wait_for", wait_for)
        tries("semaphore", threading.Semaphore(0).acquire, True, timeout)
        tries("get", queue.Queue().get, True, timeout)
        if timeout != "1":
            tries("put", full.put, 1, True, timeout)
        if timeout != -INF:
            tries("SimpleQueue.get", queue.SimpleQueue().get, True, timeout)
        thread = threading.Thread(target=time.sleep, args=(1,), daemon=True)
        thread.start()
        tries("join", thread.join, timeout)
        if timeout != 0:
            tries("Barrier", threading.Barrier(2).wait, timeout)
    future = futures.Future()
    tries("result", future.result, timeout)
    if timeout != "1":
        tries("futures.wait", lambda: len(futures.wait([future], timeout).done))
