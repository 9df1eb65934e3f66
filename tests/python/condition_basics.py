# SPDX-License-Identifier: MIT
# Condition: wait, notify, wait_for, over Lock and RLock, errors.
import threading
import time


def attempt(what, function, *args, **kwargs):
    try:
        print(what, "->", function(*args, **kwargs))
    except (RuntimeError, ValueError) as e:
        print(what, "->", type(e).__name__ + ":", e)


c = threading.Condition()
attempt("wait", c.wait)
attempt("wait with a timeout", c.wait, 0.01)
attempt("notify", c.notify)
attempt("notify_all", c.notify_all)
attempt("release", c.release)

for lock in (None, threading.Lock(), threading.RLock()):
    c = threading.Condition(lock)
    with c:
        start = time.monotonic_ns()
        print(c.wait(0.02), time.monotonic_ns() - start >= 20000000)
        print(c.wait(timeout=0), c.wait(-1))
        print(c.notify(), c.notify_all(), c.notify(5))

# notify(n) wakes n, the first that came.
for lock in (threading.Lock(), threading.RLock()):
    c = threading.Condition(lock)
    entered = []
    woken = []

    def waiter(i):
        with c:
            entered.append(i)
            c.wait()
            woken.append(i)

    threads = []
    for i in range(10):
        t = threading.Thread(target=waiter, args=(i,))
        t.start()
        threads.append(t)
        while len(entered) <= i:  # it waits before the next can come in
            time.sleep(0.001)
    told = 0
    for n in (1, 2, 0, 3):
        with c:
            c.notify(n)
        told += n
        while len(woken) < told:
            time.sleep(0.001)
        time.sleep(0.02)  # for those that should not come
        print(sorted(woken))
    with c:
        c.notify_all()
    for t in threads:
        t.join()
    print(sorted(woken))

# The lock is free while one waits, and held again after, also when the wait times out.
c = threading.Condition()


def taker():
    with c:
        taken.append(1)


taken = []
with c:
    with c:  # both levels of the RLock are given up
        t = threading.Thread(target=taker)
        t.start()
        while not taken:
            c.wait(0.01)
        print(taken)
        t2 = threading.Thread(target=lambda: print(c.acquire(False)))
        t2.start()
        t2.join()
t.join()

# wait_for
value = 0


def stepper():
    global value
    for _ in range(5):
        time.sleep(0.002)
        with c:
            value += 1
            c.notify_all()


t = threading.Thread(target=stepper)
t.start()
with c:
    print(c.wait_for(lambda: value == 5), value)
    print(c.wait_for(lambda: value == 6, timeout=0.02))
    print(c.wait_for(lambda: [], 0.01), c.wait_for(lambda: "yes"))
t.join()

# Two conditions over one lock.
lock = threading.Lock()
not_empty = threading.Condition(lock)
not_full = threading.Condition(lock)
buffer = []
out = []


def producer(n):
    for i in range(n):
        with not_full:
            while len(buffer) == 2:
                not_full.wait()
            buffer.append(i)
            not_empty.notify()


def consumer(n):
    for i in range(n):
        with not_empty:
            while not buffer:
                not_empty.wait()
            out.append(buffer.pop(0))
            not_full.notify()


threads = [threading.Thread(target=f, args=(100,)) for f in (producer, consumer)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(out == list(range(100)), buffer)

# Not the owner.
c = threading.Condition()
with c:
    t = threading.Thread(target=attempt, args=("notify by another thread", c.notify))
    t.start()
    t.join()
print(hasattr(c, "notifyAll"))


class Sub(threading.Condition):
    def __init__(self):
        threading.Condition.__init__(self, threading.Lock())

    def ring(self):
        with self:
            self.notify_all()


s = Sub()
t = threading.Thread(target=s.ring)
with s:
    t.start()
    print(s.wait(60))
t.join()
