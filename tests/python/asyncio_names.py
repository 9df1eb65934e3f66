# SPDX-License-Identifier: MIT
# CPython's own names for the way between asyncio and threads.
import asyncio
import concurrent.futures
import threading
import time


def work(x, y=1):
    time.sleep(0.01)
    return x * y


def fail():
    raise ValueError("from the thread")


async def coroutine(x):
    await asyncio.sleep(0.01)
    return x + 1


async def failing():
    await asyncio.sleep(0.001)
    raise KeyError("k")


async def endless(cancelled):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        cancelled.set()
        raise


async def cancels_itself():
    raise asyncio.CancelledError


async def main():
    loop = asyncio.get_event_loop()
    print(await asyncio.to_thread(work, 3, y=4))
    try:
        await asyncio.to_thread(fail)
    except ValueError as exc:
        print("to_thread:", exc)
    print(await loop.run_in_executor(None, work, 5))
    print(await asyncio.gather(*[asyncio.to_thread(work, i) for i in range(4)]))
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        print(await loop.run_in_executor(executor, work, 6))
        try:
            await loop.run_in_executor(executor, fail)
        except ValueError as exc:
            print("executor:", exc)

    log = []

    def thread():
        log.append(asyncio.run_coroutine_threadsafe(coroutine(7), loop).result(5))
        try:
            asyncio.run_coroutine_threadsafe(failing(), loop).result()
        except KeyError:
            log.append("KeyError")
        try:
            asyncio.run_coroutine_threadsafe(asyncio.sleep(1), loop).result(0.01)
        except concurrent.futures.TimeoutError:
            log.append("TimeoutError")
        future = asyncio.run_coroutine_threadsafe(endless(cancelled), loop)
        try:
            future.result(0.01)
        except concurrent.futures.TimeoutError:
            if future.cancel():
                cancelled.wait()
        try:
            future.result()
        except concurrent.futures.CancelledError:
            log.append("CancelledError")
        future = asyncio.run_coroutine_threadsafe(cancels_itself(), loop)
        try:
            future.result()
        except concurrent.futures.CancelledError:
            log.append("it was cancelled")
        for i in range(3):
            loop.call_soon_threadsafe(log.append, i)
        loop.call_soon_threadsafe(done.set)

    loop.call_soon_threadsafe(log.append, "not this").cancel()
    cancelled = threading.Event()
    done = asyncio.Event()
    t = threading.Thread(target=thread)
    t.start()
    await done.wait()
    t.join()
    print(log)

    # The loop goes on while threads wait.
    enough = threading.Event()

    async def ticker():
        for _ in range(5):
            await asyncio.sleep(0.005)
        enough.set()

    task = asyncio.create_task(ticker())
    print(await asyncio.to_thread(enough.wait, 60))
    await task


asyncio.run(main())
