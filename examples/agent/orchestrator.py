# SPDX-License-Identifier: MIT
"""A firmware's main program in the manner of pyDirect, with the agent of agent.py inside.

One asyncio loop: a pump every 10 ms, which serves remote commands; system tasks; and, as threads
that know nothing of it, the agent, the cloud's session with it, and twenty busy workers. The pump
must never miss a beat.

Runs on MicroPython with Weft:  micropython orchestrator.py
"""

import asyncio
import gc
import sys
import threading
import time

import agent
import cloud as cloud_module

PERIOD_MS = 10
WORKERS = 20
SECONDS = 5


class Pump:
    """queue_pump(): every 10 ms, and its own witness."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.gaps = []
        self.latencies = []
        self.asked = None

    async def run(self):
        last = time.ticks_us()
        while True:
            await asyncio.sleep_ms(PERIOD_MS)
            now = time.ticks_us()
            self.gaps.append(time.ticks_diff(now, last))
            last = now
            self.process_queue(now)

    def process_queue(self, now):
        """Every fifth tick send a command into the agent; see at each tick whether it has come."""
        if self.asked is not None and self.asked.done:
            self.latencies.append(time.ticks_diff(self.asked.answered, self.asked.sent))
            self.asked = None
        if self.asked is None and len(self.gaps) % 5 == 0:
            self.asked = Call(self.cloud, now)


class Call:
    """One command to the agent, on a thread, as a remote command is."""

    def __init__(self, cloud, now):
        self.sent = now
        self.answered = None
        self.done = False
        self.cloud = cloud
        threading.Thread(target=self.run, name="remote command").start()

    def run(self):
        value = self.cloud.call("echo", text="tick")["value"]
        self.answered = time.ticks_us()
        self.done = value == "tick"


def busy_worker(number, stop):
    """Some work, and a rest of 1 to 10 ms, for ever."""
    while not stop.is_set():
        total = 0
        for i in range(200):
            total += i * i
        time.sleep(0.001 + number % 10 * 0.001)


async def heartbeat(beats):
    while True:
        beats.append(time.ticks_ms())
        await asyncio.sleep_ms(100)


async def http_server():
    """Stands for httpserver.process_queue(): nothing to serve, but always about."""
    while True:
        await asyncio.sleep_ms(20)


async def live_view(pump, peak):
    print("  time  ticks  longest gap  threads  commands")
    for half in range(1, SECONDS * 2 + 1):
        await asyncio.sleep_ms(500)
        peak[0] = max(peak[0], threading.active_count())
        print("%5.1fs  %5d  %8.2f ms  %7d  %8d" % (
            half / 2, len(pump.gaps), max(pump.gaps) / 1000, threading.active_count(),
            len(pump.latencies)))


def percentile(values, p):
    return sorted(values)[min(len(values) - 1, len(values) * p // 100)]


def memory_per_thread():
    """Bytes that one more parked thread costs: its objects, its record, its stack in use."""
    import _weft

    def used():
        gc.collect()
        stats = _weft.stats()
        return gc.mem_alloc() + stats["stack_live_bytes"], stats["stack_live_bytes"]

    gate = threading.Event()
    before, stacks_before = used()
    threads = [threading.Thread(target=gate.wait) for _ in range(100)]
    for thread in threads:
        thread.start()
    time.sleep(0.01)
    after, stacks_after = used()
    gate.set()
    for thread in threads:
        thread.join()
    return (after - before) // 100, (stacks_after - stacks_before) // 100


def print_table(pump, peak, beats, per_thread, ok):
    gaps, latencies = pump.gaps, pump.latencies
    rows = (
        ("pump ticks", "%d in %d s" % (len(gaps), SECONDS)),
        ("gap between ticks, median", "%.2f ms" % (percentile(gaps, 50) / 1000)),
        ("gap between ticks, p99", "%.2f ms" % (percentile(gaps, 99) / 1000)),
        ("longest gap", "%.2f ms" % (max(gaps) / 1000)),
        ("heartbeats", "%d" % len(beats)),
        ("commands served", "%d" % len(latencies)),
        ("command latency, p50", "%.2f ms" % (percentile(latencies, 50) / 1000)),
        ("command latency, p99", "%.2f ms" % (percentile(latencies, 99) / 1000)),
        ("threads, at most", "%d" % peak[0]),
        ("memory per parked thread", "%d bytes, %d of them stack" % per_thread),
        ("the agent's session", "as on CPython" if ok else "WRONG"),
    )
    print()
    for name, value in rows:
        print("%-28s %s" % (name, value))


EXPECTED_LINES = 10


async def main():
    agent.remove_files()
    link = agent.Link()
    cloud = cloud_module.Cloud(link)
    shown = []

    def session():
        shown.extend(cloud_module.session(cloud))

    # The agent serves the session, then the pump's commands until the end.
    stop = threading.Event()
    threads = [
        threading.Thread(target=cloud.receive, name="receiver"),
        threading.Thread(target=agent.main, args=(link,), name="agent"),
    ]
    workers = [threading.Thread(target=busy_worker, args=(n, stop)) for n in range(WORKERS)]
    pump = Pump(cloud)
    peak = [0]
    beats = []
    for thread in threads + workers:
        thread.start()
    for coroutine in (pump.run(), heartbeat(beats), http_server()):
        asyncio.create_task(coroutine)
    await live_view(pump, peak)
    # The agent stops at the end of the session: it is the last thing to run.
    threading.Thread(target=session, name="session").start()
    while any(thread.is_alive() for thread in threads):
        await asyncio.sleep_ms(20)
        peak[0] = max(peak[0], threading.active_count())
    stop.set()
    for worker in workers:
        worker.join()
    agent.remove_files()

    ok = len(shown) == EXPECTED_LINES and "upgrade: installed 2.0 at attempt 2, intact" in shown
    print_table(pump, peak, beats, memory_per_thread(), ok)
    served = len(pump.latencies) > 0
    if not (ok and served):
        print("\n".join(shown))
        sys.exit(1)


asyncio.run(main())
