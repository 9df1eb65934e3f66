# SPDX-License-Identifier: MIT
"""concurrent.futures, where CPython's own tests say little."""

from concurrent.futures import ThreadPoolExecutor
import threading


def keywords(*args, **kwargs):
    return args, sorted(kwargs.items())


with ThreadPoolExecutor(2) as pool:
    # Names that submit() has itself, and one too long to be interned by the compiler.
    print(pool.submit(keywords, 1, self=2, fn=3, an_uncommonly_long_name=4).result())
    for bad in (lambda: pool.submit(), lambda: pool.submit(fn=keywords)):
        try:
            bad()
        except TypeError:
            print("TypeError")
    print(list(pool.map(pow, range(5), [2] * 5)))

# What has a thread runs, what is queued is dropped.
pool = ThreadPoolExecutor(2)
ran = []
gate = threading.Event()


def work(n):
    gate.wait()
    ran.append(n)


futures = [pool.submit(work, n) for n in range(6)]
pool.shutdown(wait=False, cancel_futures=True)
gate.set()
pool.shutdown()
print(sorted(ran), [future.cancelled() for future in futures])

# Each thread of a pool is set up once, and those that are idle are used again.
mine = threading.local()
ready = []


def initialise(value):
    mine.value = value
    ready.append(value)


with ThreadPoolExecutor(3, initializer=initialise, initargs=("set",)) as pool:
    for _ in range(5):
        print(pool.submit(lambda: mine.value).result())
print(ready)
