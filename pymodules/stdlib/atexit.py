# SPDX-License-Identifier: MIT
"""CPython 3.13's `atexit`: calls for the end of the program, the last registered first. As there,
the threads that are not daemons have ended by then; here the daemons have, too."""

import sys
import threading  # whose own work at exit comes first

_calls = []


def register(func, *args, **kwargs):
    """Have func(*args, **kwargs) called at exit; returns func."""
    if not callable(func):
        raise TypeError("the first argument must be callable")
    _calls.append((func, args, kwargs))
    return func


def unregister(func):
    _calls[:] = [call for call in _calls if call[0] != func]


def _clear():
    _calls.clear()


def _ncallbacks():
    return len(_calls)


def _run_exitfuncs():
    while _calls:
        func, args, kwargs = _calls.pop()
        try:
            func(*args, **kwargs)
        except BaseException as exc:
            print("Exception ignored in atexit callback %r:" % (func,), file=sys.stderr)
            sys.print_exception(exc, sys.stderr)


def _at_exit():
    try:
        if _previous is not None:
            _previous()
    finally:
        _run_exitfuncs()


_previous = sys.atexit(_at_exit)
