# SPDX-License-Identifier: MIT
# Semaphore and BoundedSemaphore.
import threading
import time


def attempt(what, function, *args, **kwargs):
    try:
        print(what, "->", function(*args, **kwargs))
    except (RuntimeError, ValueError) as e:
        print(what, "->", type(e).__name__ + ":", e)


for cls in (threading.Semaphore, threading.BoundedSemaphore):
    print(cls.__name__)
    attempt("negative", cls, -1)
    s = cls()
    attempt("acquire", s.acquire)
    attempt("not blocking", s.acquire, False)
    attempt("by keyword", s.acquire, blocking=False)
    attempt("timeout", s.acquire, timeout=0.01)
    attempt("timeout 0", s.acquire, True, 0)
    attempt("negative timeout", s.acquire, True, -1)
    attempt("not blocking with a timeout", s.acquire, False, 1)
    attempt("release", s.release)
    attempt("release 0", s.release, 0)
    s = cls(3)
    print([s.acquire(False) for _ in range(5)])
    attempt("release 3", s.release, 3)
    print([s.acquire(False) for _ in range(5)])
    s.release(n=3)
    attempt("release beyond", s.release)
    with s as entered:
        print(entered)

# Never more inside than there are permits.
s = threading.Semaphore(3)
inside = 0
most = 0


def user():
    global inside, most
    for _ in range(10):
        with s:
            inside += 1
            most = max(most, inside)
            time.sleep(0.0005)
            inside -= 1


threads = [threading.Thread(target=user) for _ in range(10)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(most, inside)

# release(n) lets n in.
s = threading.Semaphore(0)
done = []
threads = [threading.Thread(target=lambda: done.append(s.acquire())) for _ in range(6)]
for t in threads:
    t.start()
for n, total in ((1, 1), (2, 3), (3, 6)):
    s.release(n)
    while len(done) < total:
        time.sleep(0.001)
    time.sleep(0.01)  # for those that should not come
    print(done)
for t in threads:
    t.join()

# Given from one thread to another, as a signal.
s = threading.Semaphore(0)
t = threading.Thread(target=lambda: [s.release() for _ in range(100)])
t.start()
for _ in range(100):
    s.acquire()
t.join()
print(s.acquire(blocking=False))


class Named(threading.Semaphore):
    def __init__(self, name, value):
        super().__init__(value)
        self.name = name


n = Named("pool", 2)
print(n.name, n.acquire(), n.acquire(), n.acquire(False))
