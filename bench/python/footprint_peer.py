# SPDX-License-Identifier: MIT
"""Prints what a parked thread of CPython costs, in bytes of resident memory; for bench/footprint.py.

    footprint_peer.py [gevent]
"""

import sys

if "gevent" in sys.argv:
    import gevent.monkey

    gevent.monkey.patch_all()

import threading

COUNT = 1000


def resident():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024


gate = threading.Event()
parked = threading.Semaphore(0)


def wait(n):
    parked.release()
    gate.wait()


def two_deep(n):
    wait(n)


def park(count):
    threads = [threading.Thread(target=two_deep, name="worker %d" % n, args=(n,), daemon=True)
               for n in range(count)]
    for t in threads:
        t.start()
    for _ in threads:
        parked.acquire()
    return threads


first = park(10)
before = resident()
threads = park(COUNT)
print("thread %d" % ((resident() - before) // COUNT))
gate.set()
for t in first + threads:
    t.join()
