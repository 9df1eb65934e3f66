# SPDX-License-Identifier: MIT
"""Services: threads that answer requests, one after the other.

    from service import Service

    led = Service("led")

    @led.handler("set")
    def set_led(request, on):
        pin.value(on)
        return pin.value()

    led.start()
    led.request("set", True).result()       # in a thread
    await led.request("set", True)          # in a coroutine
    led.request("set", True, callback=seen) # seen(future), later
    led.post("set", False)                  # and forget

Nothing of a service is shared but the messages, so its handlers need no locks. It runs on a green
thread, or with native=True on an OS thread of its own. See docs/services.md.
"""

import threading

import _service
from _service import Future

__all__ = (
    "Service",
    "Future",
    "spawn",
    "get",
    "LATER",
    "Full",
    "Stopped",
    "UnknownEvent",
    "CancelledError",
    "Refused",
    "Rejected",
)


class Full(Exception):
    """The service's mailbox is full, and the request may not wait (any longer)."""


class Stopped(Exception):
    """The service does not run, or has stopped before it answered."""


class UnknownEvent(LookupError):
    """The service has no handler for the event."""


class Refused(Exception):
    """The hook on_start or on_stop has refused."""


class Rejected(Exception):
    """A service in C++ has rejected the request: args[0] is its error number."""


class CancelledError(Exception):
    """The request was cancelled."""


class _Later:
    def __repr__(self):
        return "LATER"


LATER = _Later()  # what a handler returns that answers later


def _start_thread(function, args, native=False):
    if native:
        from weft import NativeThread

        NativeThread(target=function, args=args, daemon=True).start()
    else:
        threading.Thread(target=function, args=args, daemon=True).start()


_service.set_names(
    (Full, Stopped, UnknownEvent, CancelledError, Refused, Rejected, LATER, _start_thread)
)


class Service(_service.Service):
    """A service: start() it, request() of it, stop() it. Its attributes `name`, `running` and
    `stopping` say how it is.

    maxsize   how many requests its mailbox holds
    native    on an OS thread of its own, not a green one
    handlers  {event: handler}: handler(request, *args). What it returns is the answer, or what it
              raises; after LATER, request.resolve() or request.reject() give it, from anywhere
    every     {seconds: function}: called as often, between two requests
    on_start, on_stop   called in the service's thread, first and last; False refuses
    """

    def __init__(
        self, name, *, maxsize=3, native=False, handlers=None, every=None, on_start=None, on_stop=None
    ):
        self._handlers = dict(handlers or {})
        super().__init__(name, maxsize, self._handlers, self)
        self._native = native
        self._hook(True, on_start)
        self._hook(False, on_stop)
        for seconds, function in (every or {}).items():
            self._every(seconds, function)

    def handler(self, event):
        """A decorator: the function handles the event, in place of another."""

        def register(function):
            self._handlers[event] = function
            return function

        return register

    def every(self, seconds):
        """A decorator: the function is called every so many seconds."""

        def register(function):
            self._every(seconds, function)
            return function

        return register

    def on_start(self, function):
        """A decorator: the function is called in the service's thread before the first request; if
        it returns False, start() is refused."""
        self._hook(True, function)
        return function

    def on_stop(self, function):
        """A decorator: the function is called in the service's thread after the last request; if it
        returns False, stop() is refused."""
        self._hook(False, function)
        return function

    def start(self):
        """A Future, done when the service runs: at once if it does. It raises Refused if the hook
        refuses, Stopped if the service is being stopped."""
        future, needs_thread = self._start()
        if needs_thread:
            try:
                _start_thread(self._serve, (), self._native)
            except BaseException as exc:
                self._abandon_start()
                if not isinstance(exc, (RuntimeError, MemoryError)):
                    raise
        return future


def spawn(function, *args, native=False):
    """A Future of function(*args), called on a thread of its own."""
    future = Future()
    try:
        _start_thread(_run, (future, function, args), native)
    except (RuntimeError, MemoryError) as exc:
        future.reject(exc)
    return future


def _run(future, function, args):
    try:
        result = function(*args)
    except BaseException as exc:
        future.reject(exc)
        if not isinstance(exc, Exception):
            raise
    else:
        future.resolve(result)


def get(name):
    """The service of that name: one in C++ that the firmware has, or one that runs. LookupError if
    there is none."""
    found = _service.get(name)
    if found is None:
        raise LookupError("no service %r" % (name,))
    return found
