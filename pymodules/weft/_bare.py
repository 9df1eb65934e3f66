# SPDX-License-Identifier: MIT
"""Green threads that are no Thread: those of `_thread.start_new_thread()`, and what asyncio calls in a
thread."""

import _weft


class BareThread:
    """What runs a function: no Thread until somebody asks for one."""

    as_kind = None  # makes a Thread of a fiber: threading's, which sets it

    def __init__(self, function, args, kwargs):
        self._function = function
        self._args = args
        self._kwargs = kwargs
        self._daemonic = True  # nobody waits for it at exit
        self._fiber = None
        self.thread = None

    @property
    def name(self):
        return repr(self._function)

    def run(self):
        self._function(*self._args, **self._kwargs)

    def join(self, timeout=None):
        self._fiber.join(timeout)

    def as_thread(self):  # called in the thread
        if self.thread is None:
            self.thread = BareThread.as_kind(self._fiber)
        return self.thread


def start(bare):
    """Start it; returns its ident."""
    bare._fiber = _weft.start(bare)
    return bare._fiber.ident()


def start_new_thread(function, args=(), kwargs={}):
    """Call function(*args, **kwargs) in a green thread that is no Thread; returns its ident. (CPython
    3.13 _thread.start_new_thread)"""
    if not callable(function):
        raise TypeError("first arg must be callable")
    if not isinstance(args, tuple):
        raise TypeError("2nd arg must be a tuple")
    if not isinstance(kwargs, dict):
        raise TypeError("optional 3rd arg must be a dictionary")
    return start(BareThread(function, args, kwargs))
