# SPDX-License-Identifier: MIT
"""How asyncio's loop runs green threads: they fill the gaps that its tasks leave.

The loop asks its IOQueue to wait each time round. Ours first runs ready threads, until the next
task is due or the budget is spent, and only then waits, for I/O, for the next task, or for the
first thread to wake up, whichever is first. Nothing is polled: with everything parked, the loop
blocks.
"""

import asyncio
import builtins
import gc
import select
import sys

import _weft
from asyncio import core

_create_task = core.create_task


def create_task(coro):
    """asyncio.create_task, for a task whose steps may block: see _weft.Step."""
    if not hasattr(coro, "send"):
        raise TypeError("coroutine expected")
    return entered(_create_task(_weft.Step(coro)))


def entered(task):
    """A task that was made: its group is told."""
    frame = _weft.context()
    if frame is not None:
        frame.group._joined(task)
    return task


# The streams waited for. True while anything can still happen, so that the loop goes on without
# tasks as long as there are threads.
class _Streams(dict):
    def __bool__(self):
        return len(self) > 0 or _weft.pending()


class _Nothing:
    def send(self, value):
        pass


# What the loop runs when it was woken for no task: it takes for granted that there is one.
_tick = core.Task(_Nothing(), core.__dict__)


# Stands for the main thread in the loop that it runs while it waits in a blocking call.
class _MainWait:
    def send(self, value):
        if not _weft.main_waits():
            raise StopIteration


def _new_main_wait():
    global _main_wait
    _main_wait = core.Task(_MainWait(), core.__dict__)
    _weft.set_hook("_main_wait", _main_wait)


# Run the loop until the main thread's wait is over.
def _run_while_main_waits():
    outer = core.cur_task
    try:
        core.run_until_complete(_main_wait)
    except BaseException:
        _new_main_wait()  # the old one may be on a queue
        raise
    finally:
        core.cur_task = outer


# run(), which runs the loop: refused inside a loop, before anything is touched.
def _outermost(run):

    def run_outermost(*args):
        _weft.enter_loop()
        try:
            return run(*args)
        finally:
            core.cur_task = None
            _weft.leave_loop()

    return run_outermost


def throw_into_task(task, exc):
    """Resume a task that is suspended, with an exception or with None, as Task.cancel() does. What it
    awaits sees a CancelledError, which carries the exception. False: one is on its way to it already.
    """
    if task.done():
        return True
    data = task.data
    if isinstance(data, BaseException):
        return False
    if exc is not None:
        exc = core.CancelledError(None, exc)
    if isinstance(data, core.Task):
        data.state.remove(task)  # it awaits another task, which goes on
    elif hasattr(data, "remove"):
        data.remove(task)
    elif core.ticks_diff(task.ph_key, core.ticks()) > 0:
        core._task_queue.remove(task)
    else:
        task.data = exc  # it is about to run, and keeps its turn
        return True
    core._task_queue.push(task)  # which resets data
    task.data = exc
    return True


def _held(*what):
    import weft._dump as reports

    reports.held(*what)


# An awaitable that makes a blocking call where the step itself must not block.
def _call_in_task(call):
    return core.create_task(_make(call))


async def _make(call):
    return call()


# The loop's IOQueue, which runs green threads before it waits for I/O.
class IOQueue(core.IOQueue):
    def __init__(self):
        super().__init__()
        self.map = _Streams()
        self.poller.register(_weft.wake, select.POLLIN)

    # Run threads and wait, for `dt` milliseconds at most; -1: until something happens.
    def wait_io_event(self, dt):
        core.cur_task = None  # a thread that runs now may cancel any task
        try:  # first: a second Ctrl-C may come at any jump
            wait = _weft.loop_run(dt)
            if wait == 0:
                if len(self.map):
                    self._poll(0)
            elif wait > 0 or len(self.map) or _weft.outside_wake_possible():
                self._poll(wait)
            elif _weft.pending():
                self._last_resort()
        finally:
            _weft.loop_resume()
        if dt < 0 and not core._task_queue.peek():
            core._task_queue.push(_tick)

    # Task.cancel(), which calls this, puts the task on the queue then: nothing may come between.
    def remove(self, task):
        with _weft.no_switch:
            super().remove(task)

    _collected_at = None

    # Nothing is left to wake anybody, but for a finaliser: collect, and look once more.
    def _last_resort(self):
        switches = _weft.stats()["switches"]
        if self._collected_at == switches:
            _deadlock(_weft.main_waits())
        self._collected_at = switches
        gc.collect()

    def _poll(self, dt):
        push = core._task_queue.push
        for s, ev in self.poller.ipoll(dt):
            if s is _weft.wake:
                continue
            sm = self.map[id(s)]
            if ev & ~select.POLLOUT and sm[0] is not None:
                push(sm[0])
                sm[0] = None
            if ev & ~select.POLLIN and sm[1] is not None:
                push(sm[1])
                sm[1] = None
            if sm[0] is None and sm[1] is None:
                self._dequeue(s)
            else:
                self.poller.modify(s, select.POLLOUT if sm[0] is None else select.POLLIN)


def _deadlock(main_blocked):
    import weft._dump as reports

    reports.deadlock(main_blocked)
    raise RuntimeError("deadlock: every thread waits and nothing is left to wake one")


def install():
    """Make asyncio use our IOQueue, for the loop there is and for those to come."""
    if core.IOQueue is IOQueue:
        return
    core.create_task = asyncio.create_task = create_task
    asyncio.run_until_complete = _outermost(core.run_until_complete)
    core.run = asyncio.run = _outermost(core.run)
    core.Loop.run_until_complete = _outermost(core.Loop.run_until_complete)
    core.Loop.run_forever = _outermost(core.Loop.run_forever)
    _weft.set_hook("_deadlock", lambda: _deadlock(True))
    _weft.set_hook("_run_while_main_waits", _run_while_main_waits)
    _new_main_wait()
    _weft.set_hook("_call_in_task", _call_in_task)
    _weft.set_hook("throw_into_task", throw_into_task)
    _weft.set_hook("_held", _held)
    _weft.start_ticks()
    if hasattr(builtins, "TimeoutError"):  # one and the same, as in CPython
        core.TimeoutError = asyncio.TimeoutError = builtins.TimeoutError
    else:
        builtins.TimeoutError = core.TimeoutError
    _weft.set_hook("TimeoutError", core.TimeoutError)
    old = core._io_queue
    core.IOQueue = IOQueue
    core._io_queue = new = IOQueue()
    for s in list(old.map.values()):  # streams that tasks wait for already
        reader, writer, stream = s
        new.map[id(stream)] = s
        flags = (select.POLLIN if reader else 0) | (select.POLLOUT if writer else 0)
        new.poller.register(stream, flags)
        for task in (reader, writer):
            if task:
                task.data = new
    import weft._asyncio

    try:
        __import__("asyncio._extend")  # where the firmware has it
    except ImportError:
        pass
