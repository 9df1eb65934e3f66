# SPDX-License-Identifier: MIT
"""Who runs when: what tasks that wake each other print, a letter for each step."""

import threading  # Weft comes with it
import asyncio

steps = []


def says(*what):
    steps.append("".join(str(part) for part in what))


def shown(title):
    print(title, " ".join(steps))
    steps.clear()


async def turns(name, count=3):
    for number in range(count):
        says(name, number)
        await asyncio.sleep(0)


async def getter(name, q, count=1):
    for _ in range(count):
        says(name, await q.get())


async def queues():
    q = asyncio.Queue()
    tasks = [asyncio.create_task(getter(name, q)) for name in "abc"]
    tasks.append(asyncio.create_task(turns("t")))
    await asyncio.sleep(0)
    for item in range(2):
        q.put_nowait(item)
        says("put", item)
        await asyncio.sleep(0)
        says("main")
    q.put_nowait(9)
    await asyncio.gather(*tasks)
    shown("queue:")


async def full_queues():
    q = asyncio.Queue(1)

    async def putter(name):
        await q.put(name)
        says(name, "!")

    tasks = [asyncio.create_task(putter(name)) for name in "abc"]
    await asyncio.sleep(0)
    for _ in range(3):
        says("got", await q.get())
        await asyncio.sleep(0)
        says("main")
    await asyncio.gather(*tasks)
    shown("full queue:")


async def conditions():
    condition = asyncio.Condition()

    async def waiter(name):
        async with condition:
            says(name, "?")
            await condition.wait()
            says(name, "!")

    tasks = [asyncio.create_task(waiter(name)) for name in "abcd"]
    await asyncio.sleep(0)
    for count in (1, 2, 1):
        async with condition:
            condition.notify(count)
            says("notify", count)
        for _ in range(count + 1):
            await asyncio.sleep(0)
        says("main")
    await asyncio.gather(*tasks)
    shown("condition:")


async def semaphores():
    semaphore = asyncio.Semaphore(0)

    async def taker(name):
        await semaphore.acquire()
        says(name)
        await asyncio.sleep(0)
        says(name, "'")
        semaphore.release()

    tasks = [asyncio.create_task(taker(name)) for name in "abc"]
    await asyncio.sleep(0)
    semaphore.release()
    says("released")
    await asyncio.sleep(0)
    says("main")
    await asyncio.gather(*tasks)
    shown("semaphore:")


async def between():
    """The waker starts others and sleeps: who was woken first goes first."""
    q = asyncio.Queue()
    waiting = asyncio.create_task(getter("a", q, 2))
    await asyncio.sleep(0)
    before = asyncio.create_task(turns("before", 1))
    q.put_nowait(1)
    after = asyncio.create_task(turns("after", 1))
    await asyncio.sleep(0)
    says("main")
    q.put_nowait(2)
    await asyncio.gather(waiting, before, after)
    shown("between:")


async def cancelled():
    """Woken, and cancelled before it has run."""
    q = asyncio.Queue()

    async def waiter(name):
        try:
            says(name, await q.get())
        except asyncio.CancelledError:
            says(name, "cancelled")
            raise

    tasks = [asyncio.create_task(waiter(name)) for name in "abc"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    q.put_nowait(1)
    q.put_nowait(2)
    await asyncio.sleep(0)
    says("main")
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        says(type(result).__name__)
    shown("cancelled:")


async def ping_pong():
    there, back = asyncio.Queue(), asyncio.Queue()

    async def echo():
        for _ in range(3):
            item = await there.get()
            says("echo", item)
            back.put_nowait(item)

    task = asyncio.create_task(echo())
    others = asyncio.create_task(turns("t", 8))
    for number in range(3):
        there.put_nowait(number)
        says("back", await back.get())
    await task
    await others
    shown("ping-pong:")


async def main():
    for case in (queues, full_queues, conditions, semaphores, between, cancelled, ping_pong):
        await case()


asyncio.run(main())
