# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=256m
"""100,000 live threads blocked on one Event, all released, all joined."""

import threading

import weft

COUNT = 100000
event = threading.Event()
woken = [0]


def wait():
    event.wait()
    woken[0] += 1


threads = [threading.Thread(target=wait) for _ in range(COUNT)]
for t in threads:
    t.start()
# Let them all get to where they wait.
import time

time.sleep(0)
while weft.stats()["threads"] < COUNT:
    time.sleep(0.001)
time.sleep(0.001)
assert woken == [0]
assert threading.active_count() == COUNT + 1
event.set()
for t in threads:
    t.join()
assert woken == [COUNT]
assert threading.active_count() == 1
assert weft.stats()["image_bytes"] == 0
print("OK")
