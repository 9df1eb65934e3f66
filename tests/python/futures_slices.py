# SPDX-License-Identifier: MIT
"""Futures whose threads are switched at any moment: none that ends goes unseen."""

import concurrent.futures
import sys
import threading

(getattr(sys, "setswitchinterval", None) or threading.setswitchinterval)(1e-6)
for _ in range(50):
    gate = threading.Event()
    pool = concurrent.futures.ThreadPoolExecutor(5)
    waiting = {pool.submit(gate.wait) for _ in range(50)}
    gate.set()
    done, not_done = concurrent.futures.wait(waiting)
    assert len(done) == 50 and not not_done
    waiting = [pool.submit(pow, n, 2) for n in range(20)]
    squares = sorted(f.result() for f in concurrent.futures.as_completed(waiting))
    assert squares == [n * n for n in range(20)]
    pool.shutdown()
print("all seen")
