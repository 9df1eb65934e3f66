# SPDX-License-Identifier: MIT
"""CPython 3.13's `asyncio.Future`. For the loop's thread; another one goes through
loop.call_soon_threadsafe()."""

from asyncio import core
from asyncio.events import Handle


class InvalidStateError(Exception):
    """The operation is not allowed in this state."""


class Future:
    """A result that is not there yet. Any number of tasks may await it."""

    _PENDING, _CANCELLED, _FINISHED = "PENDING", "CANCELLED", "FINISHED"

    def __init__(self, *, loop=None):
        self._state = "PENDING"
        self._result = self._exception = self._message = None
        self._callbacks = []
        self._waiting = core.TaskQueue()

    def __repr__(self):
        info = self._state.lower()
        if self._state == "FINISHED":
            if self._exception is not None:
                info += " exception=%r" % (self._exception,)
            else:
                info += " result=%r" % (self._result,)
        return "<%s %s>" % (type(self).__name__, info)

    def get_loop(self):
        """The loop: there is one."""
        return core.Loop

    def done(self):
        """True once there is a result or an exception, or it was cancelled."""
        return self._state != "PENDING"

    def cancelled(self):
        """True if it was cancelled."""
        return self._state == "CANCELLED"

    def result(self):
        """The result. Raises the exception there is instead, CancelledError, or InvalidStateError
        if it is not done."""
        exception = self.exception()
        if exception is not None:
            raise exception
        return self._result

    def exception(self):
        """The exception, None if there is a result. CancelledError, or InvalidStateError if it is
        not done."""
        if self._state == "CANCELLED":
            args = () if self._message is None else (self._message,)
            raise core.CancelledError(*args)
        if self._state == "PENDING":
            raise InvalidStateError("Result is not set.")
        return self._exception

    def set_result(self, result):
        """End with a result; InvalidStateError if it is done."""
        if self._state != "PENDING":
            raise InvalidStateError("%s: %r" % (self._state, self))
        self._result = result
        self._end("FINISHED")

    def set_exception(self, exception):
        """End with an exception or a class of one; InvalidStateError if it is done, TypeError for a
        StopIteration."""
        if self._state != "PENDING":
            raise InvalidStateError("%s: %r" % (self._state, self))
        if isinstance(exception, type):
            exception = exception()
        if isinstance(exception, StopIteration):
            raise TypeError(
                "StopIteration interacts badly with generators and cannot be raised into a Future"
            )
        self._exception = exception
        self._end("FINISHED")

    def cancel(self, msg=None):
        """End as cancelled, with a message for the CancelledError. False if it is done."""
        if self._state != "PENDING":
            return False
        self._message = msg
        self._end("CANCELLED")
        return True

    def add_done_callback(self, callback, *, context=None):
        """Have the loop call callback(future) once it is done: at its next turn if it is."""
        if self._state != "PENDING":
            Handle(callback, (self,))._push()
        else:
            self._callbacks.append(callback)

    def remove_done_callback(self, callback):
        """Forget a callback; returns how often it was there."""
        kept = [other for other in self._callbacks if other != callback]
        removed = len(self._callbacks) - len(kept)
        self._callbacks = kept
        return removed

    def _end(self, state):
        self._state = state
        while self._waiting.peek():
            core._task_queue.push(self._waiting.pop())
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            Handle(callback, (self,))._push()

    def __iter__(self):
        if self._state == "PENDING":
            self._waiting.push(core.cur_task)
            core.cur_task.data = self
            yield
            if self._state == "PENDING":
                raise RuntimeError("await wasn't used with future")
        return self.result()

    __await__ = __iter__

    def remove(self, task):
        """A task that awaits this is cancelled: so is this, as in CPython."""
        self._waiting.remove(task)
        self.cancel()


def isfuture(obj):
    """True for a Future or a Task."""
    return isinstance(obj, (Future, core.Task))


core.Loop.create_future = Future
