# SPDX-License-Identifier: MIT
# weft: only
# What is outside the heap and points into it keeps that alive, or has let go: armed Timeouts, also of
# a generator or of a loop that is dropped, and what the main thread waited for.
import asyncio
import gc
import sys
import threading
import time

import weft


def clobber(n):
    return n if n == 0 else clobber(n - 1) + 1


def collect():
    clobber(20)
    gc.collect()
    junk = [bytearray(32) for _ in range(200 if sys.platform == "qemu" else 5000)]
    for block in junk:
        for k in range(32):
            block[k] = 0x41
    del junk
    gc.collect()


# Of generators that are dropped: the main thread is in none of them any more, and yet they are its.
def limited(seconds):
    with weft.Timeout(seconds):
        yield 1


def drop(seconds, count=10):
    for _ in range(count):
        next(limited(seconds))


# One at a time, so that none comes while another is handled.
for _ in range(10):
    came = False
    try:
        drop(0.02, 1)
        collect()
        time.sleep(20)
    except TimeoutError:
        came = True
    assert came

# In a thread that ends before.
thread = threading.Thread(target=drop, args=(0.02,))
thread.start()
thread.join()
del thread
collect()
time.sleep(0.05)

# Of tasks that go with their loop.
ran = []


async def task():
    try:
        with weft.Timeout(0.05):
            await asyncio.sleep(10)
    except asyncio.TimeoutError:
        ran.append("timed out")
        raise


async def start():
    for _ in range(10):
        asyncio.create_task(task())
    await asyncio.sleep(0.01)


async def go_on():
    for _ in range(10):
        await asyncio.sleep(0.02)
    return "went on"


asyncio.run(start())
asyncio.new_event_loop()
collect()
assert asyncio.run(go_on()) == "went on"
assert ran == [], ran
# A Timeout is as good as new afterwards, and one that fired is in use until its block ends.
timeout = weft.Timeout(0.01)
for _ in range(3):
    try:
        with timeout:
            try:
                time.sleep(5)
            except TimeoutError:
                try:
                    timeout.__enter__()
                    assert False
                except RuntimeError:
                    pass
                raise
        assert False
    except TimeoutError:
        pass
with timeout:
    pass
time.sleep(0.02)


# What the main thread waited for once.
def wait():
    threading.Event().wait(0.001)


wait()
collect()
import weft._dump as reports

lines = []
reports.print = lambda *args, file=None: lines.append(args[0])


async def main():
    thread = threading.Thread(target=weft.dump)
    thread.start()
    while thread.is_alive():
        await asyncio.sleep(0)


asyncio.run(main())
assert "waits for" not in lines[0], lines
assert len(lines) == 2 and "running" in lines[1], lines
del lines[:]
thread = threading.Thread(target=weft.dump)
thread.start()
thread.join()
assert "waits for <Thread" in lines[0], lines
print("OK")
