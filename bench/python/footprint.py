# SPDX-License-Identifier: MIT
"""Prints what the primitives of `threading` and `queue` take, in bytes each; for bench/footprint.py."""

import gc
import queue
import threading

COUNT = 64


def bytes_each(make):
    gc.collect()
    keep = [None] * COUNT
    gc.collect()
    before = gc.mem_alloc()
    for i in range(COUNT):
        keep[i] = make()
    gc.collect()
    return (gc.mem_alloc() - before) // COUNT


for name, make in (
    ("Lock", threading.Lock),
    ("RLock", threading.RLock),
    ("Condition", threading.Condition),
    ("Semaphore", threading.Semaphore),
    ("Event", threading.Event),
    ("Barrier", lambda: threading.Barrier(2)),
    ("Queue", queue.Queue),
    ("SimpleQueue", queue.SimpleQueue),
):
    bytes_each(make)
    print("%s %d" % (name, bytes_each(make)))
