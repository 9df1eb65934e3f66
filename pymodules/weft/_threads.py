# SPDX-License-Identifier: MIT
"""Kinds of Thread that CPython has not."""

import threading

import _weft


class Greenlet(threading.Thread):
    """A thread that keeps what its function returns, or what ended it. (gevent.Greenlet)

    get() waits for it; so does `await greenlet`, in a coroutine.
    """

    value = None
    exception = None

    def run(self):
        """Call the function and keep what comes of it."""
        try:
            self.value = self._target(*self._args, **(self._kwargs or {}))
        except BaseException as exc:
            self.exception = exc
            raise
        finally:
            self._target = None
            self._args = ()
            self._kwargs = None

    def get(self, timeout=None):
        """What the function returned. Raises what it raised, or TimeoutError after `timeout`
        seconds."""
        self.join(timeout)
        if self.is_alive():
            raise TimeoutError()
        if self.exception is not None:
            raise self.exception
        return self.value

    def __iter__(self):
        return iter(_weft.AsyncCall(self.get))


class NativeThread(threading.Thread):
    """A Thread on an OS thread of its own, for a loop that truly blocks, such as one that drives
    hardware. It costs a native stack, and may not touch asyncio; locks, events and queues it shares
    with all others.

    start() raises RuntimeError if there are no OS threads, or none is left.
    """

    def start(self):
        """Start it; returns once it runs. RuntimeError a second time, or if the system has no
        thread."""
        if self._fiber is not None:
            raise RuntimeError("threads can only be started once")
        self._fiber = _weft.Fiber(self, 0)
        context = _weft.context()
        started = threading.Event()
        go_on = threading.Event()
        try:
            try:
                _weft.start_native(self._main, (started, go_on, context))
            except OSError:
                self._fiber = None
                raise RuntimeError("can't start new thread")
            started.wait()
        finally:  # also if an exception is thrown in here
            go_on.set()

    def _main(self, started, go_on, context):
        fiber = self._fiber
        _weft.context(context)
        _weft.native_is(self, fiber)
        try:
            started.set()
            # The starter has the GIL as it returns: what blocks first and keeps the GIL, as many a
            # call in C does, would hold it up in start().
            go_on.wait()
            self.run()
        except BaseException as exc:
            threading._thread_failed(self, exc)
        finally:
            # Straight on: where there is no jump no exception can be thrown in.
            _weft.native_ends(fiber)
