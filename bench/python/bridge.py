# SPDX-License-Identifier: MIT
"""What the bridge between asyncio and threads costs. On Weft alone; prints lines `name nanoseconds`.

    micropython bridge.py REPETITIONS
"""

import asyncio
import gc
import sys
import threading
import time

import weft

weft.block_limit(0)  # no reports: a benchmark holds the VM
from asyncio import core

N = int(sys.argv[1])


def per_op(start, count):
    return time.ticks_diff(time.ticks_us(), start) * 1000 / count


async def steps(n):
    for _ in range(n):
        await asyncio.sleep_ms(0)


def run_steps(make_task):
    task = make_task(steps(N))
    start = time.ticks_us()
    core.run_until_complete(task)
    return per_op(start, N)


def plain_task(coro):
    """As asyncio makes a task by itself, without Weft."""
    task = core.Task(coro, core.__dict__)
    core._task_queue.push(task)
    return task


async def ready():
    return 1


def await_ready():
    # MicroPython's allocator looks for room from the heap's start as long as only objects of several
    # blocks are made, such as coroutines: a collection now and then keeps that out of the figure.
    batch = 1000
    spent = 0
    for _ in range(N // batch):
        gc.collect()
        start = time.ticks_us()
        for _ in range(batch):
            weft.await_(ready())
        spent += time.ticks_diff(time.ticks_us(), start)
    return spent * 1000 / (N // batch * batch)


def nothing():
    pass


def to_native():
    n = N // 10
    weft.to_native(nothing)
    start = time.ticks_us()
    for _ in range(n):
        weft.to_native(nothing)
    return per_op(start, n)


def in_thread(function):
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


# Taken in turn, and the least of each: what is compared differs by little.
plain, stackful = [], []
for _ in range(7):
    plain.append(run_steps(plain_task))
    stackful.append(run_steps(asyncio.create_task))
print("step_plain", min(plain))
print("step_stackful", min(stackful))
print("await_ready", in_thread(await_ready))
print("to_native", in_thread(to_native))
