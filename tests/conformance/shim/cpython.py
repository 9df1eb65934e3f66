# SPDX-License-Identifier: MIT
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

    def __getattr__(self, name):
        return getattr(_sys, name)

    def getswitchinterval(self):
        import _weft

        return _weft.switch_interval()

    def setswitchinterval(self, interval):
        import _weft

        _weft.switch_interval(interval)


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
    """super(), along the resolution order of the object's class: see rules.py. It has no __init__()
    of its own, which would be found in place of theirs."""

    def __getattr__(self, name):
        order = mro_of(type(self._obj))
        for base in order[order.index(self._cls) + 1 :]:
            if name in getattr(base, "__dict__", ()):
                function = getattr(base, name)
                return lambda *args, **kwargs: function(self._obj, *args, **kwargs)
        raise AttributeError(name)


def _cooperative_super(cls, obj):
    found = _CooperativeSuper()
    found._cls = cls
    found._obj = obj
    return found


command = []  # how to run a script in an interpreter of its own: see script_helper


def set_up(runner):
    command.extend(runner)
    builtins.cooperative_super = _cooperative_super
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
