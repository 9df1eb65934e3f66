# SPDX-License-Identifier: MIT
"""gevent's thread pool, applied to a function that does nothing: the peer of weft.to_native().

    python3 gevent_pool.py REPETITIONS
"""

import sys
import time

from gevent import monkey

monkey.patch_all()

import gevent


def nothing():
    pass


n = int(sys.argv[1])
pool = gevent.get_hub().threadpool
pool.apply(nothing)
start = time.perf_counter()
for _ in range(n):
    pool.apply(nothing)
print("to_native", (time.perf_counter() - start) * 1e9 / n)
