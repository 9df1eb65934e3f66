# SPDX-License-Identifier: MIT
# weft: only
"""Blocking code inside coroutines, awaiting inside blocking code."""

import asyncio
import threading
import time

import weft


async def pump(ticks):
    while True:
        await asyncio.sleep_ms(10)
        ticks.append(1)


async def bad_example(done):
    # The pyDirect manual's own: never do this, it says.
    time.sleep(0.5)
    done.append(1)


async def beside_a_pump():
    ticks, done = [], []
    tasks = [asyncio.create_task(pump(ticks)), asyncio.create_task(bad_example(done))]
    while len(ticks) < 5:
        await asyncio.sleep(0.001)
    assert not done
    tasks[0].cancel()
    await tasks[1]


async def cancel_and_time_out():
    # cancel() throws into the blocked call.
    log = []

    async def sleeper():
        try:
            time.sleep(10)
        except asyncio.CancelledError:
            log.append("cancelled")
            raise
        finally:
            log.append("finally")

    task = asyncio.create_task(sleeper())
    await asyncio.sleep(0.005)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        log.append("seen")
    assert log == ["cancelled", "finally", "seen"], log
    # So does wait_for().
    lock = threading.Lock()
    lock.acquire()
    try:
        await asyncio.wait_for(sleeper(), 0.01)
    except asyncio.TimeoutError:
        log.append("timeout")
    assert log[3:] == ["cancelled", "finally", "timeout"], log
    # A lock that was handed over just before the cancellation is passed on.
    async def locker():
        lock.acquire()

    task = asyncio.create_task(locker())
    await asyncio.sleep(0.002)
    lock.release()
    task.cancel()
    await asyncio.sleep(0.002)
    assert task.done()
    assert lock.acquire(False)
    # gather().
    steps = []

    async def value(x):
        steps.append("begins")
        time.sleep(0.01)
        steps.append("ends")
        return x

    assert await asyncio.gather(*[value(i) for i in range(10)]) == list(range(10))
    assert steps == ["begins"] * 10 + ["ends"] * 10, steps  # side by side, not one by one


async def awaiting():
    async def double(x):
        await asyncio.sleep(0.002)
        return 2 * x

    async def broken():
        await asyncio.sleep(0.001)
        raise ValueError("broken")

    def thread(x):
        assert weft.await_(double(x)) == 2 * x
        try:
            weft.await_(broken())
        except ValueError:
            return weft.await_(double(weft.await_(double(x))))

    greenlets = [weft.spawn(thread, i) for i in range(10)]
    for i, greenlet in enumerate(greenlets):
        assert await greenlet == 4 * i
    # From blocking code called by a coroutine (greenback's use).
    assert thread(5) == 20
    # An exception thrown into the thread cancels the coroutine, and is what await_() raises.
    log = []

    async def patient():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            log.append("coroutine")
            raise

    def waits():
        try:
            weft.await_(patient())
        except SystemExit:
            log.append("thread")
            raise

    t = threading.Thread(target=waits)
    t.start()
    await asyncio.sleep(0.002)
    t.kill()
    await t
    assert log == ["coroutine", "thread"], log


async def awaitable_threads():
    t = threading.Thread(target=time.sleep, args=(0.005,))
    t.start()
    assert await t is None and not t.is_alive()
    g = weft.spawn(lambda: 1 // 0)
    hook, threading.excepthook = threading.excepthook, lambda args: None
    try:
        await g
        assert False
    except ZeroDivisionError:
        pass
    finally:
        threading.excepthook = hook
    try:
        weft.spawn(time.sleep, 1).get(timeout=0.001)
        assert False
    except TimeoutError:
        pass


async def current():
    # All tasks are the main thread, as in CPython; an RLock still tells them apart.
    assert threading.current_thread() is threading.main_thread()
    lock = threading.RLock()
    async with lock:
        async with lock:
            pass

        async def other():
            return lock.acquire(timeout=0.002)

        assert await asyncio.create_task(other()) is False


def no_loop_running():
    # The main thread's blocking calls run the loop, if there is anything for it to do.
    event = threading.Event()

    async def setter():
        await asyncio.sleep(0.005)
        event.set()

    asyncio.create_task(setter())
    assert event.wait(5)
    results = []
    t = threading.Thread(target=lambda: results.append(weft.await_(asyncio.sleep(0.002))))
    t.start()
    t.join()
    assert results == [None]
    # What a task raises meanwhile is the loop's business.
    async def fails():
        raise ValueError("in a task")

    asyncio.get_event_loop().set_exception_handler(lambda loop, context: results.append(context))
    asyncio.create_task(fails())
    time.sleep(0.01)
    assert isinstance(results[1]["exception"], ValueError), results


for test in (beside_a_pump, cancel_and_time_out, awaiting, awaitable_threads, current):
    asyncio.run(test())
no_loop_running()
print("OK")
