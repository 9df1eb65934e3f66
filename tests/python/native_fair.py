# SPDX-License-Identifier: MIT
# weft: only
"""Native threads that never wait leave the main thread and its green ones their share, with a GIL too:
whoever has slept and is due comes next."""
import gc
import threading
import time

import weft

weft.block_limit(0)
stop = []


def collects():
    while not stop:
        gc.collect()


def lists():
    while not stop:
        threading.enumerate()


natives = [weft.NativeThread(target=it) for it in (collects, lists, collects, lists)]
for thread in natives:
    thread.start()

# Without that it was seconds for each of them: as long as the system's mutex pleased.
slept = [0]


def sleeps():
    for _ in range(200):
        time.sleep(0.001)
        slept[0] += 1


green = threading.Thread(target=sleeps)
green.start()
end = time.monotonic() + 15
try:
    for _ in range(200):
        time.sleep(0.001)
        assert time.monotonic() < end, "the main thread is starved"
    green.join(20)
    assert slept == [200], slept
finally:
    stop.append(True)
for thread in natives:
    thread.join(20)
    assert not thread.is_alive()
print("OK")
