# SPDX-License-Identifier: MIT
# weft: only
# Native threads list and count all threads while those come and go, and while others collect: with and
# without a GIL.
import gc
import threading
import time

import _weft
import weft

weft.block_limit(0)
stop = []
counts = [0, 0, 0, 0]


def lister():
    while not stop:
        assert threading.main_thread() in threading.enumerate()
        counts[0] += 1


def collector():
    while not stop:
        gc.collect()
        counts[1] += 1
        time.sleep(0.002)


def counter():
    while not stop:
        assert weft.stats()["threads"] >= 0
        counts[2] += 1


def dumper():
    while not stop:
        for who, waits_for, state, stack, agent, context, fiber in _weft.waits():
            assert state in ("running", "ready", "parked") and stack >= 0
        counts[3] += 1


natives = [weft.NativeThread(target=it) for it in (lister, lister, collector, counter, dumper)]
for thread in natives:
    thread.start()
end = time.monotonic() + 0.7
while time.monotonic() < end:
    threads = [threading.Thread(target=time.sleep, args=(0,)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
stop.append(True)
for thread in natives:
    thread.join(20)
    assert not thread.is_alive(), thread
assert all(counts), counts
print("OK")
