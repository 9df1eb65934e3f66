# SPDX-License-Identifier: MIT
# weft: only
"""Native threads that are out of memory at once each get a MemoryError, which outlives them, and the
heap stays whole: without a GIL they shared one that changed."""

import gc
import threading

import weft

THREADS = 3
ROUNDS = 100

raised = [0] * THREADS
last = [None] * THREADS
wrong = [None] * THREADS
ended = [False] * THREADS
full = [False]


def deep(n):
    return deep(n - 1) if n else [0] * 1000


def work(me):
    # Nothing here needs memory, but for deep().
    while not full[0]:
        pass
    for _ in range(ROUNDS):
        try:
            deep(6)
        except MemoryError as exc:
            raised[me] += 1
            last[me] = exc
        except BaseException as exc:
            wrong[me] = exc
    ended[me] = True
    while full[0]:
        pass


def fill():
    """Fill the heap until all have ended."""
    kept = None
    size = 1 << 20
    while size:
        try:
            while True:
                kept = (kept, bytearray(size))
        except MemoryError:
            size >>= 1
    try:
        while True:
            kept = (kept,)
    except MemoryError:
        pass
    kept = kept[0][0][0]  # for one exception, or for another's traceback
    full[0] = True
    while not (ended[0] and ended[1] and ended[2]):
        pass


threads = [weft.NativeThread(target=work, args=(me,)) for me in range(THREADS)]
for t in threads:
    t.start()
fill()
gc.collect()
full[0] = False
for t in threads:
    t.join()
gc.collect()
assert wrong == [None] * THREADS, wrong
assert [type(exc) for exc in last] == [MemoryError] * THREADS and repr(last), last
assert raised == [ROUNDS] * THREADS, raised
print("OK")
