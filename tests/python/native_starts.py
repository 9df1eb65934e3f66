# SPDX-License-Identifier: MIT
# weft: only
"""Native threads start green ones, which share stacks with those that run; and start() of one returns
before its target holds up everybody."""

import threading
import time
import utime
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
n = 0  # without a GIL no global may be added while others read them
for thread in natives:
    thread.start()
for n in range(NATIVE * STARTS):
    ended.acquire()
for thread in natives:
    thread.join()
done.set()
for thread in churn:
    thread.join()


# A target that blocks at once, and keeps the GIL as it does, does not keep its starter in start(). (A
# machine that is busy may: not each time.)
class ForMain(Exception):
    pass


def blocks_and_kills():
    utime.sleep_ms(50)
    threading.main_thread().kill(ForMain)


def start_and_wait():
    returned = False
    try:
        thread = weft.NativeThread(target=blocks_and_kills)
        thread.start()
        returned = True
        threading.Event().wait(20)
        assert False, "was not killed"
    except ForMain:
        pass
    thread.join()
    return returned


assert any(start_and_wait() for _ in range(5)), "start() returns too late"

# Killed before its target runs, it does not run it; its starter knows nothing of that.
ran = []
for _ in range(20):
    thread = weft.NativeThread(target=ran.append, args=(1,))
    thread.start()
    thread.kill()
    thread.join()
    assert not thread.is_alive()

# An exception in start() leaves no thread behind that waits for ever.
for _ in range(20):
    thread = weft.NativeThread(target=ran.append, args=(2,))
    try:
        with weft.Timeout(0.00005, ForMain):
            thread.start()
            time.sleep(1)
    except ForMain:
        pass
    if thread._fiber is not None:
        thread.join(20)
        assert not thread.is_alive()
print("OK")
