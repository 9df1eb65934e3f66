# SPDX-License-Identifier: MIT
# weft: only
# weft: soak
# weft: args -X heapsize=32M
"""A storm of kills: random threads, in every kind of wait and outside, killed at random moments by a
green thread, a task and a native thread, cooperatively and with time slices.

The plan: sixteen victims, each in a random scene (in locks, conditions, queues, `finally` blocks that
wait themselves, await_(), to_native(), Timeout, sleep, computing) until it is killed; then another
takes its place. Nobody is killed twice, as a second exception may come in the middle of a `finally`.
Each victim notes on its own account what it has put, got and entered: between a call that gives
something and the line that notes it there is no jump, so no exception. In the end:
 - every victim has ended: none was forgotten, whoever waited for what a victim held went on;
 - every item that was put was got once, by a victim or by the final count;
 - locks are free, permits are what they were, every coroutine in await_() was ended;
 - memory is what it was.

The seed is printed; SEED=n in the environment draws the same numbers again.
"""

import asyncio
import gc
import os
import queue
import threading
import time

import utime
import weft

BOARD = not hasattr(os, "getenv")  # with little memory, and no haste
getenv = (lambda name: None) if BOARD else os.getenv
SOAK = getenv("WEFT_SOAK") == "1"
SEED = int(getenv("SEED") or (time.monotonic_ns() // 1000) % 1000000007)
KILLS = 100_000 if SOAK else 400 if BOARD else 4_000
ROUND = 2_500 if SOAK else 100 if BOARD else 400
VICTIMS = 16
P = 2147483647
print("seed", SEED)

# The places in a victim's account.
ENTERED, PUT, PUT_SUM, GOT, GOT_SUM, SERIAL, BEGUN, ENDED = range(8)


def following(r):
    return (r * 1103515245 + 12345) & 0x7FFFFFFF


class World:
    def __init__(self):
        self.lock = threading.Lock()
        self.rlock = threading.RLock()
        self.entered = [0, 0]
        self.condition = threading.Condition(threading.Lock())
        self.buffer = []  # guarded by the condition
        self.semaphore = threading.Semaphore(3)
        self.event = threading.Event()
        self.queues = [queue.Queue(2), queue.SimpleQueue(), queue.LifoQueue()]
        self.failures = queue.SimpleQueue()


# Scenes. Each goes on for ever, with `account` its victim's and r its random number.


def in_locks(w, account, who, r):
    while True:
        r = following(r)
        with w.lock:
            w.entered[0] += 1
            account[ENTERED] += 1
            if r & 256:
                time.sleep(0 if r & 512 else 0.0001)
            with w.rlock:
                w.entered[1] += 1
                account[ENTERED] += 1
                if r & 1024:
                    time.sleep(0)
                with w.rlock:
                    pass


def in_condition(w, account, who, r):
    while True:
        r = following(r)
        with w.condition:
            if r & 256:
                while len(w.buffer) >= 2:
                    w.condition.wait()
                item = account[SERIAL] * 1024 + who
                w.buffer.append(item)
                account[SERIAL] += 1
                account[PUT] += 1
                account[PUT_SUM] += item * item % P
            else:
                while not w.buffer:
                    w.condition.wait(None if r & 512 else 0.0002)
                item = w.buffer.pop(0)
                account[GOT] += 1
                account[GOT_SUM] += item * item % P
            w.condition.notify_all()


def in_queues(w, account, who, r):
    while True:
        r = following(r)
        q = w.queues[(r >> 8) % 3]
        if r & 65536 and q.qsize() < 20:
            item = account[SERIAL] * 1024 + who
            account[SERIAL] += 1
            q.put(item)
            account[PUT] += 1
            account[PUT_SUM] += item * item % P
        else:
            try:
                item = q.get(True, None if r & 131072 else 0.0003)
                account[GOT] += 1
                account[GOT_SUM] += item * item % P
            except queue.Empty:
                pass


def in_finally(w, account, who, r):
    while True:
        r = following(r)
        try:
            try:
                with w.semaphore:
                    time.sleep(0 if r & 256 else 0.0002)
            finally:
                with w.rlock:
                    time.sleep(0)
        finally:
            time.sleep(0.00005)


async def coroutine(w, account, who, r):
    try:
        account[BEGUN] += 1
        if r & 256:
            await asyncio.sleep_ms((r >> 9) & 3)
        if r & 2048:
            async with w.lock:
                w.entered[0] += 1
                account[ENTERED] += 1
                if r & 4096:
                    await asyncio.sleep_ms(0)
        if r & 8192:
            # What a coroutine got is its own account's, at once.
            try:
                item = await w.queues[0].get_async(True, 0.001)
                account[GOT] += 1
                account[GOT_SUM] += item * item % P
            except queue.Empty:
                pass
    finally:
        account[ENDED] += 1


def in_await(w, account, who, r):
    while True:
        r = following(r)
        weft.await_(coroutine(w, account, who, r))


def in_native(w, account, who, r):
    while True:
        r = following(r)
        if r & 256:
            weft.to_native(utime.sleep_us, 100)
        else:
            with w.semaphore:
                try:
                    weft.to_native(utime.sleep_us, 300, timeout=0.0001)
                except TimeoutError:
                    pass


def in_timeout(w, account, who, r):
    while True:
        r = following(r)
        kind = (r >> 8) & 3
        try:
            with weft.Timeout(0.0002 if r & 2048 else 0.002):
                if kind == 0:
                    time.sleep(0.001)
                elif kind == 1:
                    with w.semaphore:
                        w.event.wait()
                elif kind == 2:
                    weft.await_(asyncio.sleep_ms(3))
                else:
                    for _ in range(100):
                        pass
        except TimeoutError:
            pass


def in_sleep(w, account, who, r):
    while True:
        time.sleep((r >> 8) % 3 * 0.0004)


def in_event(w, account, who, r):
    while True:
        r = following(r)
        if r & 256:
            w.event.wait(0.0005 if r & 1024 else None)
        else:
            w.event.set()
            w.event.clear()
            time.sleep(0)


def in_join(w, account, who, r):
    while True:
        thread = threading.Thread(target=time.sleep, args=(0.0002,))
        thread.start()
        thread.join(None if r & 256 else 0.0001)


def at_work(w, account, who, r):
    while True:
        for _ in range(200):
            r = following(r)
        time.sleep(0)


SCENES = (in_locks, in_condition, in_queues, in_finally, in_await, in_native, in_timeout, in_sleep,
          in_event, in_join, at_work)
NATIVE = weft.native_workers() > 0
if not NATIVE:
    SCENES = tuple(scene for scene in SCENES if scene is not in_native)


class Killer:
    """Kills victims, and starts others. Each has its own, so nobody is killed by two."""

    def __init__(self, w, number, kills, seed):
        self.w = w
        self.number = number
        self.r = seed & 0x7FFFFFFF
        self.left = kills
        self.accounts = []
        self.victims = []
        for i in range(VICTIMS // 4):
            self.accounts.append([0] * 8)
            self.victims.append(None)
            self.start(i)

    def start(self, i):
        self.r = r = following(self.r)
        scene = SCENES[(r >> 10) % len(SCENES)]
        account, who = self.accounts[i], self.number * 16 + i
        thread = threading.Thread(target=scene, args=(self.w, account, who, r), name=scene.__name__)
        thread.start()
        self.victims[i] = thread

    def run(self):
        try:
            while self.left > 0:
                self.storm()
        except BaseException as exc:
            self.w.failures.put(exc)

    async def run_task(self):
        self.run()

    def storm(self):
        """Kill one or all of ours at once, and replace them."""
        self.r = r = following(self.r)
        pause = (r >> 8) & 7
        if pause > 2:
            time.sleep(0 if pause < 5 else (r >> 12 & 511) / 1000000)
        first = (r >> 22) % len(self.victims)
        some = range(first, first + 1) if r & 4096 else range(len(self.victims))
        for i in some:
            self.victims[i].kill()
        for i in some:
            self.victims[i].join(30)
            if self.victims[i].is_alive():
                weft.dump()
                raise AssertionError("killed %s, and it lives on" % self.victims[i].name)
            self.left -= 1
            if self.left > 0 or i not in some:
                self.start(i)

    def finish(self):
        for thread in self.victims:
            thread.kill()
        for thread in self.victims:
            thread.join(30)
            assert not thread.is_alive(), thread.name


def check(w, killers):
    if not w.failures.empty():
        raise w.failures.get()
    accounts = [account for killer in killers for account in killer.accounts]

    def total(place):
        return sum(account[place] for account in accounts)

    left = list(w.buffer)
    for q in w.queues:
        while not q.empty():
            left.append(q.get(False))
    put, got = total(PUT), total(GOT) + len(left)
    assert put == got, "%d items put, %d got" % (put, got)
    got_sum = total(GOT_SUM) + sum(item * item % P for item in left)
    assert total(PUT_SUM) == got_sum, "other items than were put"
    assert total(ENTERED) == sum(w.entered), (total(ENTERED), w.entered)
    assert total(BEGUN) == total(ENDED), "a coroutine was left in the middle"
    for lock in (w.lock, w.rlock, w.condition):
        assert lock.acquire(False), "the dead hold %r" % lock
    assert w.semaphore._value == 3, w.semaphore


async def play(seed):
    w = World()
    killers = [Killer(w, n, ROUND // 4, seed * 4 + n) for n in range(4)]
    other = weft.NativeThread if NATIVE else threading.Thread
    crowd = [threading.Thread(target=killers[0].run), other(target=killers[1].run)]
    for thread in crowd:
        thread.start()
    tasks = [asyncio.create_task(killers[2].run_task()), asyncio.create_task(killers[3].run_task())]
    for thread in crowd:
        await thread
    for task in tasks:
        await task
    for killer in killers:
        killer.finish()
    # Threads that a victim had started itself, and jobs that it had given up.
    await asyncio.sleep_ms(5)
    check(w, killers)


def in_use():
    gc.collect()
    gc.collect()
    return gc.mem_alloc()


start = time.monotonic()
rounds = 0
memory = []
while rounds * ROUND < KILLS:
    threading.setswitchinterval(0.0005 if rounds % 2 else 0)
    asyncio.run(play(SEED + rounds))
    threading.setswitchinterval(0)
    rounds += 1
    memory.append(in_use())
print(rounds * ROUND, "kills in", round(time.monotonic() - start, 1), "s")
print("memory", memory[0], "...", memory[-1])
# Conservative collection: stale words may keep a world or two alive, not one for each round.
assert min(memory[rounds // 2 :]) <= max(memory[:3]) + 40000, memory
print("OK")
