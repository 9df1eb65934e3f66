# SPDX-License-Identifier: MIT
# weft: only
"""More threads than there are stacks: where stacks are shared nobody notices; where each is an OS
thread's, start() is refused, and succeeds as soon as a thread has ended."""

import gc
import threading

import _weft

SLOTS = 2
COUNT = 3 * SLOTS
carried = _weft.stats()["carriers"]
_weft.stack_slots(SLOTS, _weft.stack_slots()[1])
gate = threading.Event()
ended = []


def wait(n):
    gate.wait()
    ended.append(n)


def start(count):
    """Starts up to `count` threads; returns those that could be."""
    threads = []
    for n in range(count):
        t = threading.Thread(target=wait, args=(n,))
        try:
            t.start()
        except MemoryError:
            assert not t.is_alive()
            assert threading.active_count() == len(threads) + 1
            break
        threads.append(t)
    return threads


for _ in range(3):
    gate.clear()
    ended.clear()
    threads = start(COUNT)
    assert len(threads) == (SLOTS if carried else COUNT), len(threads)
    # A thread that is killed before it has run, or while it waits, leaves its stack too.
    for t in threads[:2]:
        t.kill()
    threads[0].join()
    threads[1].join()
    threads[:2] = start(2)
    gc.collect()
    assert len(threads) == (SLOTS if carried else COUNT), len(threads)
    gate.set()
    for t in threads:
        t.join()
    assert len(ended) == len(threads), ended

assert bool(_weft.stats()["carriers"]) == bool(carried)
print("OK")
