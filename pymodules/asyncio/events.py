# SPDX-License-Identifier: MIT
"""asyncio's loop: call_soon(), call_later(), call_at(), get_running_loop()."""

import _weft
from asyncio import core

_LONGEST_MS = 1 << 28  # half of what MicroPython's ticks can tell apart


class Handle:
    """A call that the loop is going to make; cancel() keeps it from being made."""

    def __init__(self, callback, args):
        self._callback = callback
        self._args = args
        self._task = core.Task(self, core.__dict__)

    def cancel(self):
        """Keep the call from being made, if it has not been. From the loop's thread."""
        self._callback = None
        self._args = ()

    def cancelled(self):
        """True after cancel()."""
        return self._callback is None

    def _push(self):
        core._task_queue.push(self._task)
        return self

    # What the loop calls: it takes the handle for a task's coroutine.

    def send(self, value):
        """Make the call: a turn of the loop."""
        callback = self._callback
        if callback is not None:
            self._callback = False
            callback(*self._args)
        raise StopIteration

    def throw(self, exc):  # what the callback raised, for the loop's exception handler
        """Raise what the callback has raised, for the loop's exception handler."""
        raise exc


class TimerHandle(Handle):
    """A Handle for a time. The call is never early."""

    def __init__(self, when, callback, args):
        Handle.__init__(self, callback, args)
        self._when = when

    def when(self):
        """When the call is to be made, in seconds by the loop's time()."""
        return self._when

    def cancel(self):
        """Keep the call from being made, if it has not been. From the loop's thread."""
        with _weft.no_switch:
            if self._callback:
                core._task_queue.remove(self._task)
            Handle.cancel(self)

    def _push(self):
        ms = min(max(0, int((self._when - _weft.monotonic()) * 1000 + 0.999)), _LONGEST_MS)
        core._task_queue.push(self._task, core.ticks_add(core.ticks(), ms))
        return self

    def send(self, value):
        """Make the call, or wait on if its time has not come: ticks do not reach as far."""
        if self._callback and self._when > _weft.monotonic():
            self._push()
        else:
            Handle.send(self, value)


def call_soon(callback, *args, context=None):
    """Call callback(*args) at the loop's next turn, in the order of the calls. From its thread."""
    return Handle(callback, args)._push()


def call_later(delay, callback, *args, context=None):
    """Call callback(*args) after `delay` seconds."""
    return call_at(_weft.monotonic() + delay, callback, *args)


def call_at(when, callback, *args, context=None):
    """Call callback(*args) at the loop's time() `when`."""
    return TimerHandle(when, callback, args)._push()


def is_running():
    """True if the loop runs the caller. (CPython's loop.is_running)"""
    return core.cur_task is not None


def get_running_loop():
    """The loop; RuntimeError if the caller is not run by it."""
    if core.cur_task is None:
        raise RuntimeError("no running event loop")
    return core.Loop


core.Loop.call_soon = call_soon
core.Loop.call_later = call_later
core.Loop.call_at = call_at
core.Loop.is_running = is_running
