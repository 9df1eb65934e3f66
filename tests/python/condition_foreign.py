# SPDX-License-Identifier: MIT
# Condition over locks that are written in Python: their methods may wait, raise, or be killed, and no
# notification is lost. As CPython's threading.Condition.
import threading
import time


class Lock:
    def __init__(self):
        self._lock = threading.Lock()
        self.fails = False

    def acquire(self, *args):
        return self._lock.acquire(*args)

    def release(self):
        if self.fails:
            self.fails = False
            raise ValueError("no")
        self._lock.release()
        time.sleep(0.001)  # a wait within the wait

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *args):
        self._lock.release()


class Owned(Lock):
    def _is_owned(self):
        return self._lock.locked()


class Saving(Owned):
    def _release_save(self):
        self.release()
        return "saved"

    def _acquire_restore(self, state):
        assert state == "saved"
        self.acquire()


def start(function, count):
    threads = [threading.Thread(target=function) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def join(threads):
    for thread in threads:
        thread.join(20)
    return [thread.is_alive() for thread in threads]


for kind in Lock, Owned, Saving:
    condition = threading.Condition(kind())
    woken = []
    waiting = threading.Semaphore(0)

    def wait():
        with condition:
            waiting.release()
            woken.append(condition.wait(20))

    # Each notification is for one, also while some are still in release().
    threads = start(wait, 5)
    for _ in threads:
        waiting.acquire()
    for n in (1, 2):
        with condition:
            condition.notify(n)
    while len(woken) < 3:
        time.sleep(0.001)
    with condition:
        condition.notify_all()
    print(kind.__name__, join(threads), woken)

    # Who comes too late.
    with condition:
        print(condition.wait(0), condition.wait(0.002))
        condition.notify()
        print(condition.wait(0.002), condition.wait_for(lambda: 7, 0.1))

    # release() raises: the caller has its lock and its exception, and waits no more.
    seen = []

    def fails():
        condition.acquire()
        condition._lock.fails = True
        try:
            condition.wait()
        except ValueError as exc:
            seen.append(str(exc))
        for n in range(3):
            time.sleep(0.001)
            seen.append(n)
        condition.release()

    print(join(start(fails, 1)), seen)
    threads = start(wait, 1)
    waiting.acquire()
    time.sleep(0.01)
    condition._lock.fails = False
    with condition:
        condition.notify_all()
    print(join(threads), woken[5:])

# A producer and consumers who hand over by it alone.
condition = threading.Condition(Owned())
items, taken = [], []


def consume():
    while True:
        with condition:
            while not items:
                condition.wait()
            item = items.pop(0)
        if item is None:
            return
        taken.append(item)


threads = start(consume, 3)
for n in range(60):
    with condition:
        items.append(n)
        condition.notify()
for _ in threads:
    with condition:
        items.append(None)
        condition.notify()
print(join(threads), sorted(taken) == list(range(60)))
