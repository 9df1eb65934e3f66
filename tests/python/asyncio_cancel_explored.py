# SPDX-License-Identifier: MIT
# weft: only
"""Green threads cancel asyncio's tasks and timers, several the same one, wherever they may be preempted:
nothing gets on the loop's queue twice, nor is taken off where it is not.
"""

import asyncio
import os
import threading
import time

import weft

BOARD = not hasattr(os, "getenv")
SEED = int(not BOARD and os.getenv("SEED") or (time.monotonic_ns() // 1000) % 1000000007)
SEEDS = 10 if BOARD else 300
print("seed", SEED)
raised = []
threading.excepthook = lambda args: raised.append(args.exc_value)


def run(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised.pop()


def tasks(seed):
    """Of two that await others, one is cancelled by two threads."""
    begun, ended, made = [], [], []

    async def inner():
        for _ in range(4):
            await asyncio.sleep(0)
            time.sleep(0.001)
        return 5

    async def outer(n):
        begun.append(n)
        try:
            for _ in range(4):
                assert await asyncio.create_task(inner()) == 5
            ended.append(n)
        except asyncio.CancelledError:
            ended.append(-n)
            raise

    async def both():
        made.extend(asyncio.create_task(outer(n)) for n in (1, 2))
        for task in made:
            try:
                await task
            except asyncio.CancelledError:
                pass

    def cancel(n):
        while len(begun) < 2:
            time.sleep(0)
        time.sleep(0.0005 * (seed % 23))
        for _ in range(3):
            made[n].cancel()
            time.sleep(0)

    run(lambda: weft.await_(both()), *[lambda n=n: cancel(n) for n in (0, 1, 0)])
    assert all(task.done() for task in made)
    assert sorted(abs(n) for n in ended) == [1, 2], ended


def timers(seed):
    """What is cancelled at the moment at which it is due is called or not."""
    called = []
    loop = asyncio.get_event_loop()
    handles = [loop.call_later(0, called.append, n) for n in range(4)]

    def cancel():
        for handle in handles:
            time.sleep(0)
            handle.cancel()

    run(cancel, cancel, lambda: weft.await_(asyncio.sleep(0)))
    before = list(called)
    asyncio.run(asyncio.sleep(0.001))
    assert called == before and sorted(set(called)) == called, called


for seed in range(SEED, SEED + SEEDS):
    for program in (tasks, timers) if hasattr(asyncio.Loop, "call_later") else (tasks,):
        weft.explore(seed)
        try:
            program(seed)
        except BaseException:
            print("seed", seed)
            raise
        finally:
            weft.explore(None)
print("OK")
