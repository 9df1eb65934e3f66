# SPDX-License-Identifier: MIT
"""Future, Executor, wait() and as_completed()."""

import sys
from collections import namedtuple

from _weft import Condition, Event, Lock, monotonic

FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"

PENDING = "PENDING"
RUNNING = "RUNNING"
CANCELLED = "CANCELLED"  # by cancel(); waiters have not been told yet
CANCELLED_AND_NOTIFIED = "CANCELLED_AND_NOTIFIED"
FINISHED = "FINISHED"

try:
    TimeoutError = TimeoutError
except NameError:
    from asyncio import TimeoutError


class Error(Exception):
    """Base class for all future-related exceptions."""


class CancelledError(Error):
    """The Future was cancelled."""


class InvalidStateError(Error):
    """The operation is not allowed in this state."""


class BrokenExecutor(RuntimeError):
    """Raised when an executor has become non-functional after a severe failure."""


def report(message, exc, level="error"):
    """Log an exception that nobody is there to take: by `logging`, if the program has imported it,
    else on stderr, where that would have printed it, too."""
    logging = sys.modules.get("logging")
    if logging is None:
        print(message, file=sys.stderr)
        sys.print_exception(exc, sys.stderr)
    else:
        getattr(logging.getLogger("concurrent.futures"), level)(message, exc_info=exc)


# What wait() and as_completed() wait with: told of each future of theirs that is done.
class _Waiter:
    def __init__(self, return_when, remaining):
        self.lock = Lock()
        self.event = Event()
        self.finished = []
        self.return_when = return_when
        self.remaining = remaining

    def notify(self, future):
        with self.lock:
            self.finished.append(future)
            self.remaining -= 1
            if (
                self.remaining == 0
                or self.return_when is FIRST_COMPLETED
                or (self.return_when is FIRST_EXCEPTION and future._exception is not None)
            ):
                self.event.set()

    def take(self):
        """Those that have become done since the last call."""
        with self.lock:
            finished, self.finished = self.finished, []
            self.event.clear()
        return finished


class Future:
    """The result of a call that runs elsewhere, once there is one."""

    def __init__(self):
        self._condition = Condition()
        self._state = PENDING
        self._result = None
        self._exception = None
        self._waiters = []
        self._done_callbacks = []

    def __repr__(self):
        state = "cancelled" if self.cancelled() else self._state.lower()
        if self._state == FINISHED:
            if self._exception is not None:
                state += " raised " + type(self._exception).__name__
            else:
                state += " returned " + type(self._result).__name__
        return "<%s at 0x%x state=%s>" % (type(self).__name__, id(self), state)

    def _invoke_callbacks(self):
        for callback in self._done_callbacks:
            self._call(callback)

    def _call(self, callback):
        try:
            callback(self)
        except Exception as exc:
            report("exception calling callback for %r" % (self,), exc)

    def cancel(self):
        """Cancel the future if its call has not started. False if it is too late."""
        with self._condition:
            if self._state in (RUNNING, FINISHED):
                return False
            if self._state in (CANCELLED, CANCELLED_AND_NOTIFIED):
                return True
            self._state = CANCELLED
            self._condition.notify_all()
        self._invoke_callbacks()
        return True

    def cancelled(self):
        """True if the call was cancelled before it began. Any thread."""
        return self._state in (CANCELLED, CANCELLED_AND_NOTIFIED)

    def running(self):
        """True while the call runs, when it cannot be cancelled. Any thread."""
        return self._state == RUNNING

    def done(self):
        """True once there is a result or an exception, or the call was cancelled. Any thread."""
        return self._state in (CANCELLED, CANCELLED_AND_NOTIFIED, FINISHED)

    def add_done_callback(self, fn):
        """Call fn(future) when the future is done: at once if it is."""
        with self._condition:
            if not self.done():
                self._done_callbacks.append(fn)
                return
        self._call(fn)

    def _wait_done(self, timeout):
        with self._condition:
            if not self.done() and not self._condition.wait_for(self.done, timeout):
                raise TimeoutError()
        if self._state != FINISHED:
            raise CancelledError()

    def result(self, timeout=None):
        """What the call has returned, once it has: wait for that at most `timeout` seconds (None:
        without limit). Raises what the call has raised, CancelledError, or TimeoutError. Any
        thread; a coroutine that calls it parks alone."""
        self._wait_done(timeout)
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self, timeout=None):
        """What the call has raised, None if it has returned; waits as result() does.
        CancelledError, or TimeoutError."""
        self._wait_done(timeout)
        return self._exception

    # For executors and tests.

    def set_running_or_notify_cancel(self):
        """Mark the call as started; False if the future was cancelled, and need not be called."""
        with self._condition:
            if self._state == CANCELLED:
                self._state = CANCELLED_AND_NOTIFIED
                for waiter in self._waiters:
                    waiter.notify(self)
                return False
            if self._state == PENDING:
                self._state = RUNNING
                return True
            raise RuntimeError("Future in unexpected state")

    def set_result(self, result):
        """End with a result, as an executor does; InvalidStateError if it has ended. Any thread."""
        self._finish(result, None)

    def set_exception(self, exception):
        """End with an exception, as an executor does; InvalidStateError if it has ended. Any
        thread."""
        self._finish(None, exception)

    def _finish(self, result, exception):
        with self._condition:
            if self.done():
                raise InvalidStateError("%s: %r" % (self._state, self))
            self._result = result
            self._exception = exception
            self._state = FINISHED
            for waiter in self._waiters:
                waiter.notify(self)
            self._condition.notify_all()
        self._invoke_callbacks()


def _is_over(future):
    # A cancelled future counts once its executor has seen that it is.
    return future._state in (CANCELLED_AND_NOTIFIED, FINISHED)


# The futures that are over and, in order, those that are not.
def _split(fs):
    done, rest = [], []
    for future in fs:
        (done if _is_over(future) else rest).append(future)
    return done, rest


# A waiter for futures that are not over, but for those that have got so meanwhile.
def _watch(rest, return_when):
    waiter = _Waiter(return_when, len(rest))
    for future in rest:
        with future._condition:
            if _is_over(future):
                waiter.notify(future)
            else:
                future._waiters.append(waiter)
    return waiter


def _unwatch(rest, waiter):
    for future in rest:
        with future._condition:
            if waiter in future._waiters:
                future._waiters.remove(waiter)


DoneAndNotDoneFutures = namedtuple("DoneAndNotDoneFutures", ("done", "not_done"))


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    """Wait for futures; returns the sets of those that are done and of the others."""
    fs = set(fs)
    done, rest = _split(fs)
    if not rest:
        enough = True
    elif return_when == FIRST_COMPLETED:
        enough = bool(done)
    elif return_when == FIRST_EXCEPTION:
        enough = any(not f.cancelled() and f._exception is not None for f in done)
    elif return_when == ALL_COMPLETED:
        enough = False
    else:
        raise ValueError("Invalid return condition: %r" % (return_when,))
    if not enough:
        which = {f: f for f in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED)}[return_when]
        waiter = _watch(rest, which)
        try:
            waiter.event.wait(timeout)
        finally:
            _unwatch(rest, waiter)
        done += waiter.take()
    done = set(done)
    return DoneAndNotDoneFutures(done, fs - done)


def as_completed(fs, timeout=None):
    """Yield futures as they are done. TimeoutError if that takes more than timeout seconds."""
    end = None if timeout is None else monotonic() + timeout
    fs = set(fs)
    total = len(fs)
    done, rest = _split(fs)
    fs = None
    waiter = _watch(rest, FIRST_COMPLETED)
    try:
        while done:
            yield done.pop()
        while rest:
            if not waiter.finished:
                left = None
                if end is not None:
                    left = end - monotonic()
                    if left < 0:
                        raise TimeoutError("%d (of %d) futures unfinished" % (len(rest), total))
                waiter.event.wait(left)
            done = waiter.take()
            _unwatch(done, waiter)
            for future in done:
                rest.remove(future)
            done.reverse()
            while done:
                yield done.pop()
    finally:
        _unwatch(rest, waiter)


class Executor:
    """What runs calls for others. A subclass has submit() and shutdown()."""

    def submit(self, fn, *args, **kwargs):
        """Have fn(*args, **kwargs) called; returns its Future. RuntimeError after shutdown(). Any
        thread."""
        raise NotImplementedError()

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Take no more calls; wait=True returns when all are done. cancel_futures drops those not
        begun."""

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """The results of fn over the iterables, in order. All calls are submitted at once."""
        end = None if timeout is None else monotonic() + timeout
        fs = [self.submit(fn, *args) for args in zip(*iterables)]
        fs.reverse()
        return _results(fs, end)

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        self.shutdown(wait=True)
        return False


def _results(fs, end):
    try:
        while fs:
            future = fs.pop()
            try:
                result = future.result(None if end is None else end - monotonic())
            finally:
                future.cancel()
            yield result
    finally:
        for future in fs:
            future.cancel()
