# SPDX-License-Identifier: MIT
# weft: only
"""What an interrupt may do allocates nothing: here in a scheduled callback with the heap locked."""

import micropython
import queue
import threading
import time

q = queue.Queue()
sq = queue.SimpleQueue()
event = threading.Event()
lock = threading.Lock()
semaphore = threading.Semaphore(0)
log = []
failures = []


def interrupt(_):
    micropython.heap_lock()
    try:
        q.put_nowait(1)
        sq.put_nowait(2)
        event.set()
        lock.release()
        semaphore.release()
    except MemoryError:
        failures.append("allocates")
    finally:
        micropython.heap_unlock()


def wait_for_all():
    log.append((q.get(), sq.get(), event.wait(), lock.acquire(), semaphore.acquire()))


for rounds in range(20):
    event.clear()
    lock.acquire(False)
    threads = []
    if rounds % 2:  # with waiters, and without
        threads.append(threading.Thread(target=wait_for_all))
        threads[0].start()
        time.sleep(0.001)
    else:
        q.put(0)
        q.get()
        sq.put(0)
        sq.get()  # they have room now
    micropython.schedule(interrupt, None)
    time.sleep(0.001)
    if not threads:
        wait_for_all()
    for t in threads:
        t.join()
assert not failures
assert log == [(1, 2, True, True, True)] * 20, log

# A queue without room says so, and loses nothing.
small = queue.Queue(1)


def overflow(_):
    micropython.heap_lock()
    small.put_nowait("first")
    micropython.heap_unlock()
    try:
        small.put_nowait("second")
    except queue.Full:
        failures.append("Full")


small.put(0)
small.get()
micropython.schedule(overflow, None)
time.sleep(0.001)
assert failures == ["Full"] and small.get_nowait() == "first" and small.empty()
print("OK")
