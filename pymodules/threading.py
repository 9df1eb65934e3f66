# SPDX-License-Identifier: MIT
"""CPython 3.13's `threading`, on green threads.

A thread gives way where it waits: time.sleep(), Lock.acquire(), Queue.get(), Thread.join() and the
like; and at its next jump when its time slice is over (setswitchinterval()), as in CPython.

Lock, RLock, Condition, Semaphore, BoundedSemaphore, Event and Barrier are native types. All but the
two locks may be subclassed, as in CPython, with super().__init__() or Event.__init__(self).
"""

import sys
from collections import namedtuple as _namedtuple

import _weft
from _weft import (
    Barrier,
    BoundedSemaphore,
    Condition,
    Event,
    Lock,
    RLock,
    Semaphore,
    get_ident,
)
from weft import _bare, _loop
from weft._bare import BareThread as _BareThread

__all__ = [
    "get_ident",
    "active_count",
    "Condition",
    "current_thread",
    "enumerate",
    "main_thread",
    "TIMEOUT_MAX",
    "Event",
    "Lock",
    "RLock",
    "Semaphore",
    "BoundedSemaphore",
    "Thread",
    "Barrier",
    "BrokenBarrierError",
    "Timer",
    "ThreadError",
    "ExceptHookArgs",
    "setprofile",
    "settrace",
    "local",
    "stack_size",
    "excepthook",
    "getprofile",
    "gettrace",
    "get_native_id",
    "setprofile_all_threads",
    "settrace_all_threads",
    "setswitchinterval",
    "getswitchinterval",
]

_loop.install()

TIMEOUT_MAX = 9223372036.0 if sys.maxsize > 1 << 32 else 4294967.0
ThreadError = RuntimeError
get_native_id = get_ident  # no number is ever used twice


class BrokenBarrierError(RuntimeError):
    """What Barrier.wait() raises once the barrier is broken."""


_weft.set_hook("BrokenBarrierError", BrokenBarrierError)


class Thread:
    """A thread of control: calls `target`, or the run() of a subclass.

    start()              RuntimeError a second time, MemoryError if there is no memory for its stack
    run()                what the thread does: it calls `target`
    join(timeout=None)   wait for its end, for at most so many seconds; RuntimeError before start(),
                         and in the thread itself
    is_alive()           True from start() until run() has ended

    Any thread may call these, and any task, which waits alone.
    """

    # What __init__() sets only where it is something else.
    _target = _kwargs = _target_name = None
    _args = ()
    _daemonic = False
    _priority = 0

    __init__, start, run, join, is_alive = _weft.thread

    def __repr__(self):
        fiber = self._fiber
        if fiber is None:
            status = "initial"
        elif self.is_alive():
            status = "started"
        else:
            status = "stopped"
        if self._daemonic:
            status += " daemon"
        if fiber is not None:
            status += " %s" % self.ident
        return "<%s(%s, %s)>" % (type(self).__name__, self.name, status)

    @property
    def name(self):
        """A name for reports, of no meaning to the VM. Any thread may set it."""
        name = self._name
        if type(name) is int:
            target = self._target_name
            name = "Thread-%d" % name if target is None else "Thread-%d (%s)" % (name, target)
            self._name = name
        return name

    @name.setter
    def name(self, name):
        self._name  # AttributeError if __init__() was not called
        self._name = str(name)

    @property
    def ident(self):
        """The thread's number, which no other ever has; None before start()."""
        fiber = self._fiber
        return None if fiber is None else fiber.ident()

    @property
    def native_id(self):
        """As `ident`: a green thread has no number of the operating system's."""
        return self.ident

    @property
    def daemon(self):
        """True: the program ends without waiting for it. RuntimeError if set after start()."""
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if self._fiber is not None:  # started, perhaps ended
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = bool(daemonic)

    # What CPython has not.

    def __iter__(self):
        return iter(_weft.AsyncCall(self.join))  # await thread

    def kill(self, exc=SystemExit):
        """Raise an exception in the thread: at once if it waits, else at its next jump or yield
        point. Its `finally` blocks run; it may catch the exception, and be killed again. A thread
        that was not started will not run. Does not wait for the end: join() does. (gevent)"""
        with _weft.no_switch:  # in start() not either
            fiber = self._fiber
            if fiber is None:
                self._fiber = _weft.Fiber()
        if fiber is not None:
            fiber.kill(exc)

    def throw(self, exc):
        """kill() for a thread that must be alive: RuntimeError if it is not. (greenlet)"""
        if not self.is_alive():
            raise RuntimeError("cannot throw into a thread that is not alive")
        self.kill(exc)

    @property
    def priority(self):
        """weft.USER (the default) or weft.SYSTEM: of green threads."""
        return self._priority

    @priority.setter
    def priority(self, priority):
        (self._fiber or _weft.Fiber()).priority(priority)
        self._priority = priority

    @property
    def stack_used(self):
        """Bytes of stack that the thread has in use while it waits."""
        return 0 if self._fiber is None else self._fiber.stack_used()

    def isDaemon(self):
        """`daemon`, as older programs ask for it."""
        return self.daemon

    def setDaemon(self, daemonic):
        """Set `daemon`, as older programs do."""
        self.daemon = daemonic

    def getName(self):
        """`name`, as older programs ask for it."""
        return self.name

    def setName(self, name):
        """Set `name`, as older programs do."""
        self.name = name


class Timer(Thread):
    """Calls a function after a number of seconds, unless cancel() comes first."""

    def __init__(self, interval, function, args=None, kwargs=None):
        Thread.__init__(self)
        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = Event()

    def cancel(self):
        """Keep the function from being called, unless it has begun. From any thread."""
        self.finished.set()

    def run(self):
        """Wait for `interval` seconds or cancel(), whichever is first; then call the function or
        not."""
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    def __init__(self):
        Thread.__init__(self, name="MainThread", daemon=False)
        self._fiber = _weft.Fiber(self, 1)


# A thread that threading did not start: a native one, or a bare one of `_thread`.
class _DummyThread(Thread):
    def __init__(self, fiber=None):
        Thread.__init__(self, daemon=True)
        self._name = "Dummy-%d" % self._name
        self._fiber = fiber or _weft.Fiber(self, get_ident())

    def is_alive(self):
        if self in enumerate():
            return True
        raise RuntimeError("thread is not alive")  # as CPython's

    def join(self, timeout=None):
        raise RuntimeError("cannot join a dummy thread")


_BareThread.as_kind = _DummyThread
_start_new_thread = _bare.start_new_thread


def setswitchinterval(seconds):
    """Have a thread that runs for so many seconds give way to others at its next jump: 0.005 by
    default, where the port has ticks. 0: threads give way where they wait, and nowhere else.
    ValueError if negative. (CPython's sys.setswitchinterval)"""
    _weft.switch_interval(seconds)


def getswitchinterval():
    """The time slice in seconds; 0: there are none. (CPython's sys.getswitchinterval)"""
    return _weft.switch_interval()


_main_thread = _MainThread()


def main_thread():
    """The Thread of the program itself, which runs asyncio's loop too."""
    return _main_thread


def current_thread():
    """The Thread of the caller. One that threading did not start gets a dummy Thread, for life."""
    thread = _weft.current()
    if thread is None:
        return _main_thread
    if thread is False:
        thread = _DummyThread()
        _weft.native_is(thread, thread._fiber)
    return thread.as_thread() if type(thread) is _BareThread else thread


def enumerate():
    """A list of the threads that are alive: the main thread, green, native and dummy ones."""
    threads = [_main_thread] if _main_thread.is_alive() else []
    for thread in _weft.threads():
        if type(thread) is _BareThread:
            thread = thread.thread
        if thread is not None:
            threads.append(thread)
    threads.extend(_weft.native_threads())
    return threads


def active_count():
    """How many threads are alive: len(enumerate())."""
    return len(enumerate())


currentThread = current_thread
activeCount = active_count


class local:
    """Attributes that each thread has for itself. A subclass's __init__ runs in each thread that
    uses the object, with the arguments it was made with.

    They live in a dictionary of the thread, and go when it ends.
    """

    def __new__(cls, *args, **kwargs):
        # A subclass that has an __init__ takes arguments.
        if cls is local and (args or kwargs):
            raise TypeError("Initialization arguments are not supported")
        return _weft.make_local(object.__new__(cls), (args, kwargs))


class ExceptHookArgs(
    _namedtuple("_thread._ExceptHookArgs", ("exc_type", "exc_value", "exc_traceback", "thread"))
):
    """What threading.excepthook is called with: made from a sequence of the four."""

    def __init__(self, args):
        super().__init__(*args)


def excepthook(args):
    """Print the exception that ended a thread, with its traceback and the thread's name."""
    exc_type, exc_value, exc_traceback, thread = args
    if exc_type is SystemExit:
        return
    stderr = sys.stderr
    if stderr is None:
        return
    print("Exception in thread %s:" % (thread.name if thread is not None else get_ident()), file=stderr)
    sys.print_exception(exc_value, stderr)


__excepthook__ = excepthook


def _thread_failed(thread, exc):
    if _unwinding and isinstance(exc, SystemExit):  # ours
        return
    if type(thread) is _BareThread:
        if isinstance(exc, SystemExit):
            return
        print("Exception ignored in thread started by: %r" % (thread._function,), file=sys.stderr)
        sys.print_exception(exc, sys.stderr)
        return
    hook = excepthook
    args = ExceptHookArgs((type(exc), exc, getattr(exc, "__traceback__", None), thread))
    try:
        (__excepthook__ if hook is None else hook)(args)
    except Exception as hook_exc:
        print("Exception in threading.excepthook:", file=sys.stderr)
        sys.print_exception(hook_exc, sys.stderr)


_weft.set_hook("_thread_failed", _thread_failed)


_stack_size = 0


def stack_size(size=0):
    """The size that new threads' stacks are to have at least, 0 for the default; returns what it
    was. All stacks are of one size, which can only grow while no thread is alive."""
    global _stack_size
    if size < 0:
        raise ValueError("size must be 0 or a positive value")
    slots, slot_bytes = _weft.stack_slots()
    if 0 < size < min(32768, slot_bytes):
        raise ValueError("size not valid: %d bytes" % size)
    old, _stack_size = _stack_size, size
    if size > slot_bytes:
        try:
            _weft.stack_slots(slots, (size + 15) & ~15)
        except RuntimeError:
            pass  # threads are alive: they keep the stacks there are
    return old


# MicroPython traces one function for the whole VM, where it is built to trace at all.
_trace_hook = _profile_hook = None


def settrace(function):
    """Set a trace function for the threads that start from now on."""
    global _trace_hook
    _trace_hook = function


def gettrace():
    """What settrace() was given last, or None."""
    return _trace_hook


def settrace_all_threads(function):
    """Set a trace function for the threads there are, too: MicroPython has one for all."""
    settrace(function)
    if hasattr(sys, "settrace"):
        sys.settrace(function)


def setprofile(function):
    """Keep a profile function for getprofile(). It is never called: there is no profiling."""
    global _profile_hook
    _profile_hook = function


def getprofile():
    """What setprofile() was given last, or None."""
    return _profile_hook


setprofile_all_threads = setprofile


# --- at exit ---

_exit_calls = []
_shutting_down = False


# Call function when the main thread has ended, before the other threads are waited for.
def _register_atexit(function, *args, **kwargs):
    if _shutting_down:
        raise RuntimeError("can't register atexit after shutdown")
    _exit_calls.append((function, args, kwargs))


# Wait for the threads that are not daemons, as CPython does when the main thread ends: even with no
# memory left.
def _shutdown():
    global _shutting_down
    if _shutting_down:
        return
    _shutting_down = True
    while _exit_calls:
        function, args, kwargs = _exit_calls.pop()
        try:
            function(*args, **kwargs)
        except Exception as exc:
            sys.print_exception(exc, sys.stderr)
    _main_thread._fiber.end()
    while True:
        thread = _weft.not_daemonic()
        if thread is None:
            break
        thread.join()
    _unwind()


_UNWIND_SECONDS = 1
_unwinding = False


# End all threads that are left, daemons: their `finally` blocks run, for a second at most. No
# thread starts any more.
def _unwind():
    global _unwinding
    _unwinding = True
    _weft.close()
    end = _weft.monotonic() + _UNWIND_SECONDS
    fibers = [thread._fiber for thread in _weft.threads()]
    for fiber in fibers:
        fiber.kill(SystemExit)
    # For one that will not end; and not before: one that blocks in C would go on to do so.
    _weft.switch_interval(0.005)
    for fiber in fibers:
        left = end - _weft.monotonic()
        if left <= 0:
            break
        fiber.join(left)


_weft.set_hook("_unwind", _unwind)
_weft.set_hook("_shutdown", _shutdown)
