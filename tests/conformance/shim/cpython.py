"""What CPython's built-in modules have, MicroPython's lack and the tests take for granted."""

import builtins
import io
import sys as _sys


class _Sys:
    """`sys`, whose attributes may be assigned to, such as stderr. The modules under test get this
    one too."""

    def __init__(self):
        self.stdout, self.stderr = _sys.stdout, _sys.stderr
        self.__stdout__, self.__stderr__ = _sys.stdout, _sys.stderr
        self.excepthook = None

    def __getattr__(self, name):
        return getattr(_sys, name)

    def print_exception(self, exc, file=None):
        """With the source lines in the traceback, as CPython prints it. A sys.excepthook that a
        test has set comes first."""
        if self.excepthook is not None:
            return self.excepthook(type(exc), exc, None)
        text = io.StringIO()
        _sys.print_exception(exc, text)
        for line in text.getvalue().split("\n")[:-1]:
            print(line, file=file or self.stderr)
            source = _source_line(line)
            if source:
                print("    " + source, file=file or self.stderr)

    def getswitchinterval(self):
        import _weft

        return _weft.switch_interval()

    def setswitchinterval(self, interval):
        import _weft

        _weft.switch_interval(interval)


def _source_line(line):
    """The line that `  File "x", line n, in f` speaks of; "" if it cannot be told."""
    parts = line.split('"')
    if len(parts) != 3 or not line.startswith("  File "):
        return ""
    try:
        with open(parts[1]) as file:
            return file.read().split("\n")[int(parts[2].split(" ")[2].rstrip(",")) - 1].strip()
    except (OSError, ValueError, IndexError):
        return ""


def mro_of(cls):
    """The method resolution order of a class: CPython's C3."""
    rows = [mro_of(base) for base in cls.__bases__] + [list(cls.__bases__)]
    order = [cls]
    while any(rows):
        for row in rows:
            if row and not any(row[0] in other[1:] for other in rows):
                break
        else:
            raise TypeError("no consistent method resolution order")
        head = row[0]
        order.append(head)
        rows = [other[1:] if other and other[0] is head else other for other in rows]
    return order


class _CooperativeSuper:
    """super(), along the resolution order of the object's class: see rules.py."""

    def __init__(self, cls, obj):
        self._cls = cls
        self._obj = obj

    def __getattr__(self, name):
        order = mro_of(type(self._obj))
        for base in order[order.index(self._cls) + 1 :]:
            if name in getattr(base, "__dict__", ()):
                function = getattr(base, name)
                return lambda *args, **kwargs: function(self._obj, *args, **kwargs)
        raise AttributeError(name)


command = []  # how to run a script in an interpreter of its own: see script_helper


def set_up(runner):
    command.extend(runner)
    builtins.cooperative_super = _CooperativeSuper
    _sys.modules["sys"] = _Sys()
    import asyncio

    # Built-in exceptions that MicroPython has under another name, or has no use for.
    builtins.TimeoutError = asyncio.TimeoutError
    builtins.RecursionError = RuntimeError
    builtins.UnboundLocalError = NameError
    builtins.DeprecationWarning = Exception
    import weft._thread

    # CPython's threads are all of one kind. The tests' are to be green ones.
    _sys.modules["_thread"] = weft._thread
    import privates

    privates.set_up()
