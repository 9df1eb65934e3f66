# SPDX-License-Identifier: MIT
# weft: only
"""Native threads collect while green threads are in the middle of something: what only a green
thread's stack holds must survive."""

import gc
import threading
import time

import weft

THREADS = 6
ROUNDS = 150
running = [True]
collections = [0]
errors = []


def collect():
    while running[0]:
        gc.collect()
        collections[0] += 1
        time.sleep(0.0002)  # without a GIL the collector's own lock is not fair


def work(n):
    for i in range(ROUNDS):
        a_list = [n, i, [n]]
        a_dict = {i: (n, i), "%d-%d" % (n, i): a_list}
        a_string = "%d.%d" % (n, i)
        # Jumps, where MicroPython lets native threads run; and, now and then, another green one.
        for _ in range(100):
            pass
        if i % 8 == n % 8:
            time.sleep(0)
        filler = [bytearray(16) for _ in range(8)]
        ok = (
            a_list == [n, i, [n]]
            and a_dict[i] == (n, i)
            and a_dict["%d-%d" % (n, i)] is a_list
            and a_string == "%d.%d" % (n, i)
        )
        if not ok:
            errors.append((n, i))
        del filler


collector = weft.NativeThread(target=collect)
collector.start()
threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
for t in threads:
    t.start()
for t in threads:
    t.join()
running[0] = False
collector.join()
print(collections[0], "collections")
assert collections[0] > 0
assert not errors, errors[:5]
print("OK")
