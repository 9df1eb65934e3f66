# SPDX-License-Identifier: MIT
"""What beats beside the echo server: an asyncio pump of 10 ms, and a thread that sleeps 10 ms."""

import asyncio
import threading
import time

PERIOD = 0.01


def _print(name, gaps):
    gaps = sorted(gaps)
    print(name + "_median", gaps[len(gaps) // 2] * 1000)
    print(name + "_p99", gaps[len(gaps) * 99 // 100] * 1000)


def _tick(stopped, gaps):
    last = time.monotonic()
    while not stopped.is_set():
        time.sleep(PERIOD)
        now = time.monotonic()
        gaps.append(now - last)
        last = now


async def _pump(stopped, gaps):
    last = time.monotonic()
    while not stopped.is_set():
        await asyncio.sleep(PERIOD)
        now = time.monotonic()
        gaps.append(now - last)
        last = now


def run(stopped):
    """Until the event is set; prints milliseconds between two beats."""
    ticks, pumps = [], []
    thread = threading.Thread(target=_tick, args=(stopped, ticks))
    thread.start()
    asyncio.run(_pump(stopped, pumps))
    thread.join()
    _print("ticker", ticks)
    _print("pump", pumps)
