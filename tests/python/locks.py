# SPDX-License-Identifier: MIT
"""Lock, RLock, Condition, Semaphore, Event: what they do and what they raise, as CPython."""

import threading
import time


def raises(what, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except Exception as exc:
        print(what, type(exc).__name__, exc)
    else:
        print(what, "nothing")


lock = threading.Lock()
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(blocking=False))
print(lock.acquire(timeout=0.01), lock.acquire(True, 0))
lock.release()
raises("release", lock.release)
raises("timeout", lock.acquire, False, 1)
with lock as entered:
    print(entered, lock.locked())
print(lock.locked(), repr(lock).startswith("<unlocked _thread.lock object at 0x"))

rlock = threading.RLock()
print(rlock.acquire(), rlock.acquire(blocking=False))
rlock.release()


def other(results):
    results.append(rlock.acquire(False))
    raises("other release", rlock.release)


results = []
t = threading.Thread(target=other, args=(results,))
t.start()
t.join()
print(results)
rlock.release()
raises("rlock release", rlock.release)

# Handed over to all who ask. (In which order CPython does not say.)
order = []
lock.acquire()


def wants(n):
    with lock:
        order.append(n)


threads = [threading.Thread(target=wants, args=(n,)) for n in range(5)]
for t in threads:
    t.start()
lock.release()
for t in threads:
    t.join()
print(sorted(order))

condition = threading.Condition()
raises("wait", condition.wait)
raises("notify", condition.notify)
raises("notify_all", condition.notify_all)
with condition:
    print(condition.wait(0.01), condition.wait_for(lambda: 7), condition.wait_for(lambda: 0, 0.01))

items = []


def consume(n):
    with condition:
        entered.append(n)
        condition.wait_for(lambda: items, timeout=5)
        order.append((n, items.pop(0)))


order = []
entered = []
threads = [threading.Thread(target=consume, args=(n,)) for n in range(3)]
for n, t in enumerate(threads):
    t.start()
    while len(entered) <= n:  # it waits before the next can come in
        time.sleep(0.002)
for n, i in enumerate("abc"):
    with condition:
        items.append(i)
        condition.notify()
    while len(order) <= n:
        time.sleep(0.001)
for t in threads:
    t.join()
print(order)

# One lock shared by two conditions.
shared = threading.Lock()
full, empty = threading.Condition(shared), threading.Condition(shared)
slot = []


def producer():
    for i in range(5):
        with empty:
            while slot:
                empty.wait()
            slot.append(i)
            full.notify()


def consumer(got):
    for i in range(5):
        with full:
            while not slot:
                full.wait()
            got.append(slot.pop())
            empty.notify()


got = []
threads = [threading.Thread(target=producer), threading.Thread(target=consumer, args=(got,))]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(got)

raises("semaphore", threading.Semaphore, -1)
semaphore = threading.Semaphore(2)
print(semaphore.acquire(), semaphore.acquire(), semaphore.acquire(False))
print(semaphore.acquire(timeout=0.01))
raises("semaphore", semaphore.acquire, False, 1)
raises("semaphore", semaphore.release, 0)
semaphore.release(2)
with semaphore:
    pass
bounded = threading.BoundedSemaphore()
raises("bounded", bounded.release)

event = threading.Event()
print(event.is_set(), event.wait(0.01), event.wait(0), event.wait(timeout=-1))
woken = []


def waits(n):
    woken.append((n, event.wait()))


threads = [threading.Thread(target=waits, args=(n,)) for n in range(3)]
for t in threads:
    t.start()
event.set()
event.set()
for t in threads:
    t.join()
print(sorted(woken), event.is_set(), event.wait())
event.clear()
print(event.is_set())
