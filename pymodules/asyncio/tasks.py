# SPDX-License-Identifier: MIT
"""CPython 3.13's methods of asyncio.Task, and wait(), as_completed(), shield(), ensure_future().

What a task's methods keep of it is in the record of its Step.
"""

import _weft
from asyncio import core
from asyncio._extend import METHODS, Task, cancel, create_task, record_of, task_methods
from asyncio.events import Handle, call_later, call_soon
from asyncio.futures import Future, InvalidStateError, isfuture

FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"


def _outcome(task):
    """What ended the task: a StopIteration, a CancelledError, an exception."""
    if not task.done():
        raise InvalidStateError("Result is not set.")
    record = record_of(task)
    if record.outcome is None:
        record.outcome = task.data
    if task.state is None:
        task.state = False  # retrieved: the loop need not report it
    return record.outcome


def result(task):
    """What the task has returned. Raises what it has raised, CancelledError, or InvalidStateError
    if it has not ended."""
    outcome = _outcome(task)
    if isinstance(outcome, StopIteration):
        return outcome.value
    raise outcome


def exception(task):
    """What the task has raised, None if it has returned. CancelledError, or InvalidStateError if it
    has not ended."""
    outcome = _outcome(task)
    if isinstance(outcome, StopIteration):
        return None
    if isinstance(outcome, core.CancelledError):
        raise outcome
    return outcome


def cancelled(task):
    """True if a cancellation has ended the task."""
    return task.done() and isinstance(_outcome_if_any(task), core.CancelledError)


def _outcome_if_any(task):
    record = getattr(task.coro, "record", None)
    return task.data if record is None or record.outcome is None else record.outcome


def uncancel(task):
    """Take one cancel() back from the count of them; returns those that are left."""
    record = record_of(task)
    if record.cancels > 0:
        record.cancels -= 1
    return record.cancels


def cancelling(task):
    """How many cancel() calls there were, less uncancel() calls."""
    return record_of(task).cancels


def add_done_callback(task, callback, *, context=None):
    """Have the loop call callback(task) when the task has ended: at its next turn if it has."""
    if task.done():
        call_soon(callback, task)
        return
    record = record_of(task)
    if record is not getattr(task.coro, "record", None):
        raise RuntimeError(
            "the task was made before Weft was installed. Remedy: import threading first."
        )
    record.callbacks.append(callback)
    if record.handle is None:
        record.handle = Handle(_call_back, (record,))


def _call_back(record):
    callbacks, record.callbacks = record.callbacks, []
    # Each in a turn of its own but for the first: what one raises keeps no other from its call.
    for callback in callbacks[1:]:
        call_soon(callback, record.task)
    if callbacks:
        callbacks[0](record.task)


def remove_done_callback(task, callback):
    """Forget a callback; returns how often it was there."""
    record = record_of(task)
    kept = [other for other in record.callbacks if other != callback]
    removed = len(record.callbacks) - len(kept)
    record.callbacks = kept
    return removed


_named = 0


def get_name(task):
    """The task's name: `Task-1` and so on unless it was given one."""
    global _named
    record = record_of(task)
    if record.name is None:
        _named += 1
        record.name = "Task-%d" % _named
    return record.name


def set_name(task, name):
    """Give the task a name, for reports."""
    record_of(task).name = str(name)


def get_coro(task):
    """The coroutine that the task runs."""
    return task.coro.coroutine if type(task.coro) is _weft.Step else task.coro


def get_loop(task):
    """The loop: there is one."""
    return core.Loop


for _name in METHODS:
    task_methods[_name] = globals()[_name]
if Task is core.Task:
    # Built without WEFT_ASYNCIO_TASKS: said here, not by an AttributeError in the middle of it.
    raise ImportError("asyncio.tasks needs a build with WEFT_ASYNCIO_TASKS=1")


def _generator():
    yield


def iscoroutine(obj):
    """A coroutine; MicroPython does not tell it from a generator."""
    return isinstance(obj, type(_generator()))


def iscoroutinefunction(function):
    """A function that makes coroutines; MicroPython does not tell it from one that makes
    generators."""
    return isinstance(function, type(_generator))


def ensure_future(aw, *, loop=None):
    """A Task or Future as it is, another awaitable as a task."""
    if isfuture(aw):
        return aw
    if hasattr(aw, "send"):
        return create_task(aw)
    if hasattr(aw, "__iter__") or hasattr(aw, "__await__"):
        return create_task(_await(aw))
    raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")


async def _await(aw):
    return await aw


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    """Wait for tasks and futures; returns the sets of those done and those not. Nothing is
    cancelled, and a timeout raises nothing."""
    if isfuture(fs) or iscoroutine(fs):
        raise TypeError("expect a list of futures, not %s" % type(fs).__name__)
    if not fs:
        raise ValueError("Set of Tasks/Futures is empty.")
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError("Invalid return_when value: %s" % (return_when,))
    fs = set(fs)
    for future in fs:
        if iscoroutine(future):
            raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    left = 0
    enough = _weft.Event()

    def is_enough(future):
        return return_when == FIRST_COMPLETED or (
            return_when == FIRST_EXCEPTION
            and not future.cancelled()
            and future.exception() is not None
        )

    def ended(future):
        nonlocal left
        left -= 1
        if left == 0 or is_enough(future):
            enough.set()

    waited = []
    for future in fs:
        if future.done():
            if is_enough(future):
                enough.set()
        else:
            left += 1
            waited.append(future)
    if left and not enough.is_set():
        for future in waited:
            future.add_done_callback(ended)
        try:
            await enough.wait_async(timeout)
        finally:
            for future in waited:
                future.remove_done_callback(ended)
    done = set(future for future in fs if future.done())
    return done, fs - done


class _AsCompleted:
    """What as_completed() returns: an iterator over awaitables, or an async one over futures."""

    def __init__(self, fs, timeout):
        self._todo = set(ensure_future(aw) for aw in set(fs))
        self._left = len(self._todo)
        self._done = _weft.SimpleQueue()
        self._timer = None
        for future in self._todo:
            future.add_done_callback(self._ended)
        if self._todo and timeout is not None:
            self._timer = call_later(timeout, self._time_is_up)

    def _ended(self, future):
        if future not in self._todo:
            return  # after the time was up
        self._todo.remove(future)
        self._done.put(future)
        if not self._todo and self._timer is not None:
            self._timer.cancel()

    def _time_is_up(self):
        for future in self._todo:
            future.remove_done_callback(self._ended)
            self._done.put(None)
        self._todo.clear()

    async def _next(self, resolve):
        future = await self._done.get_async()
        if future is None:
            raise core.TimeoutError
        return future.result() if resolve else future

    def _count(self, stop):
        if self._left == 0:
            raise stop
        self._left -= 1

    def __iter__(self):
        return self

    def __next__(self):
        self._count(StopIteration)
        return self._next(True)

    def __aiter__(self):
        return self

    async def __anext__(self):
        self._count(StopAsyncIteration)
        return await self._next(False)


def as_completed(fs, *, timeout=None):
    """Iterate over awaitables in the order they end: `for aw in as_completed(aws): await aw`, or
    `async for task in as_completed(aws)`. TimeoutError for what has not ended after `timeout`
    seconds."""
    if isfuture(fs) or iscoroutine(fs):
        raise TypeError("expect an iterable of futures, not %s" % type(fs).__name__)
    return _AsCompleted(fs, timeout)


def shield(arg):
    """A future for an awaitable that goes on when who awaits the future is cancelled."""
    inner = ensure_future(arg)
    if inner.done():
        return inner
    outer = Future()

    def inner_ended(inner):
        if outer.done():
            if not inner.cancelled():
                inner.exception()  # retrieved
        elif inner.cancelled():
            outer.cancel()
        elif inner.exception() is not None:
            outer.set_exception(inner.exception())
        else:
            outer.set_result(inner.result())

    inner.add_done_callback(inner_ended)
    return outer
