# SPDX-License-Identifier: MIT
# weft: only
# weft: soak
# weft: args -X heapsize=32M
"""Random operations over {locks, semaphore, condition, event, queues, join, sleep} x {green thread,
task in blocking calls, task through the *_async twins, native thread}, with time-outs, while a
supervisor kills and cancels who works or waits at random and starts others in their place.

The plan: a round builds a World of primitives and eight workers of each kind of waiter (natives:
two). Each worker keeps its own account; what is shared is Weft's, or guarded by it, as without a GIL
MicroPython's lists are not. When the round has had its operations the workers are told to stop, and
whoever waits is woken by what he waits for, never by a kill: so a waiter that was forgotten is
found. Then the accounts must agree with the world:
 - every item that was put was got once: equal counts, and equal sums of squares;
 - every entry into a lock is counted in the lock, and nobody is inside;
 - permits are what they were; locks are free;
 - nobody timed out early; memory is what it was after the first rounds.

The seed is printed; SEED=n in the environment draws the same numbers again (the interleaving depends
on the clock and on the OS).
"""

import asyncio
import gc
import os
import queue
import threading
import time

import weft

BOARD = not hasattr(os, "getenv")  # with little memory, and no haste
getenv = (lambda name: None) if BOARD else os.getenv
SOAK = getenv("WEFT_SOAK") == "1"
SEED = int(getenv("SEED") or (time.monotonic_ns() // 1000) % 1000000007)
OPERATIONS = 10_000_000 if SOAK else 30_000 if BOARD else 300_000  # in all
ROUND = 200_000 if SOAK else 3_000 if BOARD else 30_000
SECONDS = 540 if SOAK else 20  # whichever is first
P = 2147483647
PERMITS = 3
print("seed", SEED)

# The places in a worker's account.
OPS, ENTERED, PUT, PUT_SUM, GOT, GOT_SUM, SERIAL, STOPPED = range(8)


class World:
    def __init__(self):
        self.stop = False
        self.lock = threading.Lock()
        self.rlock = threading.RLock()
        self.entered = [0, 0]  # through lock, rlock; each guarded by it
        self.inside = [0, 0]
        self.semaphore = threading.Semaphore(PERMITS)
        self.bounded = threading.BoundedSemaphore(1)
        self.condition = threading.Condition()
        self.buffer = []  # guarded by the condition
        self.event = threading.Event()
        self.queues = [queue.Queue(4), queue.Queue(), queue.SimpleQueue(), queue.LifoQueue(3)]
        self.requests = queue.SimpleQueue()  # events to be set by the server
        self.failures = queue.SimpleQueue()

    def serve(self):
        while True:
            event = self.requests.get()
            if event is None:
                return
            event.set()


def nothing():
    pass


def timeout_of(r):
    """None, or up to 4 ms."""
    kind = (r >> 20) & 7
    return None if kind == 0 else 0 if kind == 1 else ((r >> 8) & 4095) / 1000000


def too_early(start, timeout):
    """Whether so many seconds are not over. In integers: floats depend on how long the machine is up."""
    return timeout is None or time.monotonic_ns() - start < round(timeout * 1000000) * 1000


# A step draws one operation. An exception may be thrown in at every wait and, into a native thread
# or with time slices, at every jump: between a call that gives something and the line that notes it
# there is no jump.


def step(w, account, r, who, kind):
    what = (r >> 12) & 15
    if what < 2:  # a lock, with or without a time-out
        if r & 256:
            with w.lock:
                w.entered[0] += 1
                account[ENTERED] += 1
                critical(w, 0, r)
        else:
            timeout = timeout_of(r)
            got = False
            try:
                got = w.lock.acquire(True, -1 if timeout is None else timeout)
                if got:
                    w.entered[0] += 1
                    account[ENTERED] += 1
                    critical(w, 0, r)
            finally:
                (nothing, w.lock.release)[got]()  # a jump here could be where it is thrown in
        account[OPS] += 2
    elif what < 4:
        with w.rlock:
            w.entered[1] += 1
            account[ENTERED] += 1
            with w.rlock:
                critical(w, 1, r)
        account[OPS] += 4
    elif what == 4:
        with w.semaphore:
            if r & 256:
                time.sleep(0)
        with w.bounded:
            pass
        account[OPS] += 4
    elif what == 5:
        if r & 512:
            with w.condition:
                while len(w.buffer) >= 4 and not w.stop:
                    w.condition.wait(timeout_of(r))
                item = account[SERIAL] * 128 + who
                w.buffer.append(item)
                account[SERIAL] += 1
                account[PUT] += 1
                account[PUT_SUM] += item * item % P
                w.condition.notify_all()
        else:
            with w.condition:
                if w.condition.wait_for(lambda: w.buffer or w.stop, timeout_of(r)) and w.buffer:
                    item = w.buffer.pop(0)
                    account[GOT] += 1
                    account[GOT_SUM] += item * item % P
                    w.condition.notify_all()
        account[OPS] += 3
    elif what == 6:
        if (r >> 8) & 3 == 0:
            if w.event.is_set() and not w.stop:
                w.event.clear()
            else:
                w.event.set()
        else:
            timeout = timeout_of(r)
            start = time.monotonic_ns()
            if not w.event.wait(timeout) and too_early(start, timeout):
                w.failures.put("Event.wait() timed out early")
        account[OPS] += 1
    elif what == 7:
        if r & 1792 == 0 and kind != "native":
            native = r & 28672 == 28672 and weft.native_workers() > 0
            thread = (weft.NativeThread if native else threading.Thread)(target=nothing)
            thread.start()
            thread.join()
            account[OPS] += 2
        elif r & 1792 == 256:
            event = threading.Event()
            w.requests.put(event)
            event.wait()
            account[OPS] += 2
        else:
            time.sleep(0 if r & 2048 else (r & 255) / 1000000)
            account[OPS] += 1
    else:
        q = w.queues[(r >> 8) & 3]
        timeout = timeout_of(r)
        start = time.monotonic_ns()
        if r & 2048 and q.qsize() < 50:
            item = account[SERIAL] * 128 + who
            account[SERIAL] += 1
            try:
                q.put(item, True, timeout)
                account[PUT] += 1
                account[PUT_SUM] += item * item % P
            except queue.Full:
                if too_early(start, timeout):
                    w.failures.put("put() timed out early")
        else:
            try:
                item = q.get(True, timeout)
                account[GOT] += 1
                account[GOT_SUM] += item * item % P
            except queue.Empty:
                if too_early(start, timeout):
                    w.failures.put("get() timed out early")
        account[OPS] += 1


def critical(w, n, r):
    try:
        w.inside[n] += 1
        if w.inside[n] != 1:
            w.failures.put("two inside a lock")
        if r & 1024:
            time.sleep(0)
    finally:
        w.inside[n] -= 1


async def step_async(w, account, r, who):
    """As step(), through the twins."""
    what = (r >> 12) & 15
    if what < 2:
        if r & 256:
            async with w.lock:
                w.entered[0] += 1
                account[ENTERED] += 1
                await critical_async(w, 0, r)
        else:
            timeout = timeout_of(r)
            got = False
            try:
                got = await w.lock.acquire_async(True, -1 if timeout is None else timeout)
                if got:
                    w.entered[0] += 1
                    account[ENTERED] += 1
                    await critical_async(w, 0, r)
            finally:
                (nothing, w.lock.release)[got]()  # a jump here could be where it is thrown in
        account[OPS] += 2
    elif what < 4:
        async with w.rlock:
            w.entered[1] += 1
            account[ENTERED] += 1
            async with w.rlock:
                await critical_async(w, 1, r)
        account[OPS] += 4
    elif what == 4:
        async with w.semaphore:
            if r & 256:
                await asyncio.sleep_ms(0)
        async with w.bounded:
            pass
        account[OPS] += 4
    elif what == 5:
        async with w.condition:
            timeout = timeout_of(r)
            if await w.condition.wait_for_async(lambda: w.buffer or w.stop, timeout) and w.buffer:
                item = w.buffer.pop(0)
                account[GOT] += 1
                account[GOT_SUM] += item * item % P
                w.condition.notify_all()
        account[OPS] += 3
    elif what == 6:
        timeout = timeout_of(r)
        start = time.monotonic_ns()
        if not await w.event.wait_async(timeout) and too_early(start, timeout):
            w.failures.put("Event.wait_async() timed out early")
        account[OPS] += 1
    elif what == 7:
        if r & 1792 == 0:
            thread = threading.Thread(target=nothing)
            thread.start()
            await thread
            account[OPS] += 2
        elif r & 1792 == 256:
            event = threading.Event()
            w.requests.put(event)
            await event.wait_async()
            account[OPS] += 2
        else:
            await asyncio.sleep_ms((r >> 8) & 1)
            account[OPS] += 1
    else:
        q = w.queues[(r >> 8) & 3]
        timeout = timeout_of(r)
        if r & 2048 and q.qsize() < 50:
            item = account[SERIAL] * 128 + who
            account[SERIAL] += 1
            try:
                await q.put_async(item, True, timeout)
                account[PUT] += 1
                account[PUT_SUM] += item * item % P
            except queue.Full:
                pass
        else:
            try:
                item = await q.get_async(True, timeout)
                account[GOT] += 1
                account[GOT_SUM] += item * item % P
            except queue.Empty:
                pass
        account[OPS] += 1


async def critical_async(w, n, r):
    try:
        w.inside[n] += 1
        if w.inside[n] != 1:
            w.failures.put("two inside a lock")
        if r & 1024:
            await asyncio.sleep_ms(0)
    finally:
        w.inside[n] -= 1


class Worker:
    """One place in the crowd, and its account; who fills it is killed and replaced."""

    def __init__(self, world, kind, number, seed):
        self.world = world
        self.kind = kind
        self.number = number
        self.random = seed
        self.account = [0] * 8
        self.stops = 0  # sent
        self.who = None

    def run(self):
        w, account, number, kind = self.world, self.account, self.number, self.kind
        r = self.random
        try:
            while not w.stop:
                r = (r * 1103515245 + 12345) & 0x7FFFFFFF
                step(w, account, r, number, kind)
        except AssertionError as exc:
            w.failures.put(exc)
        except (SystemExit, asyncio.CancelledError):
            pass
        self.random = r

    async def run_task(self):
        self.run()

    async def run_async(self):
        w, account, number = self.world, self.account, self.number
        r = self.random
        try:
            while not w.stop:
                r = (r * 1103515245 + 12345) & 0x7FFFFFFF
                await step_async(w, account, r, number)
        except AssertionError as exc:
            w.failures.put(exc)
        except asyncio.CancelledError:
            pass
        self.random = r

    def start(self):
        if self.kind == "green":
            self.who = threading.Thread(target=self.run)
        elif self.kind == "native":
            self.who = weft.NativeThread(target=self.run)
        elif self.kind == "task":
            self.who = asyncio.create_task(self.run_task())
        else:
            self.who = asyncio.create_task(self.run_async())
        if self.kind in ("green", "native"):
            self.who.start()

    def alive(self):
        return self.who.is_alive() if self.kind in ("green", "native") else not self.who.done()

    def stop(self):
        """Once for each who: a second exception could come in the middle of a `finally`."""
        if self.who is not None and self.alive():
            self.who.kill() if self.kind in ("green", "native") else self.who.cancel()
            self.stops += 1
        self.who = None


async def wind_down(w, workers):
    """Wake whoever waits by what he waits for, until all have ended."""
    w.stop = True
    main = Worker(w, "task", 127, 1)
    account = main.account
    end = time.monotonic() + 30
    while any(worker.alive() for worker in workers):
        if time.monotonic() > end:
            weft.dump()
            for worker in workers:
                if worker.alive():
                    print(worker.number, worker.kind, getattr(worker.who, "data", worker.who))
            raise AssertionError("a waiter was forgotten")
        w.event.set()
        with w.condition:
            w.condition.notify_all()
        for q in w.queues:
            try:
                for _ in range(3):
                    item = account[SERIAL] * 128 + 127
                    account[SERIAL] += 1
                    q.put(item, False)
                    account[PUT] += 1
                    account[PUT_SUM] += item * item % P
            except queue.Full:
                pass
        await asyncio.sleep_ms(1)
        drain(w, account)
        await asyncio.sleep_ms(1)
    drain(w, account)
    return main


def drain(w, account):
    for q in w.queues:
        try:
            while True:
                item = q.get(False)
                account[GOT] += 1
                account[GOT_SUM] += item * item % P
        except queue.Empty:
            pass
    with w.condition:
        while w.buffer:
            item = w.buffer.pop()
            account[GOT] += 1
            account[GOT_SUM] += item * item % P


def check(w, workers):
    if not w.failures.empty():
        raise AssertionError(w.failures.get())

    def total(place):
        return sum(worker.account[place] for worker in workers)

    assert total(PUT) == total(GOT), "%d items put, %d got" % (total(PUT), total(GOT))
    assert total(PUT_SUM) == total(GOT_SUM), "other items than were put"
    assert total(ENTERED) == sum(w.entered) and w.inside == [0, 0], (w.entered, w.inside)
    assert w.lock.acquire(False) and w.rlock.acquire(False), "the dead hold a lock"
    assert w.condition.acquire(False), "the dead hold a condition"
    assert w.semaphore._value == PERMITS, w.semaphore
    assert w.bounded._value == 1, w.bounded
    assert all(q.empty() for q in w.queues)


async def play(seed, operations, end):
    w = World()
    server = threading.Thread(target=w.serve)
    server.start()
    workers = []
    natives = min(2, weft.native_workers())  # none where there are no native threads
    for kind, count in (("green", 8), ("task", 8), ("async", 8), ("native", natives)):
        for _ in range(count):
            number = len(workers)
            workers.append(Worker(w, kind, number, (seed * 48271 + number * 7919) & 0x7FFFFFFF))
    for worker in workers:
        worker.start()
    r = seed & 0x7FFFFFFF
    while time.monotonic() < end:
        if sum(worker.account[OPS] for worker in workers) >= operations:
            break
        # What is left of one who was stopped is not waited for: his account is closed first.
        for _ in range(4):
            r = (r * 1103515245 + 12345) & 0x7FFFFFFF
            worker = workers[(r >> 8) % len(workers)]
            if worker.kind == "async" and threading.getswitchinterval():
                # A task that was preempted gets its cancellation at a jump, and MicroPython's
                # `async with` has one between its body and __aexit__: what it holds would stay held.
                continue
            who = worker.who
            worker.stop()
            while not gone(worker.kind, who):
                await asyncio.sleep_ms(1)
                if time.monotonic() > end + 60:
                    weft.dump()
                    raise AssertionError("killed, and still there")
            worker.start()
        await asyncio.sleep_ms(1)
    main = await wind_down(w, workers)
    w.requests.put(None)
    server.join()
    check(w, workers + [main])
    return sum(worker.account[OPS] for worker in workers), sum(worker.stops for worker in workers)


def gone(kind, who):
    return not who.is_alive() if kind in ("green", "native") else who.done()


def in_use():
    gc.collect()
    gc.collect()
    return gc.mem_alloc()


start = time.monotonic()
done = stops = rounds = 0
memory = []
while done < OPERATIONS and time.monotonic() < start + SECONDS:
    # With and without time slices.
    threading.setswitchinterval(0.001 if rounds % 2 else 0)
    operations, stopped = asyncio.run(play(SEED + rounds, ROUND, start + SECONDS))
    threading.setswitchinterval(0)
    done += operations
    stops += stopped
    rounds += 1
    memory.append(in_use())
    stats = weft.stats()
    # Idle fibers for the steps of tasks may be left.
    assert stats["threads"] <= 4, stats
print(done, "operations,", stops, "stops in", rounds, "rounds,", round(time.monotonic() - start), "s")
print("memory", memory[0], "...", memory[-1])
if len(memory) > 3:
    # Conservative collection: a stale word may keep one world alive, not one for each round.
    assert min(memory[rounds // 2 :]) <= max(memory[:3]) + 40000, memory
print("OK")
