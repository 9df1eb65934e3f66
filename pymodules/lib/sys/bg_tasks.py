# SPDX-License-Identifier: MIT
"""pyDirect's background tasks, on Weft: for the file of this name on the device.

    bg_tasks.start("blink", blink)      # a coroutine function, a plain function or a Thread
    bg_tasks.stop("blink")
    bg_tasks.stop_user_tasks()          # what Studio's Stop sends

Importing it puts Weft in place, for tasks that were made before as well. The interface is pyDirect's
lib/sys/bg_tasks; what is different, and what Stop does: docs/pydirect.md.

Not thread-safe in the one respect that two calls for the same name at once may both start it.
"""

import asyncio
import gc
import io
import logging
import sys
import threading
import time

import _weft
import weft
from asyncio import core
from weft import _loop

# System tasks that run commands: a copy of such a task takes over while a command in it blocks or
# computes.
PUMPS = ("queue_pump",)

# After a crash, until it runs again. In seconds, as all times here.
RESTART_AFTER = 1
# Who was told to stop is unwinding, and is not told again before.
UNWIND = 1
# When a pump's copy finds no memory for a stack: until it tries again, in milliseconds.
TRY_AGAIN_MS = 10

logger = logging.getLogger("bg_tasks")
try:
    import webrepl_binary

    logger.handlers.clear()
    logger.addHandler(webrepl_binary.logHandler(logging.DEBUG))
except ImportError:
    webrepl_binary = None  # not under pyDirect
logger.setLevel(logging.DEBUG)

_tasks = {}  # by name; main.py clears it before it starts the loop anew
_pumps = []  # those that have not been stopped


def _log(level, message):
    """Log it. Whatever a handler does, the task that logs goes on."""
    try:
        getattr(logger, level)(message)
    except Exception as exc:
        sys.print_exception(exc, sys.stderr)


def _traceback(exc):
    text = io.StringIO()
    sys.print_exception(exc, text)
    return text.getvalue().rstrip()


class _Entry:
    """A name in the registry."""

    task = thread = pump = None
    restarts = 0
    state = "running"

    def __init__(self, name, function, args, system):
        self.name = name
        self.function = function
        self.args = args
        self.system = system
        self.group = weft.group(name)
        # It outlives the command that starts it, but may print where that does.
        self.group.starter, self.group.parent = self.group.parent, None

    def __getitem__(self, key):  # pyDirect's entries are dicts
        return getattr(self, key)

    @property
    def over(self):
        """Nothing of it will run again. (What is stopped before it has begun never runs at all.)"""
        if self.pump is not None:
            return not self.pump.copies
        if self.thread is not None:
            return not self.thread.is_alive()
        return self.task is not None and self.task.done()

    def start(self):
        with self.group:
            if self.name in PUMPS and self.system:
                self.pump = _Pump(self)
            elif type(self.function) is _CoroutineFunction:
                self.start_task()
            else:
                self.thread = threading.Thread(
                    target=_run_thread, args=(self,), name=self.name, daemon=True
                )
                self.thread.start()

    def start_task(self, coroutine=None):
        self.task = asyncio.create_task(_run(self, coroutine))
        self.thread = None

    def stop(self):
        self.state = "stopped"
        if self.pump is not None:
            self.pump.stop()
        self.group.kill()

    def crashed(self, exc):
        """Whether it is to run again."""
        if self.state == "stopped":
            return False
        self.state = "crashed"
        _log("warning", "%s crashed: %s" % (self.name, _traceback(exc)))
        return not isinstance(self.function, threading.Thread)

    def runs_again(self):
        """After a pause; False: it has been stopped meanwhile."""
        if self.state == "stopped":
            return False
        self.restarts += 1
        self.state = "running"
        return True

    def ended(self):
        if self.state == "running":
            self.state = "stopped"

    def describe(self, rows):
        known = [self.thread, self.task and self.task.coro]
        if self.pump is not None and self.pump.active is not None:
            known.append(self.pump.active.step)
        found = None
        for row in rows:
            if row[0] is not None and row[0] in known:
                found = row
        parked = found is not None and found[2] == "parked"
        return {
            "state": self.state,
            "system": self.system,
            "kind": "thread" if self.thread is not None else "task",
            "restarts": self.restarts,
            "stack": 0 if found is None else found[3],
            "waits_for": repr(found[1]) if parked else None,
        }


# --- a coroutine function ---


async def _coroutine_function():
    pass


_CoroutineFunction = type(_coroutine_function)


def _is_interrupt(exc):
    """Whether it is Ctrl-C: that comes in a CancelledError to who awaits, as does one that was late
    for a step."""
    return isinstance(exc, KeyboardInterrupt) or (
        len(exc.args) == 2 and isinstance(exc.args[1], KeyboardInterrupt)
    )


async def _run(entry, coroutine=None, copy=None):
    """The life of a coroutine function's task. `coroutine`: its first call has been made. `copy`: the
    pump's that it is in."""
    try:
        while True:
            try:
                await (coroutine or entry.function(*entry.args))
                break
            except (KeyboardInterrupt, asyncio.CancelledError) as exc:
                if not _is_interrupt(exc):
                    raise
                if not entry.system:
                    break
                stop_user_tasks()
                coroutine = None
                continue
            except Exception as exc:
                if not entry.crashed(exc):
                    break
            coroutine = None
            if copy is not None:
                copy.pauses = True
            await asyncio.sleep(RESTART_AFTER)
            if not entry.runs_again():
                break
            if copy is not None:
                copy.pauses = False
                if copy.pump.active is not copy:
                    return  # another has taken over
    except asyncio.CancelledError:
        entry.state = "stopped"
    entry.ended()


class _Copy:
    """A copy of a pump: what its task runs in place of a coroutine.

    Its steps may block, and are preempted as threads are: the loop goes on without it. It pumps while
    it is the active copy. One that is back from a command, when another has taken over, retires."""

    told = None  # when its command was told to stop
    pauses = False  # it has crashed, and is to run again

    def __init__(self, pump):
        self.pump = pump
        with pump.group:
            self.step = _weft.Step(_run(pump.entry, copy=self), True)
        self.task = core.Task(self, core.__dict__)

    def __repr__(self):
        return repr(self.step)

    def send(self, value):
        pump = self.pump
        step = self.step
        if step.fiber() is None:
            self.told = None
            if pump.active is not self and not self.pauses:
                return pump.retire(self)
        try:
            value = step.send(value)
        except MemoryError:
            if step.fiber() is not None:
                raise
            core._task_queue.push(self.task, core.ticks_add(core.ticks(), TRY_AGAIN_MS))
        except BaseException:
            pump.gone(self)
            raise
        if pump.active is self and step.fiber() is not None:
            pump.take_over()
        return value

    def throw(self, *exc):
        try:
            return self.step.throw(*exc)
        except BaseException:
            self.pump.gone(self)
            raise

    def interrupt(self):
        """Tell its command to stop, once: it is left to unwind."""
        now = _weft.monotonic()
        if self.told is None or now - self.told >= UNWIND:
            self.told = now
            self.step.fiber().kill(KeyboardInterrupt)


class _Pump:
    """A system task of which one copy pumps while others are inside commands."""

    def __init__(self, entry):
        for pump in list(_pumps):
            if pump.entry.name == entry.name:  # of a loop that has ended
                pump.stop()
        self.entry = entry
        self.group = weft.group("commands")  # what commands start is in it
        self.group.parent = None
        self.copies = []
        self.spare = None  # one that has retired, suspended where it is
        self.take_over()
        _pumps.append(self)

    def take_over(self):
        """Have another copy pump from now on."""
        copy, self.spare = self.spare, None
        if copy is None:
            copy = _Copy(self)
            self.copies.append(copy)
        self.active = copy
        core._task_queue.push(copy.task)

    def retire(self, copy):
        """A copy is back from its command. One is kept for the next time."""
        if self.spare is None and self.active is not None:
            self.spare = copy
            return
        self.gone(copy)
        copy.step.close()
        raise StopIteration

    def gone(self, copy):
        if copy in self.copies:
            self.copies.remove(copy)

    def commands(self):
        """The copies that are inside a command, but for the caller's own."""
        own = _own_step()
        return [
            copy
            for copy in self.copies
            if copy.step.fiber() is not None and copy.step is not own
        ]

    def stop(self):
        """Copies inside a command retire as that ends, of which it is told."""
        if self in _pumps:
            _pumps.remove(self)
        active, self.active = self.active, None
        spare, self.spare = self.spare, None
        for copy in self.commands():
            copy.interrupt()
        self.group.kill()
        if spare is not None:
            self.gone(spare)
            spare.step.close()
        for copy in self.copies:
            if (copy is active or copy.pauses) and copy.step.fiber() is None:
                copy.task.cancel()


def _own_step():
    """The Step that the caller is in, None if it is in none."""
    for row in _weft.waits():
        if row[2] == "running" and type(row[0]) is _weft.Step:
            return row[0]


# --- plain functions and threads ---


def _run_thread(entry):
    """The life of a plain function, or of a Thread, in the thread that looks after it."""
    try:
        while True:
            try:
                coroutine = _call(entry)
                if hasattr(coroutine, "send"):  # a method, or a nested function, that is a coroutine's
                    entry.start_task(coroutine)
                    return
                break
            except KeyboardInterrupt:
                break
            except Exception as exc:
                if not entry.crashed(exc):
                    break
            time.sleep(RESTART_AFTER)
            if not entry.runs_again():
                break
    except SystemExit:
        pass
    entry.ended()


_keepers = {}  # Threads that are waited for: what has ended each


def _call(entry):
    function = entry.function
    if isinstance(function, threading.Thread):
        thread = function
    elif isinstance(function, type) and issubclass(function, threading.Thread):
        thread = function(*entry.args)
    else:
        return function(*entry.args)
    _keepers[thread] = None
    try:
        thread.start()
        thread.join()
        exc = _keepers[thread]
    finally:
        del _keepers[thread]
    if exc is not None:
        raise exc


def _thread_failed(args):
    """threading.excepthook: what ends a thread is logged with its traceback, and printed where the
    command's output goes that the thread belongs to."""
    thread = args.thread
    if args.exc_type is SystemExit:
        return
    if thread in _keepers:
        _keepers[thread] = args.exc_value  # its entry reports it
        return
    name = thread.name if thread is not None else threading.get_ident()
    text = "Exception in thread %s: %s" % (name, _traceback(args.exc_value))
    _log("error", text)
    print(text)


threading.excepthook = _thread_failed


# --- commands ---


def begin_command(channel, id):
    """A command begins: what it prints, and what it starts prints, is of this channel and id."""
    group = weft.group("command")
    group.channel = channel
    group.id = id
    group.__enter__()


def end_command():
    """The command that was begun last, by the caller, has ended."""
    weft.current_group().__exit__()


def current_command():
    """(channel, id) of the command that the caller, or what it is a thread of, belongs to; None."""
    group = weft.current_group()
    while group is not None:
        if hasattr(group, "channel"):
            return group.channel, group.id
        group = group.parent or getattr(group, "starter", None)
    return None


if hasattr(webrepl_binary, "on_command"):
    webrepl_binary.on_command(begin_command, end_command, current_command)


# --- the loop ---


_interrupted = False


def _interrupt():
    """Ctrl-C, or Stop. Raises KeyboardInterrupt, for the main thread, if there are no system tasks: the
    program is another kind of one."""
    global _interrupted
    try:
        stop_user_tasks()
        _interrupted = False
    except MemoryError:
        gc.collect()  # and the rest when those that were told have ended
        return
    if not any(entry.system for entry in _tasks.values()):
        raise KeyboardInterrupt


_wait_io_event = _loop.IOQueue.wait_io_event


def _wait(self, dt):
    """IOQueue.wait_io_event(). An interrupt goes to whom it is meant for; a task that was made before
    Weft was there, and is next to run, may block from now on."""
    global _interrupted
    try:
        _wait_io_event(self, dt)
    except KeyboardInterrupt:
        _interrupted = True
    if _interrupted:
        _interrupt()
        if core._task_queue.peek() is None:
            core._task_queue.push(_loop._tick)
    task = core._task_queue.peek()
    if task is not None and type(task.coro) is _Coroutine:
        _weft.adopt(task)


_Coroutine = type(_coroutine_function())
_loop.IOQueue.wait_io_event = _wait


# --- pyDirect's interface ---


def start(name, coro_func, *args, restart=False, is_system=False):
    """Start a background task: a coroutine function as an asyncio task, whose steps may block; a
    plain function as a green thread; a threading.Thread, or a class of them, as itself. All but a
    Thread that is given itself run again a second after a crash.

    is_system: it survives Stop. False if one of that name runs already, unless `restart`.
    """
    entry = _tasks.get(name)
    if entry is not None and entry.state != "stopped" and not entry.over:
        if not restart:
            return False
        entry.stop()
    entry = _tasks[name] = _Entry(name, coro_func, args, is_system)
    entry.start()
    return True


def stop(name):
    """Stop a task, and the threads and tasks that it has started. False if there is none."""
    entry = _tasks.get(name)
    if entry is None:
        return False
    entry.stop()
    return True


def stop_all():
    """Stop all tasks, system tasks too, and what commands have started."""
    stop_user_tasks()
    for name in list(_tasks):
        stop(name)


def stop_user_tasks():
    """Stop what is not the system's: commands, but for the caller's own; the threads and tasks that
    commands have started; the tasks here. Does not wait for them. Returns the names of those that
    ran."""
    for pump in list(_pumps):
        for copy in pump.commands():
            copy.interrupt()
        pump.group.kill()
    stopped = []
    for name, entry in list(_tasks.items()):
        if not entry.system:
            if entry.state == "running":
                stopped.append(name)
            entry.stop()
    if stopped:
        _log("info", "Stopped user tasks: %s" % stopped)
    return stopped


def list_tasks():
    """The tasks by name: `state` ("running", "stopped" or "crashed"), `system`, `kind` ("task" or
    "thread"), `restarts`, `stack` in use in bytes, and what it `waits_for` in a blocking call, or None.
    """
    rows = _weft.waits()
    return {name: entry.describe(rows) for name, entry in _tasks.items()}


def is_running(name):
    """Whether a task of that name runs."""
    entry = _tasks.get(name)
    return entry is not None and entry.state == "running"


# `from lib import bg_tasks`, as Studio has it, is this module too.
_package = sys.modules.get("lib")
if _package is not None:
    _package.bg_tasks = sys.modules[__name__]
    sys.modules["lib.bg_tasks"] = sys.modules[__name__]
