# SPDX-License-Identifier: MIT
"""Skills: pieces of code from outside, such as an agent's, that may do the rest no harm.

    skills.run(code, args=(21,), timeout=5)    # what its run() returns, or {"error": "…"}

It is pyDirect's patterns for such code (validation, look at the memory first, a namespace of its own,
errors as results, clean-up, one long-lived worker) with what they cannot do without threads: a timeout
that ends any code, limits of memory and threads. It keeps mistakes in, not attackers.
"""

import asyncio
import builtins
import gc
import io
import queue
import sys
import threading

import _weft
import weft
from weft_groups import Group, current_group

# What a skill may import, unless run() is given other names.
MODULES = (
    "asyncio",
    "binascii",
    "collections",
    "concurrent",
    "gc",
    "hashlib",
    "json",
    "math",
    "queue",
    "random",
    "re",
    "struct",
    "threading",
    "time",
)

log = None  # called with a level's name ("info", "warning") and a text

_LOOK = 0.01  # how often a skill's limits are looked at, in seconds
_UNWIND = 0.2  # what it gets to unwind in, each time it is told to end
_TOLD = 3  # how often it is told, until it is abandoned


_UNKNOWN = object()  # a skill's outcome so far


class _Stop(BaseException):
    """Ends a skill; args[0] says why."""


class _Skill(Group):
    """A skill that runs: a group, so that its threads are known, and end with it."""

    def __init__(self, name, code, args, modules, limits):
        super().__init__(name)
        self.code = code
        self.args = args
        self.modules = modules
        self.end, self.memory, self.most_threads = limits
        self.used = gc.mem_alloc()
        self.outcome = _UNKNOWN
        self.stopped = None  # why
        self.running = False  # its own code does
        self.fiber = None  # in which it runs
        self.ended = threading.Event()

    def admit(self):
        """A thread of it is about to start."""
        if self.stopped is not None or len(self.threads()) >= self.most_threads:
            raise RuntimeError("can't start new thread: a skill may have %d" % self.most_threads)

    def may_import(self, name):
        path = name.split(".")
        return path[0] in self.modules or path[-1].startswith("_")

    def exceeds(self):
        """Which limit it exceeds, None if it does not."""
        if _weft.monotonic() >= self.end:
            return "timed out"
        if gc.mem_alloc() - self.used > self.memory:
            gc.collect()
            if gc.mem_alloc() - self.used > self.memory:
                return "out of memory: more than %d bytes" % self.memory
        return None

    def execute(self):
        """In the worker: run it to its end."""
        try:
            with self:
                self.outcome = self.call()
        except BaseException as exc:
            self.outcome = {"error": self.stopped or _describe(exc)}
            exc = None

    def over(self):
        """In the worker: the skill has ended, perhaps as it was told to once more while it did."""
        self.fiber = self.code = self.args = None
        if self.outcome is _UNKNOWN:
            self.outcome = {"error": self.stopped}
        self.ended.set()

    def call(self):
        if self.stopped is not None:
            raise _Stop
        namespace = {"__name__": "skill", "should_stop": self.should_stop}
        for name in self.modules:
            try:
                namespace[name] = __import__(name)
            except ImportError:
                pass  # not in this firmware
        self.running = True
        exec(compile(self.code, self.name, "exec"), namespace)
        function = namespace.get("run")
        if function is None:
            return None
        result = function(*self.args)
        return weft.await_(result) if hasattr(result, "send") else result

    def should_stop(self):
        """For skills that ask: whether it is to end."""
        return self.stopped is not None

    def tell(self, why):
        """Have it end. It may not listen."""
        self.stopped = self.stopped or why
        if not self.ended.is_set():
            fiber = self.fiber
            if fiber is not None:
                self._told[fiber] = _weft.monotonic()  # kill() is for its threads
                fiber.kill(_Stop(why))
        self.kill()


def _describe(exc):
    if isinstance(exc, MemoryError):
        return "Out of memory"
    if isinstance(exc, SyntaxError):
        return "Syntax error in skill: %s" % exc
    text = io.StringIO()
    sys.print_exception(exc, text)
    _log("warning", text.getvalue().rstrip())
    return "Skill failed: %s: %s" % (type(exc).__name__, exc)


def _log(level, text):
    if log is not None:
        try:
            log(level, text)
        except Exception as exc:
            sys.print_exception(exc, sys.stderr)


# --- the worker ---


class _Worker:
    """One long-lived thread that runs skill after skill. One that a skill does not give back is
    abandoned, and followed by another."""

    def __init__(self):
        self.skills = queue.SimpleQueue()
        self.thread = None
        self.lock = threading.Lock()

    def run(self, skill):
        """Run it, and wait for its end, or until it is abandoned."""
        with self.lock:  # one after another
            self.skills.put(skill)
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._main, name="skills", daemon=True)
                self.thread.start()
            try:
                self._watch(skill)
            finally:
                self._finish(skill)

    def _main(self):
        fiber = self.thread._fiber
        context = _weft.context()
        skill = None
        while True:
            try:
                if skill is not None:
                    _weft.context(context)
                    skill.over()
                    skill = None
                skill = self.skills.get()
                skill.fiber = fiber
                skill.execute()
            except _Stop:
                pass  # that came too late for its skill

    def _watch(self, skill):
        told = 0
        while not skill.ended.wait(_LOOK if told == 0 else _UNWIND):
            why = skill.stopped or skill.exceeds()
            if why is None:
                continue
            if told == _TOLD:
                self._abandon(skill)
                return
            told += 1
            skill.tell(why)

    def _finish(self, skill):
        """Nothing of it is left: its threads, what was killed while it waited for it."""
        if not skill.ended.is_set():
            skill.tell("cancelled")
            if not skill.ended.wait(_UNWIND):
                self._abandon(skill)
        skill.stopped = skill.stopped or "it has ended"
        if skill.stop(_UNWIND) != 0:
            for _, fiber in skill._members():
                _abandon(fiber)
        gc.collect()

    def _abandon(self, skill):
        """It catches all that ends it: its stack is dropped as it is, without unwinding."""
        _abandon(self.thread._fiber)
        self.thread = None
        self.skills = queue.SimpleQueue()
        skill.outcome = {"error": "%s, and would not end" % skill.stopped}
        skill.ended.set()
        _log("warning", "skill %s %s" % (skill.name, skill.outcome["error"]))


def _abandon(fiber):
    if hasattr(fiber, "abandon"):
        fiber.abandon()


_worker = _Worker()


# --- what keeps a skill in its limits ---


def _current():
    """The skill that the caller belongs to, or None."""
    group = current_group()
    while group is not None and not isinstance(group, _Skill):
        group = group.parent
    return group


_start = threading.Thread.start


def _start_thread(thread):
    skill = _current()
    if skill is not None:
        skill.admit()
    _start(thread)


threading.Thread.start = _start_thread

_import = builtins.__import__


def _import_module(name, globals=None, locals=None, fromlist=None, level=0):
    """Imports by a skill are of the allowed names. What these modules import themselves when they are
    used has names that begin with an underscore: MicroPython does not tell who imports."""
    skill = _current()
    if skill is not None and skill.running and not skill.may_import(name):
        raise ImportError("a skill may not import %s" % name)
    return _import(name, globals, locals, fromlist, level)


builtins.__import__ = _import_module


# --- the interface ---


def validate(code, filename="skill"):
    """(True, None), or (False, why not): whether it compiles. Runs nothing of it."""
    try:
        compile(code, filename, "exec")
    except SyntaxError as exc:
        return False, str(exc)
    except MemoryError:
        return False, "Out of memory"
    return True, None


def can_load(min_free_kb=50):
    """Whether so many KB of memory are free."""
    gc.collect()
    return gc.mem_free() // 1024 >= min_free_kb


def run(code, *, name="skill", args=(), timeout=5, memory_kb=None, threads=4, modules=MODULES, min_free_kb=50):
    """Run a skill: its code, then its run(*args), a plain or a coroutine function, if it has one.
    Returns what that returns, or {"error": text}: it raises nothing of the skill's.

    timeout: in seconds. memory_kb: what it may have more than there was; half of what is free if
    None. threads: how many it may have alive. modules: what it may import. Only the caller waits, a
    green thread or a task; skills run one after another.
    """
    valid, why = validate(code, name)
    if not valid:
        return {"error": "Syntax error in skill: %s" % why}
    if not can_load(min_free_kb):
        return {"error": "Out of memory loading skill"}
    memory = gc.mem_free() // 2 if memory_kb is None else memory_kb * 1024
    skill = _Skill(name, code, args, modules, (_weft.monotonic() + timeout, memory, threads))
    _log("info", "skill %s starts" % name)
    _worker.run(skill)
    _log("info", "skill %s has ended" % name)
    return skill.outcome


def run_file(path, **options):
    """run() the code in a file."""
    try:
        with open(path) as file:
            code = file.read()
    except OSError as exc:
        return {"error": "Cannot read skill: %s" % exc}
    options.setdefault("name", path)
    return run(code, **options)
