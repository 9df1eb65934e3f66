# SPDX-License-Identifier: MIT
"""CPython 3.13's `asyncio.timeout()` and `timeout_at()`."""

import _weft
from asyncio import core
from asyncio.events import call_at
from asyncio.tasks import cancel, cancelling, uncancel


class Timeout:
    """`async with` a limit to the time of its body, which is cancelled when it is reached; the
    CancelledError that comes out of the body is then a TimeoutError."""

    def __init__(self, when):
        self._when = when
        self._state = "created"
        self._timer = self._task = None

    def __repr__(self):
        when = ""
        if self._state == "active":
            when = " when=%s" % (None if self._when is None else round(self._when, 3))
        return "<Timeout [%s]%s>" % (self._state, when)

    def when(self):
        """The deadline by the loop's time(), None if there is none."""
        return self._when

    def reschedule(self, when):
        """Set another deadline, or None."""
        if self._state != "active":
            if self._state == "created":
                raise RuntimeError("Timeout has not been entered")
            raise RuntimeError("Cannot change state of %s Timeout" % self._state)
        self._when = when
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if when is None else call_at(when, self._time_is_up)

    def expired(self):
        """True if the deadline has been reached within the body."""
        return self._state in ("expiring", "expired")

    async def __aenter__(self):
        if self._state != "created":
            raise RuntimeError("Timeout has already been entered")
        task = core.cur_task
        if task is None:
            raise RuntimeError("Timeout should be used inside a task")
        self._state = "active"
        self._task = task
        self._cancelling = cancelling(task)
        self.reschedule(self._when)
        return self

    async def __aexit__(self, exc_type, exc, tb):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._state == "active":
            self._state = "finished"
        elif self._state == "expiring":
            self._state = "expired"
            # Somebody else who cancels the task is not to be told of a timeout.
            if uncancel(self._task) <= self._cancelling and isinstance(exc, core.CancelledError):
                raise core.TimeoutError()

    def _time_is_up(self):
        self._timer = None
        self._state = "expiring"
        cancel(self._task)


def timeout(delay):
    """A Timeout after `delay` seconds, or without a deadline if it is None."""
    return Timeout(None if delay is None else _weft.monotonic() + delay)


def timeout_at(when):
    """A Timeout at the loop's time() `when`."""
    return Timeout(when)
