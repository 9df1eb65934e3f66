# SPDX-License-Identifier: MIT
# weft: only
"""await_() whose coroutine starts threads, with one stack slot for all: whoever parks can be copied out,
or gets a MemoryError and nothing is lost."""

import asyncio
import threading
import time

import weft

_, slot_bytes = weft.stack_slots()
weft.stack_slots(1, slot_bytes)
out = []


def other():
    out.append("other")
    time.sleep(0.001)


async def starts_threads(depth):
    threads = []
    for i in range(3):
        t = threading.Thread(target=other)
        t.start()
        threads.append(t)
        await asyncio.sleep(0.001 * i)
    for t in threads:
        await t
    if depth:
        # Deeper in the stack, and from a task of its own.
        return await starts_threads(depth - 1) + await asyncio.create_task(starts_threads(0))
    return 1


def awaits():
    out.append(weft.await_(starts_threads(2)))


t = threading.Thread(target=awaits)
t.start()
t.join()
assert out.count("other") == 15 and out[-1] == 3, out


async def blocking_task():
    return weft.await_(starts_threads(1))


out.clear()
assert asyncio.run(blocking_task()) == 2
assert out == ["other"] * 9, out
print("OK")
