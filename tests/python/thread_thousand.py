# SPDX-License-Identifier: MIT
# weft: only
# weft: figures
# weft: args -X heapsize=4m
"""A thousand threads parked at once, with a name each and two calls deep, in 4 MB: heap, stack images
and stacks together. (On x86-64; twice that where registers and frames are larger.)"""

import gc
import sys
import threading

import _weft

COUNT = 1000
X64 = 2  # in the number of the .mpy format
LIMIT = (4 if getattr(sys.implementation, "_mpy", 0) >> 10 & 15 == X64 else 8) << 20

_weft.stack_slots(2, _weft.stack_slots()[1])
gate = threading.Event()
parked = threading.Semaphore(0)
passed = []


def wait(n):
    parked.release()
    gate.wait()
    passed.append(n)


def two_deep(n):
    wait(n)


threads = [threading.Thread(target=two_deep, name="worker %d" % n, args=(n,)) for n in range(COUNT)]
for t in threads:
    t.start()
for _ in threads:
    parked.acquire()
assert threading.active_count() == COUNT + 1
gc.collect()
stats = _weft.stats()
heap = gc.mem_alloc()
images = stats["image_bytes"]
stacks = _weft.stack_slots()[0] * _weft.stack_slots()[1]
print("heap %d, images %d, stacks %d bytes" % (heap, images, stacks))
assert images > COUNT * 256, "they are not parked in images"
assert heap + images + stacks <= LIMIT
gate.set()
for t in threads:
    t.join()
assert sorted(passed) == list(range(COUNT))
print("OK")
