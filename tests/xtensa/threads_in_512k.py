# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=512k
"""200 threads, each with a name and two calls deep, are parked at once in a heap of 512 KB, where
carriers allow 16. See thread_footprint.py for what each takes."""

import gc
import threading
import time

import _weft

COUNT = 200

# As on an ESP32.
_weft.stack_slots(4, 12 * 1024)

gate = threading.Event()
woken = []


def wait(n):
    gate.wait()
    woken.append(n)


def two_deep(n):
    wait(n)


threads = [
    threading.Thread(target=two_deep, name="worker %d" % n, args=(n,)) for n in range(COUNT)
]
for thread in threads:
    thread.start()
time.sleep(0.1)
assert threading.active_count() == COUNT + 1
gc.collect()
print("%d threads, %d bytes of heap free" % (COUNT, gc.mem_free()))
assert gc.mem_alloc() + gc.mem_free() <= 512 * 1024
gate.set()
for thread in threads:
    thread.join()
assert sorted(woken) == list(range(COUNT))
print("OK")
