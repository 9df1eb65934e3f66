"""CPython 3.13's `threading`, on green threads.

A thread gives way where it waits: time.sleep(), Lock.acquire(), Queue.get(), Thread.join() and the
like. Between these it is not interrupted.
"""

import sys

import _weft
from _weft import (
    BoundedSemaphore,
    Condition,
    Event,
    Lock,
    RLock,
    Semaphore,
    get_ident,
)
from weft import _loop

_loop.install()

TIMEOUT_MAX = 9223372036.0
ThreadError = RuntimeError
get_native_id = get_ident

_count = 0  # of threads that were given no name


class Thread:
    """A thread of control: calls `target`, or the run() of a subclass.

    start() raises MemoryError if there is no memory for the thread's stack.
    """

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        if group is not None:
            raise AssertionError("group argument must be None for now")
        if name is None:
            global _count
            _count += 1
            name = _count  # made a string when asked for
        self._name = name
        self._target = target
        self._args = args
        self._kwargs = kwargs
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._fiber = None

    def __repr__(self):
        if self._fiber is None:
            status = "initial"
        elif self.is_alive():
            status = "started"
        else:
            status = "stopped"
        if self._daemonic:
            status += " daemon"
        if self._fiber is not None:
            status += " %s" % self.ident
        return "<%s(%s, %s)>" % (type(self).__name__, self.name, status)

    def start(self):
        if self._fiber is not None:
            raise RuntimeError("threads can only be started once")
        self._fiber = _weft.start(self)

    def run(self):
        target = self._target
        if target is not None:
            try:
                if self._kwargs:
                    target(*self._args, **self._kwargs)
                else:
                    target(*self._args)
            finally:
                # Break cycles with what the arguments hold, as CPython does.
                self._target = self._args = self._kwargs = None

    def join(self, timeout=None):
        fiber = self._fiber
        if fiber is None:
            raise RuntimeError("cannot join thread before it is started")
        if self is _weft.current():
            raise RuntimeError("cannot join current thread")
        fiber.join(timeout)

    def is_alive(self):
        return self._fiber is not None and self._fiber.is_alive()

    @property
    def name(self):
        name = self._name
        if type(name) is int:
            target = getattr(self._target, "__name__", None) if self._target else None
            name = "Thread-%d" % name if target is None else "Thread-%d (%s)" % (name, target)
            self._name = name
        return name

    @name.setter
    def name(self, name):
        self._name = str(name)

    @property
    def ident(self):
        return self._fiber.ident() if self._fiber is not None else None

    native_id = ident

    @property
    def daemon(self):
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if self.is_alive():
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemonic):
        self.daemon = daemonic

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name


class _MainThread(Thread):
    def __init__(self):
        self._name = "MainThread"
        self._target = None
        self._daemonic = False
        self._fiber = self

    # It stands in for its own fiber: it never ends while anybody can ask.
    def is_alive(self):
        return True

    @property
    def ident(self):
        return 1

    def join(self, timeout=None):
        if _weft.current() is None:
            raise RuntimeError("cannot join current thread")
        _weft.Event().wait(timeout)


class _DummyThread(Thread):
    """A thread that was not started here: a native one, of `_thread`."""

    def __init__(self, ident):
        self._name = "Dummy-%d" % ident
        self._target = None
        self._daemonic = True
        self._fiber = self
        self._ident = ident

    def is_alive(self):
        return True

    @property
    def ident(self):
        return self._ident

    def join(self, timeout=None):
        raise RuntimeError("cannot join a dummy thread")


_main_thread = _MainThread()


def main_thread():
    return _main_thread


def current_thread():
    thread = _weft.current()
    if thread is None:
        return _main_thread
    return _DummyThread(get_ident()) if thread is False else thread


def enumerate():
    return [_main_thread] + _weft.threads()


def active_count():
    return 1 + _weft.alive()


currentThread = current_thread
activeCount = active_count


class ExceptHookArgs:
    """What threading.excepthook is called with."""

    def __init__(self, args):
        self.exc_type, self.exc_value, self.exc_traceback, self.thread = args


def excepthook(args):
    """Print the exception that ended a thread, with its traceback and the thread's name."""
    if args.exc_type is SystemExit:
        return
    name = args.thread.name if args.thread is not None else get_ident()
    print("Exception in thread %s:" % name, file=sys.stderr)
    sys.print_exception(args.exc_value, sys.stderr)


__excepthook__ = excepthook


def _thread_failed(thread, exc):
    hook = excepthook
    try:
        hook(ExceptHookArgs((type(exc), exc, getattr(exc, "__traceback__", None), thread)))
    except Exception as hook_exc:
        print("Exception in threading.excepthook:", file=sys.stderr)
        sys.print_exception(hook_exc, sys.stderr)


_weft.set_hook(0, _thread_failed)
_weft.set_hook(1, _loop.report_deadlock)


def _join_all():
    """At exit: wait for the threads that are not daemons, as CPython does."""
    while True:
        for thread in _weft.threads():
            if not thread.daemon:
                thread.join()
                break
        else:
            break


def _at_exit():
    try:
        if _previous_exit is not None:
            _previous_exit()
        _join_all()
    except BaseException as exc:  # nobody is left to take it
        sys.print_exception(exc, sys.stderr)


_previous_exit = sys.atexit(_at_exit)
