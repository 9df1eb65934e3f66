# SPDX-License-Identifier: MIT
# weft: only
"""Native threads, green threads and asyncio tasks share locks, queues and events."""

import _thread
import asyncio
import gc
import queue
import threading
import time

import _weft

ROUNDS = 300


def start_native(work, *args):
    """Run work(*args) on a native thread; returns an Event set at its end."""
    ended = threading.Event()

    def run():
        try:
            work(*args)
        finally:
            ended.set()

    _thread.start_new_thread(run, ())
    return ended


# One lock: nobody is ever in the critical section with another.
lock = threading.Lock()
inside = [0, 0, 0]  # now, entries, clashes


def enters():
    for _ in range(ROUNDS):
        with lock:
            inside[0] += 1
            if inside[0] != 1:
                inside[2] += 1
            inside[1] += 1
            inside[0] -= 1


def takes_turns():
    for _ in range(ROUNDS):
        with lock:
            inside[1] += 1
            time.sleep(0)


# In a function: without a GIL nothing guards the globals, so while another thread reads them none is
# added.
def share_a_lock():
    natives = [start_native(enters) for _ in range(3)]
    greens = [threading.Thread(target=f) for f in (enters, enters, takes_turns)]
    for t in greens:
        t.start()
    for t in greens:
        t.join()
    for ended in natives:
        assert ended.wait(20)
    assert inside == [0, 6 * ROUNDS, 0], inside


share_a_lock()

# A queue both ways, bounded, with time-outs.
there, back = queue.Queue(4), queue.Queue(4)


def echoes():
    for _ in range(ROUNDS):
        back.put(there.get(timeout=20) + 1, timeout=20)


def talk_to_echo():
    ended = start_native(echoes)
    for i in range(ROUNDS):
        there.put(i)
        assert back.get() == i + 1
    assert ended.wait(20)


talk_to_echo()


# A native thread times out by itself.
def waits(results):
    results.append(lock.acquire(timeout=0.02))
    try:
        queue.Queue().get(timeout=0.02)
    except queue.Empty:
        results.append("empty")
    results.append(threading.Event().wait(0.02))


results = []
lock.acquire()
assert start_native(waits, results).wait(20)
lock.release()
assert results == [False, "empty", False], results


# In asyncio: a native thread wakes a task and a green thread while the loop sleeps.
async def main():
    q, log = queue.Queue(), []

    def delayed():
        time.sleep(0.02)
        q.put("one")
        while not log:
            time.sleep(0.001)
        q.put("two")

    def green():
        log.append(("green", q.get()))

    async def task():
        log.append(("task", q.get()))

    a = asyncio.create_task(task())
    await asyncio.sleep_ms(1)
    t = threading.Thread(target=green)
    t.start()
    await asyncio.sleep_ms(1)
    ended = start_native(delayed)
    await a
    t.join()
    assert log == [("task", "one"), ("green", "two")], log
    assert ended.wait(20)


asyncio.run(main())
# threading.local: each native thread starts with nothing, and keeps its own over a collection.
mine = threading.local()
kept = []


def keeps(n):
    kept.append(hasattr(mine, "list"))
    mine.list = [n, [n]]
    gc.collect()
    time.sleep(0.001)
    kept.append(mine.list == [n, [n]])


for n in range(5):
    assert start_native(keeps, n).wait(5)
    time.sleep(0.005)  # the thread is gone, and its place is free for the next
assert kept == [False, True] * 5, kept

# One that threading did not start has a Thread, of its own, as soon as somebody asks.
named = []
assert start_native(lambda: named.extend((threading.current_thread(), threading.current_thread()))).wait(5)
assert len(named) == 2 and named[0] is named[1] and named[0].name.startswith("Dummy-"), named

# interrupt_main() ends the main thread's wait from there too.
def interrupted():
    ended = start_native(lambda: (time.sleep(0.01), _weft.interrupt_main()))
    try:
        time.sleep(5)
    except KeyboardInterrupt:
        pass
    else:
        assert False, "not interrupted"
    assert ended.wait(5)


for _ in range(3):
    interrupted()
print("OK")
