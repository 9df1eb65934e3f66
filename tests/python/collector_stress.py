# SPDX-License-Identifier: MIT
# weft: only
# weft: soak
# weft: args -X heapsize=16M
"""200 threads at random depths switch and collect at random; every local must survive."""

import gc
import os
import sys
import threading
import time

import _weft

# A board has no environment, and little memory.
BOARD = not hasattr(os, "getenv")
MOST_SLOTS = 64 if sys.platform == "linux" else 16
SOAK = not BOARD and os.getenv("WEFT_SOAK") == "1"
seed = int(not BOARD and os.getenv("SEED") or (time.monotonic_ns() // 1000) % 1000000007)
DEPTHS, STACK = (10, 8192) if BOARD else (25, 131072)
print("seed", seed)


class Random:
    """A generator of our own: the same numbers on every build."""

    def __init__(self, seed):
        self.state = seed * 2654435761 % 4294967296 or 1

    def below(self, n):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self.state = x
        return x % n


def counting(start):
    n = start
    while True:
        yield n
        n += 1


def descend(random, depth, tag, errors):
    """Fill a frame with objects that only its locals hold; check them on the way back."""
    a_list = [tag, depth, [depth]]
    a_string = "%s-%d" % (tag, depth)
    a_dict = {a_string: a_list, depth: (tag,)}
    a_closure = lambda: (tag, depth, a_list[2][0])
    a_generator = counting(depth)
    next(a_generator)
    if depth > 0:
        descend(random, depth - 1, tag, errors)
    what = random.below(12)
    if what == 0:
        gc.collect()
    elif what < 8:
        time.sleep(0)
    elif what == 8:
        time.sleep(0.0001)
    ok = (
        a_list == [tag, depth, [depth]]
        and a_string == "%s-%d" % (tag, depth)
        and a_dict[a_string] is a_list
        and a_dict[depth] == (tag,)
        and a_closure() == (tag, depth, depth)
        and next(a_generator) == depth + 1
    )
    if not ok:
        errors.append((tag, depth))


def stress(slots, threads, rounds, threshold):
    _weft.stack_slots(slots, STACK)
    gc.threshold(threshold)
    errors = []
    ended = []

    def run(n):
        random = Random(seed + n * 7919 + slots)
        for i in range(rounds):
            descend(random, random.below(DEPTHS), "t%d.%d" % (n, i), errors)
        ended.append(n)

    all_threads = [threading.Thread(target=run, args=(n,)) for n in range(threads)]
    for t in all_threads:
        t.start()
    for t in all_threads:
        t.join()
    gc.threshold(-1)
    assert not errors, errors[:5]
    assert len(ended) == threads, "a thread failed"


def switches_without_growth(count):
    """Two threads take turns; afterwards not a byte more is in use."""

    def spin(n):
        for _ in range(n):
            time.sleep(0)

    def rounds(n):
        pair = [threading.Thread(target=spin, args=(n // 2,)) for _ in range(2)]
        for t in pair:
            t.start()
        for t in pair:
            t.join()
        del pair, t
        gc.collect()
        gc.collect()
        return gc.mem_alloc()

    def resident_pages():
        if BOARD:
            return 0
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1])

    pages = resident_pages()
    switches = _weft.stats()["switches"]
    rounds(1000)
    before = rounds(1000)
    after = rounds(count)
    assert after <= before, (before, after)
    assert _weft.stats()["switches"] - switches >= count, "they did not switch"
    grown = resident_pages() - pages
    assert grown <= 16, "the process grew by %d pages" % grown


if BOARD:
    for slots in (1, 2):
        stress(slots, 12, 4, -1)
        stress(slots, 5, 2, 400)
else:
    # Stacks of OS threads are not shared.
    for slots in (200,) if _weft.stats()["carriers"] else (1, 2, 4, 8, MOST_SLOTS):
        stress(slots, 200 if slots in (1, 64, 200) or SOAK else 60, 20 if SOAK else 2, -1)
        stress(slots, 20, 10 if SOAK else 2, 1 if SOAK else 400)
_weft.block_limit(0)  # a report on a busy machine is growth
switches_without_growth(10_000 if BOARD else 10_000_000 if SOAK else 200_000)
print("OK")
