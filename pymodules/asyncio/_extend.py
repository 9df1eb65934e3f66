# SPDX-License-Identifier: MIT
"""What MicroPython's asyncio lacks of CPython 3.13's, found by name: `asyncio.Queue` imports
asyncio/queues.py when it is first asked for.

weft._loop.install() imports this where a firmware has it. All it does is to enter the names, and to
give tasks a type that can load the methods of CPython's when one is called.
"""

import asyncio
import asyncio._groups

import _weft
from asyncio import core
from weft import _loop

for _module, _names in (
    ("queues", "Queue LifoQueue PriorityQueue QueueEmpty QueueFull QueueShutDown"),
    ("locks", "Semaphore BoundedSemaphore Condition Barrier BrokenBarrierError"),
    ("timeouts", "Timeout timeout timeout_at"),
    ("taskgroups", "TaskGroup"),
    (
        "tasks",
        "wait as_completed shield ensure_future FIRST_COMPLETED FIRST_EXCEPTION ALL_COMPLETED"
        " iscoroutine iscoroutinefunction",
    ),
    ("futures", "Future InvalidStateError isfuture"),
    ("events", "get_running_loop Handle TimerHandle"),
):
    for _name in _names.split():
        asyncio._attrs[_name] = _module


METHODS = (
    "result exception cancelled uncancel cancelling add_done_callback remove_done_callback"
    " get_name set_name get_coro get_loop"
).split()


def _load():
    __import__("asyncio.tasks")


class Record:
    """What a task's Step keeps of it, from when it is first needed."""

    name = handle = outcome = None
    cancels = 0  # cancel() calls less uncancel() calls

    def __init__(self, task):
        self.task = task
        self.callbacks = []

    def finished(self):
        """The Step's coroutine has ended, and the loop is told next. May not raise or allocate."""
        if self.handle is not None:
            if self.task.state is True:
                self.task.state = _take_outcome
            self.handle._push()


def _take_outcome(task, exc):
    """What the loop calls in place of keeping a task's exception for its exception handler."""


def record_of(task):
    """The Record of a task, made if it has none."""
    step = task.coro
    if type(step) is not _weft.Step:
        return Record(task)  # a thread in await_(), or a task older than Weft: kept nowhere
    if step.record is None:
        step.record = Record(task)
    return step.record


def cancel(task, msg=None):
    """Throw CancelledError into the task, or into the one that it awaits. False if it has ended."""
    with _weft.no_switch:  # in a thread: the loop would run it in between
        if task.done():
            return False
        record_of(task).cancels += 1
        if task is core.cur_task:
            core.Loop.call_soon(_cancel_unless_done, task, msg)  # at its next await
        else:
            _cancel(task, msg)
        return True


def _cancel_unless_done(task, msg):
    if not task.done():
        _cancel(task, msg)


def _cancel(task, msg):
    while isinstance(task.data, core.Task):
        task = task.data
    exc = core.CancelledError() if msg is None else core.CancelledError(msg)
    if not isinstance(task.data, BaseException):
        _loop.throw_into_task(task, None)  # takes it off what it waits for
    task.data = exc


# asyncio.tasks, once one of them is asked for, puts them there.
task_methods = {name: None for name in METHODS}
task_methods.update({"cancel": cancel, "load": _load})
try:
    Task = _weft.extend_task(core.Task, task_methods)
except (AttributeError, TypeError):  # built without WEFT_ASYNCIO_TASKS
    Task = core.Task


def create_task(coro, *, name=None, context=None):
    """asyncio.create_task, for a task whose steps may block: see _weft.Step. There are no
    contexts."""
    if not hasattr(coro, "send"):
        if not isinstance(coro, core.SingletonGenerator):
            raise TypeError("a coroutine was expected, got %r" % (coro,))
        # asyncio.sleep(), which has one object for all that sleep.
        coro.state, until = None, coro.state
        coro = _sleep_until(until)
    task = Task(_weft.Step(coro), core.__dict__)
    core._task_queue.push(task)
    if name is not None:
        task.set_name(name)
    return _loop.entered(task)


async def _sleep_until(ticks):
    sleep = core.SingletonGenerator()
    sleep.state = ticks
    await sleep


def _create_task_of_loop(coro, *, name=None, context=None):
    return create_task(coro, name=name)


def _of_loop(name, module="asyncio.events"):
    def call(*args):
        __import__(module)
        return getattr(core.Loop, name)(*args)

    return call


core.create_task = asyncio.create_task = create_task
core.Loop.create_task = _create_task_of_loop
core.Loop.time = _weft.monotonic
core.Loop.create_future = _of_loop("create_future", "asyncio.futures")
for _name in ("call_soon", "call_later", "call_at", "is_running"):
    setattr(core.Loop, _name, _of_loop(_name))
