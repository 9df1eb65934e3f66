# weft: only
"""Native threads start green ones, which share stacks with those that run."""

import threading
import time
import weft

NATIVE = 3
STARTS = 400

weft.stack_slots(2)
ended = threading.Semaphore(0)


def deep(n):
    if n == 0:
        time.sleep(0)
        return 0
    return 1 + deep(n - 1)


def green(n):
    for i in range(4):
        assert deep((n * 7 + i * 3) % 12) == (n * 7 + i * 3) % 12
    ended.release()


def starts():
    for n in range(STARTS):
        threading.Thread(target=green, args=(n,)).start()


def busy():
    n = 0
    while not done.is_set():
        n += 1
        deep(n % 12)


done = threading.Event()
churn = [threading.Thread(target=busy) for _ in range(4)]
for thread in churn:
    thread.start()
natives = [weft.NativeThread(target=starts) for _ in range(NATIVE)]
for thread in natives:
    thread.start()
for _ in range(NATIVE * STARTS):
    ended.acquire()
for thread in natives:
    thread.join()
done.set()
for thread in churn:
    thread.join()
print("OK")
