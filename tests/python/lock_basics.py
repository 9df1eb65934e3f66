# SPDX-License-Identifier: MIT
# Lock: acquire in all its forms, release by another thread, errors, exclusion, context manager.
import threading
import time


def attempt(what, function, *args, **kwargs):
    try:
        print(what, "->", function(*args, **kwargs))
    except (RuntimeError, ValueError, OverflowError) as e:
        print(what, "->", type(e).__name__ + ":", e)
    except TypeError:
        print(what, "-> TypeError")


lock = threading.Lock()
print(lock.locked())
attempt("acquire", lock.acquire)
print(lock.locked())
attempt("acquire again, not blocking", lock.acquire, False)
attempt("the same by keyword", lock.acquire, blocking=False)
attempt("timeout", lock.acquire, True, 0.01)
attempt("timeout by keyword", lock.acquire, timeout=0.01)
attempt("timeout 0", lock.acquire, timeout=0)
attempt("not blocking with a timeout", lock.acquire, False, 1)
try:
    lock.acquire(timeout=-2)
except ValueError:  # CPython 3.13 has other words for it than 3.11
    print("negative timeout -> ValueError")
attempt("text as a timeout", lock.acquire, timeout="1")
try:
    lock.acquire(timeout=threading.TIMEOUT_MAX + 1e9)
except OverflowError:
    print("OverflowError")
attempt("release", lock.release)
attempt("release again", lock.release)
attempt("timeout -1, free", lock.acquire, True, -1)
lock.release()

with lock as entered:
    print(entered, lock.locked())
print(lock.locked())

# Any thread may release.
lock.acquire()
t = threading.Thread(target=lock.release)
t.start()
t.join()
print(lock.locked())

# A timeout is never early; a lock that comes in time is had.
lock.acquire()
start = time.monotonic_ns()
print(lock.acquire(timeout=0.05), time.monotonic_ns() - start >= 50000000)


def release_later():
    time.sleep(0.02)
    lock.release()


t = threading.Thread(target=release_later)
t.start()
print(lock.acquire(timeout=60))
t.join()
lock.release()

# One at a time.
inside = 0
most = 0
turns = 0


def critical(n):
    global inside, most, turns
    for _ in range(n):
        with lock:
            inside += 1
            most = max(most, inside)
            time.sleep(0)
            turns += 1
            inside -= 1


threads = [threading.Thread(target=critical, args=(25,)) for _ in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(most, turns, inside, lock.locked())


# A lock as an attribute of a class is not a method.
class Shared:
    lock = threading.Lock()

    def use(self):
        with self.lock:
            return self.lock.locked()


print(Shared().use(), Shared.lock.locked())

# with releases when an exception passes.
try:
    with lock:
        raise KeyError
except KeyError:
    print(lock.locked())

# bool, hash, equality.
other = threading.Lock()
print(lock == other, lock == lock, lock != other, bool(lock), len({lock, other, lock}))
