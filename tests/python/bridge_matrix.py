# SPDX-License-Identifier: MIT
# weft: only
"""Every primitive, waited for by every kind of waiter, woken by every kind of waker; and the waits
that end without: timed out, cancelled, killed. After each the primitive must be as if the waiter had
never been there."""

import asyncio
import micropython
import queue
import threading
import time

import weft


class Case:
    """One primitive: how to wait for it, how to wake one waiter, and the check that it is whole.

    wait(p) blocks and returns `good`; wait_for_ms(p) gives up after a few ms and returns or raises
    what the primitive has for that.
    """

    interrupt = True  # waking works from an interrupt

    def make(self):
        raise NotImplementedError

    def timed(self, p):
        """Waits in vain; True if it timed out as it should."""
        raise NotImplementedError

    def whole(self, p):
        pass


class LockCase(Case):
    good = True

    def make(self):
        lock = threading.Lock()
        lock.acquire()
        return lock

    def wait(self, p):
        return p.acquire()

    def wait_async(self, p):
        return p.acquire_async()

    def timed(self, p):
        return not p.acquire(timeout=0.003)

    def wake(self, p):
        p.release()

    def whole(self, p):
        # Either a waiter has it, or nobody.
        if p.locked():
            p.release()
        assert p.acquire(False)


class SemaphoreCase(LockCase):
    def make(self):
        return threading.Semaphore(0)

    def whole(self, p):
        p.release()
        assert p.acquire(False)


class EventCase(Case):
    good = True

    def make(self):
        return threading.Event()

    def wait(self, p):
        return p.wait()

    def wait_async(self, p):
        return p.wait_async()

    def timed(self, p):
        return not p.wait(0.003)

    def wake(self, p):
        p.set()


class GetCase(Case):
    good = "item"

    def make(self):
        return queue.Queue()

    def wait(self, p):
        return p.get()

    def wait_async(self, p):
        return p.get_async()

    def timed(self, p):
        try:
            p.get(timeout=0.003)
        except queue.Empty:
            return True

    def wake(self, p):
        p.put_nowait("item")

    def whole(self, p):
        while not p.empty():
            p.get()
        p.put("next")
        assert p.get_nowait() == "next"


class PutCase(Case):
    good = None

    def make(self):
        q = queue.Queue(1)
        q.put("first")
        return q

    def wait(self, p):
        return p.put("second")

    def wait_async(self, p):
        return p.put_async("second")

    def timed(self, p):
        try:
            p.put("second", timeout=0.003)
        except queue.Full:
            return True

    def wake(self, p):
        assert p.get_nowait() == "first"

    def whole(self, p):
        assert p.qsize() <= 1
        while not p.empty():
            assert p.get_nowait() in ("first", "second")


class SimpleQueueCase(GetCase):
    def make(self):
        return queue.SimpleQueue()


class ConditionCase(Case):
    good = True
    interrupt = False  # notify() needs the lock

    def make(self):
        return threading.Condition()

    def wait(self, p):
        with p:
            return p.wait()

    async def wait_async(self, p):
        async with p:
            return await p.wait_async()

    def timed(self, p):
        with p:
            return not p.wait(0.003)

    def wake(self, p):
        with p:
            p.notify()

    def whole(self, p):
        assert p.acquire(False)  # no dead waiter holds it
        p.release()


class RLockCase(Case):
    good = True
    interrupt = False  # only its owner may release it

    def make(self):
        # Held by a thread that lets go when it is told to.
        lock = threading.RLock()
        lock_held, let_go = threading.Event(), threading.Event()

        def hold():
            with lock:
                lock_held.set()
                let_go.wait()

        holder = threading.Thread(target=hold)
        holder.start()
        lock_held.wait()
        return lock, let_go, holder

    def wait(self, p):
        with p[0]:
            return True

    async def wait_async(self, p):
        async with p[0]:
            return True

    def timed(self, p):
        return not p[0].acquire(timeout=0.003)

    def wake(self, p):
        p[1].set()

    def whole(self, p):
        p[1].set()
        p[2].join()
        assert p[0].acquire(False)


class BarrierCase(Case):
    interrupt = False
    good = 0

    def make(self):
        return threading.Barrier(2)

    def wait(self, p):
        return p.wait()

    def wait_async(self, p):
        return p.wait_async()

    def timed(self, p):
        try:
            p.wait(0.003)
        except threading.BrokenBarrierError:
            p.reset()
            return True

    def wake(self, p):
        assert p.wait() == 1

    def whole(self, p):
        assert p.n_waiting == 0, p


class JoinCase(Case):
    good = None
    interrupt = True

    def make(self):
        go = threading.Event()
        thread = threading.Thread(target=go.wait)
        thread.start()
        return thread, go

    def wait(self, p):
        return p[0].join()

    async def wait_async(self, p):
        return await p[0]

    def timed(self, p):
        p[0].join(0.003)
        return p[0].is_alive()

    def wake(self, p):
        p[1].set()

    def whole(self, p):
        p[1].set()
        p[0].join()


CASES = (LockCase, RLockCase, SemaphoreCase, EventCase, ConditionCase, BarrierCase, GetCase, PutCase,
         SimpleQueueCase, JoinCase)


class Waiting:
    """A waiter of some kind, and what came of it."""

    def __init__(self, kind, function, function_async):
        self.result = self.error = None
        self.ended = threading.Event()
        self.begun = threading.Event()
        self.task = self.thread = None
        if kind == "green":
            self.thread = threading.Thread(target=self.run, args=(function,))
            self.thread.start()
        elif kind == "native":
            self.thread = weft.NativeThread(target=self.run, args=(function,))
            self.thread.start()
        elif kind == "task":
            self.task = asyncio.create_task(self.run_task(function))
        else:
            self.task = asyncio.create_task(self.run_async(function_async))

    def run(self, function):
        self.begun.set()
        try:
            self.result = function()
        except BaseException as exc:
            self.error = exc
        self.ended.set()

    async def run_task(self, function):
        self.run(function)

    async def run_async(self, function):
        self.begun.set()
        try:
            self.result = await function()
        except BaseException as exc:
            self.error = exc
        self.ended.set()

    def settle(self):
        """Until it waits."""
        self.begun.wait()
        time.sleep(0.002)
        assert not self.ended.is_set(), (self.result, self.error)

    def stop(self):
        if self.task is not None:
            self.task.cancel()
        else:
            self.thread.kill()

    def end(self):
        assert self.ended.wait(10), "never woke up"


def wake(kind, function):
    errors = []

    def run(_=None):
        try:
            function()
        except BaseException as exc:
            errors.append(exc)

    if kind == "green":
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    elif kind == "native":
        thread = weft.NativeThread(target=run)
        thread.start()
        thread.join()
    elif kind == "interrupt":
        micropython.schedule(run, None)
        time.sleep(0.001)
    else:
        async def run_task():
            run()

        weft.await_(asyncio.create_task(run_task()))
    assert not errors, errors


WAITERS = ("green", "task", "async", "native")
WAKERS = ("green", "task", "native", "interrupt")
if not weft.native_workers():  # a board without OS threads
    WAITERS, WAKERS = WAITERS[:3], ("green", "task", "interrupt")


async def main():
    count = 0
    for case_class in CASES:
        case = case_class()
        for waiter in WAITERS:
            for waker in WAKERS:
                if waker == "interrupt" and not case.interrupt:
                    continue
                p = case.make()
                w = Waiting(waiter, lambda: case.wait(p), lambda: case.wait_async(p))
                w.settle()
                wake(waker, lambda: case.wake(p))
                w.end()
                assert w.error is None, (case_class, waiter, waker, w.error)
                assert w.result == case.good, (case_class, waiter, waker, w.result)
                case.whole(p)
                count += 1
            if waiter != "async":  # which has the same arguments
                p = case.make()
                start = time.monotonic_ns()
                w = Waiting(waiter, lambda: case.timed(p), None)
                w.end()
                assert w.result is True, (case_class, waiter, w.error)
                assert time.monotonic_ns() - start >= 3000000, "timed out early"
                case.whole(p)
                count += 1
            p = case.make()
            w = Waiting(waiter, lambda: case.wait(p), lambda: case.wait_async(p))
            w.settle()
            w.stop()
            w.end()
            wanted = asyncio.CancelledError if w.task else SystemExit
            assert isinstance(w.error, wanted), (case_class, waiter, w.result, w.error)
            case.whole(p)
            count += 1
        # First come first served, across the kinds.
        if case_class in (LockCase, SemaphoreCase, GetCase):
            p = case.make()
            order = []
            waiting = []
            for kind in WAITERS:
                def first(kind=kind):
                    case.wait(p)
                    order.append(kind)

                async def first_async(kind=kind):
                    await case.wait_async(p)
                    order.append(kind)

                waiting.append(Waiting(kind, first, first_async))
                waiting[-1].settle()
            for w in waiting:
                case.wake(p)
                w.end()
            assert order == list(WAITERS), (case_class, order)
    print(count, "cases")
    print("OK")


asyncio.run(main())
