# SPDX-License-Identifier: MIT
# Tasks that are cancelled and timed out at random while they put, get, hold and notify. Nothing is
# got twice, nothing that was put is lost, no permit and no lock is lost.
# weft: only
# weft: soak

import asyncio
import os
import random
import sys
import threading

SOAK = os.getenv("WEFT_SOAK") if hasattr(os, "getenv") else None
SEED = int(sys.argv[1]) if len(sys.argv) > 1 else random.getrandbits(24)
ROUNDS = 400 if SOAK else 12

print("seed", SEED)
rng = random.Random(SEED) if hasattr(random, "Random") else random


async def queue_round(kind):
    q = kind(rng.randrange(4))
    put, got = [], []
    number = 0

    async def putter():
        nonlocal number
        while True:
            number += 1
            item = number
            async with asyncio.timeout(rng.uniform(0, 0.004)):
                await q.put(item)
            put.append(item)
            await asyncio.sleep(0)

    async def getter():
        while True:
            async with asyncio.timeout(rng.uniform(0, 0.004)):
                item = await q.get()
                got.append(item)  # no await in between
            q.task_done()

    async def again(function):
        while True:
            try:
                await function()
            except TimeoutError:
                pass

    def in_thread():
        for _ in range(10):
            try:
                got.append(q.sync.get(timeout=0.002))
                q.task_done()
            except Exception:
                pass

    tasks = [asyncio.create_task(again(f)) for f in (putter, putter, getter, getter)]
    thread = threading.Thread(target=in_thread)
    thread.start()
    for _ in range(6):
        await asyncio.sleep(rng.uniform(0, 0.003))
        n = rng.randrange(4)
        tasks[n].cancel()
        tasks[n] = asyncio.create_task(again((putter, putter, getter, getter)[n]))
    thread.join()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    while not q.empty():
        got.append(q.get_nowait())
    assert len(got) == len(set(got)), "got twice"
    lost = set(put) - set(got)
    assert not lost, "lost: %s" % sorted(lost)


async def semaphore_round():
    permits = 1 + rng.randrange(3)
    semaphore = asyncio.BoundedSemaphore(permits)
    inside = 0

    async def user():
        nonlocal inside
        while True:
            try:
                async with asyncio.timeout(rng.uniform(0, 0.003)):
                    async with semaphore:
                        inside += 1
                        assert inside <= permits
                        try:
                            await asyncio.sleep(rng.uniform(0, 0.002))
                        finally:
                            inside -= 1
            except TimeoutError:
                pass

    tasks = [asyncio.create_task(user()) for _ in range(6)]
    for _ in range(8):
        await asyncio.sleep(0.002)
        n = rng.randrange(6)
        tasks[n].cancel()
        tasks[n] = asyncio.create_task(user())
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(result, asyncio.CancelledError), result
    assert semaphore._value == permits, (semaphore, permits)


async def condition_round():
    condition = asyncio.Condition()
    turn = 0

    async def waiter(n):
        nonlocal turn
        while True:
            try:
                async with asyncio.timeout(rng.uniform(0, 0.004)):
                    async with condition:
                        await condition.wait_for(lambda: turn % 4 == n)
                        turn += 1
                        condition.notify_all()
            except TimeoutError:
                pass

    tasks = [asyncio.create_task(waiter(n)) for n in range(4)]
    for _ in range(8):
        await asyncio.sleep(0.002)
        n = rng.randrange(4)
        tasks[n].cancel()
        tasks[n] = asyncio.create_task(waiter(n))
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(result, asyncio.CancelledError), result
    assert not condition.locked()


async def group_round():
    ended = 0

    async def child(depth):
        nonlocal ended
        try:
            if depth:
                async with asyncio.TaskGroup() as group:
                    for _ in range(3):
                        group.create_task(child(depth - 1))
            else:
                await asyncio.sleep(rng.uniform(0, 0.004))
                if rng.randrange(5) == 0:
                    raise ValueError
        finally:
            ended += 1

    task = asyncio.create_task(child(2))
    if rng.randrange(2):
        await asyncio.sleep(rng.uniform(0, 0.004))
        task.cancel()
    done, pending = await asyncio.wait([task], timeout=10)
    assert not pending
    before = ended
    await asyncio.sleep(0.006)
    assert ended == before, "a child outlived its group"
    if not task.cancelled() and task.exception() is not None:
        assert isinstance(task.exception(), ExceptionGroup), task.exception()


async def main():
    for n in range(ROUNDS):
        for kind in (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue):
            await queue_round(kind)
        await semaphore_round()
        await condition_round()
        await group_round()


asyncio.run(main())
print("OK")
