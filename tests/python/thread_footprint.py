# SPDX-License-Identifier: MIT
# weft: only
# weft: figures
"""What a parked thread costs: 50 of them, with a name each and two calls deep, are alive at once in
a board's heap.

At most a kilobyte each on a 32-bit board, two on a 64-bit machine. Of that the interpreter's own
frames of the two calls take 400 bytes on a Cortex-M3. Compiled for speed, as for Linux, these are
larger, and where there are many registers all of them are on the stack of a parked thread: there
more is allowed. So it is on a Cortex-M0 (nRF51) and on windowed Xtensa, for which the compiler makes no
tail calls."""

import gc
import sys
import threading
import time

import _weft

COUNT = 50
if sys.maxsize > 1 << 32:
    X64 = 2  # in the number of the .mpy format
    LIMIT = 2048 if getattr(sys.implementation, "_mpy", 0) >> 10 & 15 == X64 else 3072
else:
    LIMIT = 1024
    if sys.platform in ("linux", "xtensa"):
        LIMIT = 1536
    elif "nRF51" in sys.implementation._machine:
        LIMIT = 1216

# As on a board, so that nearly all of them lie in images.
_weft.stack_slots(2, _weft.stack_slots()[1])


def bytes_in_use():
    gc.collect()
    # Outside MicroPython's heap where there is an operating system.
    images = _weft.stats()["image_bytes"] if sys.platform == "linux" else 0
    return gc.mem_alloc() + images


gate = threading.Event()
waited = []


def wait(n):
    gate.wait()
    waited.append(n)


def two_deep(n):
    wait(n)


def park(count):
    """Bytes that `count` threads take, and how many of them stack images."""
    gate.clear()
    waited.clear()
    threads = []
    before = bytes_in_use()
    for n in range(count):
        t = threading.Thread(target=two_deep, name="worker %d" % n, args=(n,))
        t.start()
        threads.append(t)
    time.sleep(0.01)
    assert threading.active_count() == count + 1
    used = bytes_in_use() - before
    images = _weft.stats()["image_bytes"]
    gate.set()
    for t in threads:
        t.join()
    assert sorted(waited) == list(range(count))
    return used, images


park(COUNT)
used, images = park(COUNT)
print("%d threads: %d bytes each, %d of them stack; record %d; %d bytes of heap free" % (
    COUNT, used // COUNT, images // COUNT, _weft.stats()["thread_record_bytes"], gc.mem_free()))
assert used <= COUNT * LIMIT, used / COUNT
if "M3" in sys.implementation._machine:  # that board's heap is one of 128 KB
    assert gc.mem_alloc() + gc.mem_free() < 128 * 1024
print("OK")
