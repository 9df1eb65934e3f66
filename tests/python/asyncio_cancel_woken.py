# SPDX-License-Identifier: MIT
# weft: only
"""A task that is woken while another cancels it, between two lines of that, is on asyncio's queue once."""

import asyncio
import threading

import weft._loop

event = threading.Event()


async def waits():
    event.wait()


def has(data, name):
    "As hasattr(), which the loop's code calls in the middle of it."
    event.set()
    return hasattr(data, name)


async def naps(n):
    for _ in range(n):
        await asyncio.sleep(0.001)
    return n


async def main():
    for _ in range(20):
        event.clear()
        others = [asyncio.create_task(naps(n)) for n in (1, 3, 2)]
        task = asyncio.create_task(waits())
        await asyncio.sleep(0.001)
        weft._loop.hasattr = has
        try:
            assert task.cancel()
        finally:
            del weft._loop.hasattr
        try:
            await task
            raise AssertionError("not cancelled")
        except asyncio.CancelledError:
            pass
        assert await asyncio.gather(*others) == [1, 3, 2]
        assert task.done() and isinstance(task.data, asyncio.CancelledError), task.data


asyncio.run(main())
print("OK")
