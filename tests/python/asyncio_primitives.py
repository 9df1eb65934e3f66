# SPDX-License-Identifier: MIT
# asyncio.Queue, Semaphore, Condition, Barrier, timeout(), TaskGroup, wait() and as_completed(), and
# the methods of tasks and futures, as CPython has them.

import asyncio
import threading


async def queues():
    print("-- queues")
    q = asyncio.Queue(2)
    print(q.maxsize, q.qsize(), q.empty(), q.full())
    got = []

    async def consumer():
        while True:
            item = await q.get()
            got.append(item)
            q.task_done()

    task = asyncio.create_task(consumer())
    for n in range(5):
        await q.put(n)
    await q.join()
    print(got)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("consumer cancelled", task.cancelled())
    for call in (q.get_nowait, lambda: [q.put_nowait(n) for n in range(3)], q.task_done):
        try:
            call()
        except Exception as exc:
            print(type(exc) in (asyncio.QueueEmpty, asyncio.QueueFull, ValueError), exc)
            while not q.empty():
                q.get_nowait()
                q.task_done()
    for kind in (asyncio.LifoQueue, asyncio.PriorityQueue):
        q = kind()
        for n in (2, 3, 1):
            await q.put(n)
        print(kind.__name__, await q.get(), await q.get(), await q.get())

    class Doubled(asyncio.Queue):
        def _put(self, item):
            self._queue.append(item * 2)

    q = Doubled()
    await q.put(4)
    print(await q.get(), q.qsize())
    # One that waits and is cancelled takes nothing with it.
    q = asyncio.Queue()
    waiters = [asyncio.create_task(q.get()) for _ in range(3)]
    await asyncio.sleep(0)
    waiters[1].cancel()
    q.put_nowait("a")
    q.put_nowait("b")
    await asyncio.sleep(0.01)
    print([w.cancelled() or w.result() for w in waiters])


async def semaphores():
    print("-- semaphores")
    sem = asyncio.Semaphore(2)
    inside = most = 0

    async def user():
        nonlocal inside, most
        async with sem:
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.002)
            inside -= 1

    await asyncio.gather(*[user() for _ in range(6)])
    print(most, inside, sem.locked())
    for call in (lambda: asyncio.Semaphore(-1), asyncio.BoundedSemaphore(1).release):
        try:
            call()
        except ValueError as exc:
            print(exc)
    sem = asyncio.Semaphore(0)
    print(sem.locked(), repr(sem)[:38], repr(sem)[-9:])
    sem.release()
    print(await sem.acquire(), repr(sem)[-9:])


async def conditions():
    print("-- conditions")
    cond = asyncio.Condition()
    order = []

    async def waiter(name):
        async with cond:
            print(await cond.wait())
            order.append(name)

    tasks = [asyncio.create_task(waiter(n)) for n in range(3)]
    await asyncio.sleep(0.001)
    async with cond:
        cond.notify(2)
    while len(order) < 2:
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.005)
    print(order)
    async with cond:
        cond.notify_all()
    await asyncio.gather(*tasks)
    print(order, cond.locked())
    for call in (cond.notify, cond.notify_all, cond.release):
        try:
            call()
        except RuntimeError as exc:
            print(exc)
    try:
        await cond.wait()
    except RuntimeError as exc:
        print(exc)
    lock = asyncio.Lock()
    cond = asyncio.Condition(lock)
    value = 0

    async def until():
        async with cond:
            return await cond.wait_for(lambda: value)

    task = asyncio.create_task(until())
    await asyncio.sleep(0)
    async with lock:
        value = 7
        cond.notify_all()
    print(await task, lock.locked())
    # Cancelled, a waiter has the lock again as it leaves.
    cond = asyncio.Condition()
    task = asyncio.create_task(waiter("late"))
    await asyncio.sleep(0.001)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", cond.locked())


async def barriers():
    print("-- barriers")
    barrier = asyncio.Barrier(3)
    places = []

    async def party():
        async with barrier as place:
            places.append(place)

    await asyncio.gather(*[party() for _ in range(3)])
    print(sorted(places), barrier.n_waiting, barrier.parties, barrier.broken)

    async def broken():
        try:
            await barrier.wait()
        except asyncio.BrokenBarrierError as exc:
            return "broken"

    task = asyncio.create_task(broken())
    await asyncio.sleep(0.001)
    print(barrier.n_waiting)
    await barrier.abort()
    print(await task, barrier.broken)
    await barrier.reset()
    print(barrier.broken)
    # One that is cancelled does not break it.
    task = asyncio.create_task(barrier.wait())
    await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.sleep(0.001)
    print(barrier.n_waiting, barrier.broken)
    try:
        asyncio.Barrier(0)
    except ValueError as exc:
        print(exc)


async def timeouts():
    print("-- timeouts")
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(0.01) as cm:
            await asyncio.sleep(5)
    except TimeoutError:
        print("timed out", cm.expired())
    async with asyncio.timeout(5) as cm:
        await asyncio.sleep(0)
    print(cm.expired())
    async with asyncio.timeout(None) as cm:
        print(cm.when())
        cm.reschedule(loop.time() + 0.005)
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            print("cancelled inside", asyncio.current_task().cancelling())
        print(cm.expired())
    print(asyncio.current_task().cancelling())
    # The outer one's time is up first.
    try:
        async with asyncio.timeout(0.005) as outer:
            async with asyncio.timeout(5) as inner:
                await asyncio.sleep(5)
    except TimeoutError:
        print(outer.expired(), inner.expired())
    try:
        async with asyncio.timeout_at(loop.time() - 1):
            await asyncio.sleep(5)
    except TimeoutError:
        print("was up before")

    async def cancelled_too():
        async with asyncio.timeout(0.005):
            try:
                await asyncio.sleep(5)
            finally:
                victim.cancel()
                await asyncio.sleep(0)

    victim = asyncio.create_task(cancelled_too())
    try:
        await victim
    except asyncio.CancelledError:
        print("cancelled, not timed out")
    for cm, call in (
        (asyncio.timeout(1), lambda: None),
        (asyncio.timeout(1), lambda: cm.reschedule(1)),
    ):
        try:
            call()
            async with cm:
                pass
            async with cm:
                pass
        except RuntimeError as exc:
            print(exc)

    async def inner_task():
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            print("what it awaited is cancelled")
            raise

    try:
        async with asyncio.timeout(0.005):
            await asyncio.create_task(inner_task())
    except TimeoutError:
        print("timed out")


async def groups():
    print("-- groups")

    async def answer(n):
        await asyncio.sleep(0.001 * n)
        return n

    fails = asyncio.Event()

    async def fail(exc):
        await fails.wait()
        raise exc

    async def long(name):
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            print(name, "cancelled")
            raise

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(answer(n)) for n in (3, 1, 2)]
    print([task.result() for task in tasks])
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(ValueError("one")))
            group.create_task(fail(TypeError("two")))
            group.create_task(long("sibling"))
            asyncio.get_running_loop().call_later(0.002, fails.set)
            await long("body")
    except ExceptionGroup as exc:
        print(exc, sorted([type(e).__name__ for e in exc.exceptions]))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(long("task"))
            raise KeyError("body")
    except ExceptionGroup as exc:
        print(exc, [repr(e) for e in exc.exceptions] != [])
        print(exc.subgroup(KeyError) is not None, exc.split(ValueError)[0])
    print(asyncio.current_task().cancelling())
    for when in ("new", "ended"):
        group = asyncio.TaskGroup()
        if when == "ended":
            async with group:
                pass
        coro = answer(1)
        try:
            group.create_task(coro)
        except RuntimeError as exc:
            print(str(exc).split("> ")[-1])

    async def parent():
        async with asyncio.TaskGroup() as group:
            group.create_task(long("child"))

    task = asyncio.create_task(parent())
    await asyncio.sleep(0.002)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("parent cancelled", task.cancelled())
    try:
        async with asyncio.timeout(0.005):
            async with asyncio.TaskGroup() as group:
                group.create_task(long("in time"))
    except TimeoutError:
        print("group timed out")


async def waits():
    print("-- waits")

    async def after(turn, result):
        """Ends after the one whose turn is before; at turn 0 at once, without a turn never."""
        if turn is None:
            await asyncio.sleep(30)
        elif turn:
            await turns[turn - 1].wait()
        await asyncio.sleep(0.01)
        turns[turn or 0].set()
        if isinstance(result, Exception):
            raise result
        return result

    def start(*pairs):
        nonlocal turns
        turns = [asyncio.Event() for _ in range(4)]
        return [asyncio.create_task(after(turn, result), name=str(result)) for turn, result in pairs]

    turns = []
    tasks = start((2, "c"), (0, "a"), (1, "b"))
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    print([t.result() for t in done], len(pending))
    done, pending = await asyncio.wait(pending)
    print(sorted([t.result() for t in done]), len(pending))
    done, pending = await asyncio.wait(start((0, "x"), (None, "y")), timeout=1)
    print([t.result() for t in done], [t.get_name() for t in pending])
    for t in pending:
        t.cancel()
    done, pending = await asyncio.wait(
        start((0, ValueError("v")), (None, "never")), return_when=asyncio.FIRST_EXCEPTION
    )
    print([str(t.exception()) for t in done], len(pending))
    for t in pending:
        t.cancel()
    results = []
    start()
    for aw in asyncio.as_completed([after(2, 3), after(0, 1), after(1, 2)]):
        results.append(await aw)
    print(results)
    results = []
    for aw in asyncio.as_completed(start((1, ValueError("e")), (0, "ok"))):
        try:
            results.append(await aw)
        except ValueError as exc:
            results.append(str(exc))
    print(results)
    late = start((None, "late"))
    try:
        for aw in asyncio.as_completed(late, timeout=0.02):
            await aw
    except TimeoutError:
        print("not completed in time")
    late[0].cancel()
    for wrong in ([], "never"):
        try:
            await asyncio.wait(wrong or wrong, return_when=wrong or asyncio.ALL_COMPLETED)
        except ValueError as exc:
            print(exc)


async def tasks_and_futures():
    print("-- tasks and futures")
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    loop.call_later(0.005, fut.set_result, 42)
    calls = []
    fut.add_done_callback(lambda f: calls.append(f.result()))
    print(fut.done(), await fut, fut.done())
    await asyncio.sleep(0)
    print(calls)
    try:
        fut.set_result(1)
    except asyncio.InvalidStateError:
        print("invalid state")
    loop.call_soon(calls.append, "soon")
    handle = loop.call_later(0.001, calls.append, "never")
    handle.cancel()
    loop.call_later(0.2, calls.append, "second")
    loop.call_later(0.002, calls.append, "first")
    while "second" not in calls:
        await asyncio.sleep(0.02)
    print(calls, handle.cancelled())

    async def sleeper():
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError as exc:
            calls.append(exc.args)
            raise

    task = asyncio.create_task(sleeper(), name="sleeper")
    task.add_done_callback(lambda t: calls.append(t.get_name()))
    await asyncio.sleep(0)
    print(task.get_name(), task.done())
    try:
        task.result()
    except asyncio.InvalidStateError as exc:
        print(exc)
    print(task.cancel("why"), task.cancelling())
    done, _ = await asyncio.wait([task])
    print(task in done, task.cancelled(), calls[-2:], task.cancel())
    # Shielded: it goes on.
    inner = asyncio.create_task(_later())
    outer = asyncio.create_task(_await_shielded(inner))
    await asyncio.sleep(0.001)
    outer.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        print("outer cancelled")
    print(await inner)

    async def cancels_itself():
        asyncio.current_task().cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0.05)

    task = asyncio.create_task(cancels_itself())
    await asyncio.wait([task])
    print(task.cancelled())


async def _later():
    await asyncio.sleep(0.01)
    return "inner"


async def _await_shielded(inner):
    return await asyncio.shield(inner)


async def main():
    for part in (
        queues,
        semaphores,
        conditions,
        barriers,
        timeouts,
        groups,
        waits,
        tasks_and_futures,
    ):
        await part()


asyncio.run(main())
