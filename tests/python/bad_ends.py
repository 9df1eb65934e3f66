# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=3M
"""Deep recursion, no memory, deadlock: a clear error for the caller at fault, and life goes on."""

import gc
import sys
import threading
import time

import _weft


def recurse(n):
    return recurse(n + 1)


results = []


def too_deep():
    try:
        recurse(0)
    except RuntimeError as exc:
        results.append(str(exc))


# Deep recursion ends in RuntimeError, in a thread as in the main one, and leaves the stack usable.
for i in range(50):
    pair = [threading.Thread(target=too_deep) for _ in range(2)]
    for t in pair:
        t.start()
    for t in pair:
        t.join()
    if i % 10 == 0:
        gc.collect()
assert results == ["maximum recursion depth exceeded"] * 100, results[:2]


def depth_reached(n):
    try:
        return depth_reached(n + 1)
    except RuntimeError:
        return n


depths = []
t = threading.Thread(target=lambda: depths.append(depth_reached(0)))
t.start()
t.join()
# A board's small stack is used to its end too.
frames = 1200 if "sanitized" in getattr(sys.implementation, "_build", "") else 600
assert depths[0] > _weft.stack_slots()[1] // frames, depths

# No memory for one more thread: MemoryError from start(), for the caller; the others go on.
gate = threading.Event()
threads = []
hoard = []
try:
    while True:
        hoard.append(bytearray(1024))
except MemoryError:
    pass
del hoard[-20:]
try:
    while True:
        t = threading.Thread(target=gate.wait)
        t.start()
        threads.append(t)
except MemoryError:
    pass
hoard = None
gc.collect()
assert threads
gate.set()
for t in threads:
    t.join()
assert threading.active_count() == 1
t = threading.Thread(target=lambda: results.append("fine"))
t.start()
t.join()
assert results[-1] == "fine"

# A deadlock is raised in the waiting main thread, and what it waited for is as before.
lock = threading.Lock()
lock.acquire()
blocked = threading.Thread(target=lock.acquire, daemon=True)
blocked.start()
for wait in (lock.acquire, threading.Event().wait, blocked.join):
    try:
        wait()
    except RuntimeError as exc:
        assert "deadlock" in str(exc), exc
    else:
        assert False, wait
# A wait that has an end is not a deadlock.
assert lock.acquire(timeout=0.01) is False
assert threading.Event().wait(0.01) is False
time.sleep(0.01)
lock.release()
blocked.join()
assert lock.locked()
print("OK")
