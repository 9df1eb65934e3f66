# weft: only
"""weft.Timeout over any code."""

import asyncio
import queue
import threading
import time

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


def in_await():
    try:
        with weft.Timeout(0.002):
            weft.await_(asyncio.sleep(5))
        assert False
    except TimeoutError:
        pass


failures = []
threading.excepthook = lambda args: failures.append(args)
check()
asyncio.run(task())
for function in (check, in_await):
    threads = [threading.Thread(target=function) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
assert not failures, failures
print("OK")
