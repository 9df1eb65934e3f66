# SPDX-License-Identifier: MIT
"""An asyncio pump of 10 ms while 100 threads each loop over work and time.sleep(0.001).

Prints the gaps between two of its ticks in microseconds, as lines `name figure`.
"""

import asyncio
import threading
import time

PERIOD_MS = 10
THREADS = 100
SECONDS = 5


def work(stop):
    while not stop.is_set():
        total = 0
        for k in range(300):
            total += k
        time.sleep(0.001)


async def pump(gaps):
    last = time.ticks_us()
    while True:
        await asyncio.sleep_ms(PERIOD_MS)
        now = time.ticks_us()
        gaps.append(time.ticks_diff(now, last))
        last = now


async def main():
    gaps = []
    task = asyncio.create_task(pump(gaps))
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(stop,)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    await asyncio.sleep(SECONDS)
    task.cancel()
    stop.set()
    for thread in threads:
        thread.join()
    gaps.sort()
    print("gap_median", gaps[len(gaps) // 2])
    print("gap_p99", gaps[len(gaps) * 99 // 100])
    print("gap_max", gaps[-1])


asyncio.run(main())
