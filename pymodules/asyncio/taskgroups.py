# SPDX-License-Identifier: MIT
"""CPython 3.13's `asyncio.TaskGroup`, and the ExceptionGroup that it raises."""

from asyncio import core
from asyncio._extend import create_task
from asyncio._groups import BaseExceptionGroup
from asyncio.event import Event
from asyncio.tasks import cancel, cancelling, uncancel


class TaskGroup:
    """`async with` tasks that are all awaited at its end. One that fails has the others, and the
    body, cancelled; what failed is raised in an ExceptionGroup."""

    def __init__(self):
        self._entered = self._exiting = self._aborting = False
        self._parent = None
        self._cancelled_parent = False
        self._tasks = {}  # no set: one that has no memory to grow is broken from then on
        self._errors = []
        self._base_error = None
        self._all_done = None

    def __repr__(self):
        info = ""
        if self._tasks:
            info += " tasks=%d" % len(self._tasks)
        if self._errors:
            info += " errors=%d" % len(self._errors)
        if self._aborting:
            info += " cancelling"
        elif self._entered:
            info += " entered"
        return "<TaskGroup%s>" % info

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError("TaskGroup %r has already been entered" % self)
        if core.cur_task is None:
            raise RuntimeError("TaskGroup %r cannot determine the parent task" % self)
        self._parent = core.cur_task
        self._entered = True
        return self

    async def __aexit__(self, exc_type, exc, tb):
        try:
            await self._exit(exc)
        finally:
            self._parent = None
            self._errors = []

    async def _exit(self, exc):
        self._exiting = True
        if isinstance(exc, (SystemExit, KeyboardInterrupt)) and self._base_error is None:
            self._base_error = exc
        propagate = exc if isinstance(exc, core.CancelledError) else None
        if exc is not None and not self._aborting:
            self._abort()
        while self._tasks:
            self._all_done = Event()
            try:
                await self._all_done.wait()
            except core.CancelledError as cancelled:
                if not self._aborting:
                    # The parent is cancelled from outside: so are the tasks, and awaited still.
                    propagate = cancelled
                    self._abort()
            self._all_done = None
        if self._base_error is not None:
            raise self._base_error
        if self._cancelled_parent and uncancel(self._parent) == 0:
            propagate = None  # the cancellation was the group's own, and nobody else's
        if propagate is not None and not self._errors:
            raise propagate
        if exc is not None and not isinstance(exc, core.CancelledError):
            self._errors.append(exc)
        if self._errors:
            if cancelling(self._parent):
                # Cancelled from outside too: that comes again at the parent's next await.
                uncancel(self._parent)
                cancel(self._parent)
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", self._errors)

    def create_task(self, coro, *, name=None, context=None):
        """Start a task of the group; see asyncio.create_task(). RuntimeError before the group is
        entered, and once it has ended or fails."""
        state = None
        if not self._entered:
            state = "has not been entered"
        elif self._exiting and not self._tasks:
            state = "is finished"
        elif self._aborting:
            state = "is shutting down"
        if state is not None:
            if hasattr(coro, "close"):
                coro.close()
            raise RuntimeError("TaskGroup %r %s" % (self, state))
        task = create_task(coro, name=name)
        self._tasks[task] = None
        task.add_done_callback(self._ended)
        return task

    def _abort(self):
        self._aborting = True
        for task in self._tasks:
            if not task.done():
                task.cancel()

    def _ended(self, task):
        self._tasks.pop(task, None)
        if self._all_done is not None and not self._tasks:
            self._all_done.set()
        if task.cancelled():
            return
        exc = task.exception()
        if exc is None:
            return
        self._errors.append(exc)
        if isinstance(exc, (SystemExit, KeyboardInterrupt)) and self._base_error is None:
            self._base_error = exc
        if self._parent.done():
            core.Loop.call_exception_handler(
                {
                    "message": "Task %r has errored out but its parent task %r is already completed"
                    % (task, self._parent),
                    "exception": exc,
                    "future": task,
                }
            )
            return
        if not self._aborting and not self._cancelled_parent:
            # The parent is in the body, or awaits the tasks. Cancelled, it comes to __aexit__().
            self._abort()
            self._cancelled_parent = True
            self._parent.cancel()
