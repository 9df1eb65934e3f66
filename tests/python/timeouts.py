# SPDX-License-Identifier: MIT
# weft: only
"""weft.Timeout over any code."""

import asyncio
import queue
import threading
import time

import _weft
import weft


class Late(Exception):
    pass


def spin():
    while True:
        pass


def in_time():
    with weft.Timeout(5):
        time.sleep(0.001)
    with weft.Timeout(None):
        time.sleep(0.001)
    time.sleep(0.001)


def too_late():
    lock = threading.Lock()
    lock.acquire()
    for wait in (lambda: time.sleep(5), lock.acquire, queue.Queue().get, threading.Event().wait, spin):
        start = time.monotonic_ns()
        try:
            with weft.Timeout(0.005):
                wait()
            assert False
        except TimeoutError:
            assert time.monotonic_ns() - start >= 5000000
    error = Late("x")
    try:
        with weft.Timeout(0.002, error):
            time.sleep(5)
        assert False
    except Late as exc:
        assert exc is error
    with weft.Timeout(0.002, False):  # silent
        time.sleep(5)
        assert False


def nested():
    try:
        with weft.Timeout(5):
            with weft.Timeout(0.002, Late):
                time.sleep(5)
        assert False
    except Late:
        pass
    try:
        with weft.Timeout(0.002):
            with weft.Timeout(5, Late):
                time.sleep(5)
        assert False
    except TimeoutError:
        pass
    # The inner one's time is long past, and it is not heard of again.
    try:
        with weft.Timeout(0.02):
            try:
                with weft.Timeout(0.002, Late):
                    time.sleep(5)
            except Late:
                time.sleep(5)
        assert False
    except TimeoutError:
        pass


def misuse():
    for bad in (-1, "1"):
        try:
            weft.Timeout(bad)
            assert False
        except (ValueError, TypeError):
            pass
    timeout = weft.Timeout(5)
    with timeout:
        try:
            with timeout:
                assert False
        except RuntimeError:
            pass
    with timeout:
        pass


def check():
    in_time()
    too_late()
    nested()
    misuse()


async def task():
    check()
    # Around an await too, and in the await of another task, which goes on.
    try:
        with weft.Timeout(0.002):
            await asyncio.sleep(5)
        assert False
    except TimeoutError:
        pass
    event = asyncio.Event()
    other = asyncio.create_task(event.wait())
    try:
        with weft.Timeout(0.002, Late):
            await other
        assert False
    except Late:
        pass
    assert not other.done()
    event.set()
    await other
    with weft.Timeout(5):
        await asyncio.sleep(0.001)
    done.append("task")


async def nothing_else_left():
    """A Timeout is all that can end the only task's wait: the loop does not end before that."""
    lock = asyncio.Lock()
    await lock.acquire()
    try:
        with weft.Timeout(0.01):
            await lock.acquire()
        assert False
    except TimeoutError:
        pass
    await asyncio.sleep(0.001)
    done.append("nothing_else_left")


async def around_asyncio():
    """asyncio's own waits are taken apart as by a cancellation: nothing of them comes later."""
    begun = []  # on a slow machine a Timeout may come before that
    ended = []

    async def slow(seconds=30):
        begun.append(True)
        try:
            await asyncio.sleep(seconds)
            return 5
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    lock = asyncio.Lock()
    released = asyncio.Event()

    async def holds():
        async with lock:
            await released.wait()

    holder = asyncio.create_task(holds())
    await asyncio.sleep(0)
    for wait, wanted in (
        (lambda: asyncio.wait_for(slow(), 5), 1),
        (lambda: asyncio.wait_for_ms(slow(), 5000), 1),
        (lambda: asyncio.gather(slow(), slow()), 2),
        (lock.acquire, 0),
    ):
        while True:
            begun.clear()
            ended.clear()
            try:
                with weft.Timeout(0.005):
                    await wait()
                assert False
            except TimeoutError:
                pass
            await asyncio.sleep(0.06)  # where a CancelledError would come from nowhere
            assert ended == ["cancelled"] * len(begun), ended
            if len(begun) == wanted:
                break
    begun.clear()
    ended.clear()
    released.set()
    await holder
    async with lock:
        pass
    # wait_for() itself.
    assert await asyncio.wait_for(slow(0.05), 5) == 5
    assert await asyncio.wait_for(slow(0.05), None) == 5
    for timeout in (0.005, 0, -1):
        try:
            await asyncio.wait_for(slow(), timeout)
            assert False
        except asyncio.TimeoutError:
            pass
    assert ended == ["cancelled"] * (len(begun) - 2), ended
    ended.clear()
    try:
        await asyncio.wait_for_ms(slow(), 5)
        assert False
    except asyncio.TimeoutError:
        pass

    async def fails():
        await asyncio.sleep(0)
        raise Late("fails")

    try:
        await asyncio.wait_for(fails(), 5)
        assert False
    except Late:
        pass

    async def outer():
        await asyncio.wait_for(slow(), 5)

    begun.clear()
    ended.clear()
    cancelled = asyncio.create_task(outer())
    while not begun:
        await asyncio.sleep(0.001)
    cancelled.cancel()
    try:
        await cancelled
        assert False
    except asyncio.CancelledError:
        pass
    assert ended == ["cancelled"], ended
    # A Timeout within and one around.
    for inner, outer in ((0.005, 5), (5, 0.005)):
        begun.clear()
        ended.clear()
        try:
            with weft.Timeout(outer, Late):
                await asyncio.wait_for(slow(), inner)
            assert False
        except asyncio.TimeoutError:
            assert inner < outer
        except Late:
            assert outer < inner
        await asyncio.sleep(0)
        assert ended == ["cancelled"] * len(begun), ended
    done.append("around_asyncio")


def killed_in_await():
    """A kill takes the coroutine apart likewise, and is what comes out."""
    begun = []
    ended = []

    async def slow():
        begun.append(True)
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    def waits():
        try:
            weft.await_(asyncio.wait_for(slow(), 5))
        except Late:
            ended.append("killed")
        time.sleep(0.1)
        ended.append("slept")

    t = threading.Thread(target=waits)
    t.start()
    while not begun:
        time.sleep(0.001)
    t.kill(Late)
    t.join()
    assert sorted(ended) == ["cancelled", "killed", "slept"] and ended[-1] == "slept", ended


def in_await():
    try:
        with weft.Timeout(0.002):
            weft.await_(asyncio.sleep(5))
        assert False
    except TimeoutError:
        pass


def left_behind():
    """A Timeout that a task left in a generator is due, and nothing but main is there: it waits, and
    does not spin."""

    def armed():
        with weft.Timeout(0.002):
            yield

    generator = armed()

    async def leave():
        next(generator)

    asyncio.run(leave())
    processor_time = getattr(time, "process_time", None)
    if processor_time is None:  # a board without an operating system
        return

    def spent_in_a_wait():
        begin = processor_time()
        assert not threading.Event().wait(1)
        return processor_time() - begin

    with_alarm = spent_in_a_wait()
    generator.close()
    plain = spent_in_a_wait()
    assert with_alarm < 2 * plain + 0.1, (with_alarm, plain)


def outlives_its_thread():
    """Timeouts that a thread left in generators are over with it: none is due for ever."""
    left = []

    def armed():
        with weft.Timeout(0.002):
            yield

    def leave():
        for _ in range(3):
            left.append(armed())
            next(left[-1])

    t = threading.Thread(target=leave)
    t.start()
    t.join()
    for _ in range(1000):
        if not _weft.pending():
            return
        time.sleep(0.001)
    assert False, "still due"


failures = []
threading.excepthook = lambda args: failures.append(args)
check()
done = []  # by its last line: MicroPython 1.25 may end the loop before
asyncio.run(task())
asyncio.run(around_asyncio())
asyncio.run(nothing_else_left())
assert done == ["task", "around_asyncio", "nothing_else_left"], done
left_behind()
outlives_its_thread()
killed_in_await()
for function in (check, in_await):
    threads = [threading.Thread(target=function) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
assert not failures, failures
print("OK")
