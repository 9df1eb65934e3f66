# SPDX-License-Identifier: MIT
"""CPython 3.13's `traceback`, as far as exceptions here can be printed: with their tracebacks, but
nothing to look into. `tb` arguments are not used."""

import io
import sys


def _exception(exc, value):
    if value is None:
        value = exc
    return value() if isinstance(value, type) else value


def format_exception(exc, value=None, tb=None, limit=None, chain=True):
    exc = _exception(exc, value)
    if exc is None:
        return ["NoneType: None\n"]
    text = io.StringIO()
    sys.print_exception(exc, text)
    return text.getvalue().splitlines(True)


def format_exception_only(exc, value=None, *, show_group=False):
    exc = _exception(exc, value)
    if exc is None:
        return ["NoneType: None\n"]
    text = str(exc)
    name = type(exc).__name__
    return [name + ": " + text + "\n" if text else name + "\n"]


def print_exception(exc, value=None, tb=None, limit=None, file=None, chain=True):
    (file or sys.stderr).write("".join(format_exception(exc, value)))


def _current():
    return sys.exc_info()[1] if hasattr(sys, "exc_info") else None


def print_exc(limit=None, file=None, chain=True):
    print_exception(_current(), file=file)


def format_exc(limit=None, chain=True):
    return "".join(format_exception(_current()))


def print_stack(f=None, limit=None, file=None):
    (file or sys.stderr).write("  (MicroPython does not show the stack)\n")


def format_stack(f=None, limit=None):
    return []


def extract_stack(f=None, limit=None):
    return []


def extract_tb(tb, limit=None):
    return []


def format_tb(tb, limit=None):
    return []


def print_tb(tb, limit=None, file=None):
    pass


class TracebackException:
    def __init__(self, exc_type, exc_value, exc_traceback, **kwargs):
        self.exc_type = exc_type
        self._exc = exc_value

    @classmethod
    def from_exception(cls, exc, **kwargs):
        return cls(type(exc), exc, None)

    def format(self, **kwargs):
        return iter(format_exception(self._exc))

    def format_exception_only(self, **kwargs):
        return iter(format_exception_only(self._exc))

    def __str__(self):
        return str(self._exc)
