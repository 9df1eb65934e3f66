# SPDX-License-Identifier: MIT
# weft: only
"""Threads in the gaps of asyncio's loop; blocking calls in coroutines; a thread that awaits."""

import asyncio
import queue
import sys
import threading
import time

import _weft


async def pump(ticks, period=10):
    while True:
        await asyncio.sleep_ms(period)
        ticks.append(time.ticks_ms())


async def until(condition):
    """Nothing here is bound to be quick: the machine may be busy. The test's own limit is."""
    while not condition():
        await asyncio.sleep_ms(1)


# A hundred threads beside a pump: all get on.
def busy(n, rounds, enough):
    while not enough.is_set():
        total = 0
        for i in range(100):
            total += i
        time.sleep(0.001)
        rounds[n] += 1


async def main():
    ticks, rounds, enough = [], [0] * 100, threading.Event()
    task = asyncio.create_task(pump(ticks))
    threads = [threading.Thread(target=busy, args=(n, rounds, enough)) for n in range(100)]
    for t in threads:
        t.start()
    await until(lambda: len(ticks) >= 5 and min(rounds) >= 5)
    task.cancel()
    enough.set()
    for t in threads:
        await t


asyncio.run(main())


# Blocking calls in coroutines: only their own task waits.
async def blocks(log, lock, q):
    time.sleep(0.02)
    log.append("slept")
    with lock:
        log.append("locked")
    log.append(q.get())
    t = threading.Thread(target=time.sleep, args=(0.01,))
    t.start()
    t.join()
    log.append("joined")
    return "done"


async def main():
    ticks, log = [], []
    lock, q = threading.Lock(), queue.Queue()
    lock.acquire()
    task = asyncio.create_task(pump(ticks, 2))
    blocked = asyncio.create_task(blocks(log, lock, q))
    await until(lambda: log)
    await asyncio.sleep_ms(5)
    assert log == ["slept"], log
    lock.release()
    await until(lambda: len(log) > 1)
    await until(lambda: len(ticks) > 10)
    assert log == ["slept", "locked"], log
    threading.Thread(target=q.put, args=("item",)).start()
    assert await blocked == "done"
    assert log == ["slept", "locked", "item", "joined"], log
    task.cancel()


asyncio.run(main())


# Cancelling and timing out a task that is in a blocking call.
async def main():
    lock = threading.Lock()
    lock.acquire()
    log = []

    async def waits(name, call):
        try:
            call()
        except BaseException as exc:
            log.append((name, type(exc).__name__))
            raise
        log.append((name, "ended"))

    calls = {
        "lock": lock.acquire,
        "sleep": lambda: time.sleep(10),
        "queue": lambda: queue.Queue().get(),
        "event": lambda: threading.Event().wait(10),
        "semaphore": threading.Semaphore(0).acquire,
    }
    for name, call in calls.items():
        task = asyncio.create_task(waits(name, call))
        await asyncio.sleep_ms(5)
        task.cancel()
        try:
            await task
            assert False
        except asyncio.CancelledError:
            pass
        try:
            await asyncio.wait_for(waits(name, call), 0.01)
            assert False
        except asyncio.TimeoutError:
            pass
    expected = []
    for name in calls:
        expected += [(name, "CancelledError")] * 2
    assert log == expected, log
    lock.release()
    assert lock.acquire(False), "the cancelled took it"


asyncio.run(main())


# A thread awaits; results, exceptions and time-outs come through.
async def double(n, pause):
    if pause:
        await asyncio.sleep_ms(pause)
    return n * 2


async def fails():
    await asyncio.sleep_ms(1)
    raise ValueError("async")


def awaits(log):
    log.append(_weft.await_(double(4, 0)))
    log.append(_weft.await_(double(5, 5)))
    try:
        _weft.await_(fails())
    except ValueError as exc:
        log.append(str(exc))
    try:
        _weft.await_(asyncio.wait_for(double(1, 1000), 0.01))
    except asyncio.TimeoutError:
        log.append("timeout")
    log.append(_weft.await_(asyncio.gather(double(1, 3), double(2, 1))))


async def main():
    log, ticks = [], []
    task = asyncio.create_task(pump(ticks, 2))
    threads = [threading.Thread(target=awaits, args=(log,))]
    for t in threads:
        t.start()
    while threads[0].is_alive():
        await asyncio.sleep_ms(5)
    assert log == [8, 10, "async", "timeout", [2, 4]], log
    task.cancel()
    # In a task too.
    log = []
    awaits(log)
    assert log == [8, 10, "async", "timeout", [2, 4]], log


asyncio.run(main())


# An asyncio.Event set by a thread; tasks made by a thread.
async def main():
    event = asyncio.Event()

    def sets():
        time.sleep(0.005)
        event.set()

    threading.Thread(target=sets).start()
    await event.wait()
    made = []

    def makes():
        made.append(asyncio.create_task(double(21, 1)))

    t = threading.Thread(target=makes)
    t.start()
    t.join()
    assert await made[0] == 42


asyncio.run(main())

# Threads outlive the loop, and a loop finds them again.
progress = []
go_on = threading.Event()


def outlives():
    for i in range(5):
        time.sleep(0.001)
        progress.append(i)
        if i == 2:
            go_on.wait()


async def main():
    threading.Thread(target=outlives).start()
    await until(lambda: progress)


asyncio.run(main())
assert 0 < len(progress) < 5, progress
go_on.set()
asyncio.run(until(lambda: len(progress) == 5))
print("OK")
