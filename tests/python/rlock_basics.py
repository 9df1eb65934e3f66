# SPDX-License-Identifier: MIT
# RLock: recursion, ownership, errors.
import threading
import time


def attempt(what, function, *args, **kwargs):
    try:
        print(what, "->", function(*args, **kwargs))
    except (RuntimeError, ValueError) as e:
        print(what, "->", type(e).__name__ + ":", e)


def in_thread(function, *args):
    t = threading.Thread(target=function, args=args)
    t.start()
    t.join()


lock = threading.RLock()
attempt("release, not acquired", lock.release)
for _ in range(3):
    attempt("acquire", lock.acquire)
attempt("not blocking", lock.acquire, blocking=False)
attempt("timeout", lock.acquire, timeout=0.01)
attempt("not blocking with a timeout", lock.acquire, False, 1)
try:
    lock.acquire(True, -2)
except ValueError:  # CPython 3.13 has other words for it than 3.11
    print("negative timeout -> ValueError")

in_thread(attempt, "another thread, not blocking", lock.acquire, False)
in_thread(attempt, "another thread, with a timeout", lock.acquire, True, 0.01)
in_thread(attempt, "another thread releases", lock.release)

for _ in range(5):
    attempt("release", lock.release)
    in_thread(
        lambda: print(lock.acquire(False) and lock.release() is None),
    )
attempt("one too many", lock.release)


def recurse(n):
    with lock:
        time.sleep(0)
        return 1 if n == 0 else 1 + recurse(n - 1)


depths = []
threads = [threading.Thread(target=lambda: depths.append(recurse(10))) for _ in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(depths)

# It passes to a waiter only when the last level is released.
order = []


def waiter():
    with lock:
        order.append("waiter")


with lock:
    with lock:
        t = threading.Thread(target=waiter)
        t.start()
        time.sleep(0.01)
        order.append("inner")
    time.sleep(0.01)
    order.append("outer")
t.join()
print(order)

# Owned by the thread, not by the one that made it.
made = []
in_thread(lambda: made.append(threading.RLock()))
with made[0]:
    in_thread(lambda: print(made[0].acquire(False)))
