# SPDX-License-Identifier: MIT
# asyncio's primitives are shared with threads, by their `sync`.
# weft: only

import asyncio
import gc
import queue
import threading
import time

import weft

KINDS = [threading.Thread]
try:
    import _thread

    KINDS.append(weft.NativeThread)
except ImportError:
    pass


async def test_queue(kind):
    q = asyncio.Queue(2)
    results = []

    def producer():
        for n in range(20):
            q.sync.put(n)
        q.sync.join()
        q.sync.shutdown()

    thread = kind(target=producer)
    thread.start()
    try:
        while True:
            results.append(await q.get())
            q.task_done()
    except asyncio.QueueShutDown:
        pass
    thread.join()
    assert results == list(range(20)), results
    # The other way round.
    q = asyncio.Queue(1)
    taken = []

    def consumer():
        while True:
            try:
                taken.append(q.sync.get(timeout=10))
            except queue.ShutDown:
                break

    thread = kind(target=consumer)
    thread.start()
    for n in range(20):
        await q.put(n)
    q.shutdown()
    thread.join()
    assert taken == list(range(20)), taken


async def test_priority_queue(kind):
    q = asyncio.PriorityQueue()
    thread = kind(target=lambda: [q.sync.put(n) for n in (3, 1, 2)])
    thread.start()
    thread.join()
    assert [q.get_nowait(), q.get_nowait(), await q.get()] == [1, 2, 3]


async def test_queue_waiters_in_one_line(kind):
    """A task and a thread that wait are served in the order they came."""
    q = asyncio.Queue()
    got = []
    task = asyncio.create_task(_get(q, got, "task"))
    await asyncio.sleep(0.01)
    thread = kind(target=lambda: got.append(("thread", q.sync.get())))
    thread.start()
    await asyncio.sleep(0.05)
    q.put_nowait(1)
    q.put_nowait(2)
    thread.join()
    await task
    assert sorted(got) == [("task", 1), ("thread", 2)], got


async def _get(q, got, name):
    got.append((name, await q.get()))


async def test_semaphore(kind):
    semaphore = asyncio.Semaphore(2)
    inside = []
    most = 0

    def in_thread():
        nonlocal most
        for _ in range(5):
            with semaphore.sync:
                inside.append(1)
                most = max(most, len(inside))
                time.sleep(0.001)
                inside.pop()

    async def in_task():
        nonlocal most
        for _ in range(5):
            async with semaphore:
                inside.append(1)
                most = max(most, len(inside))
                await asyncio.sleep(0.001)
                inside.pop()

    threads = [kind(target=in_thread) for _ in range(2)]
    for thread in threads:
        thread.start()
    await asyncio.gather(in_task(), in_task())
    for thread in threads:
        thread.join()
    assert not inside and 1 <= most <= 2, (inside, most)
    assert semaphore._value == 2


async def test_condition(kind):
    condition = asyncio.Condition()
    ready = False

    def notifier():
        nonlocal ready
        time.sleep(0.005)
        with condition.sync:
            ready = True
            condition.sync.notify_all()

    thread = kind(target=notifier)
    thread.start()
    async with condition:
        assert await condition.wait_for(lambda: ready)
    thread.join()
    # And a thread that waits for a task.
    ready = False
    seen = []

    def waiter():
        with condition.sync:
            seen.append(condition.sync.wait_for(lambda: ready, 10))

    thread = kind(target=waiter)
    thread.start()
    await asyncio.sleep(0.005)
    async with condition:
        ready = True
        condition.notify()
    thread.join()
    assert seen == [True]


async def test_barrier(kind):
    barrier = asyncio.Barrier(3)
    places = [None] * 3

    def wait(n):
        places[n] = barrier.sync.wait(10)

    threads = [kind(target=wait, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    places[2] = await barrier.wait()
    for thread in threads:
        thread.join()
    assert sorted(places) == [0, 1, 2], places


async def test_blocking_call_in_timeout(kind):
    """timeout() and TaskGroup end blocking calls too."""
    q = queue.Queue()
    try:
        async with asyncio.timeout(0.02):
            q.get()
        assert False
    except TimeoutError:
        pass
    assert q.empty() and q.qsize() == 0

    async def blocked():
        q.get()

    async def fail():
        time.sleep(0.01)
        raise ValueError

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(blocked())
            group.create_task(fail())
        assert False
    except ExceptionGroup as exc:
        assert [type(e) for e in exc.exceptions] == [ValueError]
    q.put(1)
    assert q.get_nowait() == 1, "a cancelled getter took it"


async def test_future_from_thread(kind):
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    thread = kind(target=lambda: loop.call_soon_threadsafe(future.set_result, "done"))
    thread.start()
    assert await future == "done"
    thread.join()


async def test_nothing_is_left_over(kind):
    """Records, callbacks and timers go with their tasks."""

    async def some():
        async with asyncio.timeout(5):
            async with asyncio.TaskGroup() as group:
                for _ in range(10):
                    group.create_task(_nothing())
        done, _ = await asyncio.wait([asyncio.create_task(_nothing())])
        for task in done:
            task.result()

    for _ in range(10):
        await some()
    gc.collect()
    before = gc.mem_alloc()
    for _ in range(60):
        await some()
    gc.collect()
    assert gc.mem_alloc() - before < 4096, gc.mem_alloc() - before


async def _nothing():
    await asyncio.sleep(0)


async def main():
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            for kind in KINDS:
                await test(kind)


asyncio.run(main())
print("OK")
