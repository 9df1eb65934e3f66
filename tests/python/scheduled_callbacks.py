# SPDX-License-Identifier: MIT
# weft: only
"""From micropython.schedule: what wakes works, what waits is refused. It runs in the middle of a task's
step, and no other task does."""

import asyncio
import micropython
import queue
import threading
import time

q = queue.Queue()
event = threading.Event()
lock = threading.Lock()
semaphore = threading.Semaphore(0)
lock.acquire()
log = []


def wakes(_):
    q.put_nowait("item")
    event.set()
    lock.release()
    semaphore.release()


def waits(_):
    for call in (lambda: time.sleep(0.001), queue.Queue().get, threading.Event().wait):
        try:
            call()
        except RuntimeError as exc:
            log.append(str(exc))


def green():
    log.append(q.get())
    log.append(event.wait())
    log.append(lock.acquire())
    log.append(semaphore.acquire())


t = threading.Thread(target=green)
t.start()
time.sleep(0.001)
micropython.schedule(wakes, None)
t.join()
assert log == ["item", True, True, True], log
log.clear()
micropython.schedule(waits, None)
for _ in range(100):
    pass
assert len(log) == 3 and all("can't wait" in text for text in log), log

calls = 0
goes_on = True


def calls_again(_):
    global calls
    calls += 1
    if goes_on:
        micropython.schedule(calls_again, None)


inside = []


async def steps(name):
    for _ in range(10):
        inside.append(name)
        before = calls
        while calls < before + 3:
            pass
        assert inside == [name], inside
        inside.clear()
        await asyncio.sleep(0)


async def main():
    global goes_on
    calls_again(None)
    try:
        await asyncio.gather(steps("one"), steps("two"))
    finally:
        goes_on = False


asyncio.run(main())
print("OK")
