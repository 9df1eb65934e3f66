# SPDX-License-Identifier: MIT
"""CPython's ExceptionGroup and BaseExceptionGroup, which MicroPython lacks. There is no `except*`:
programs use split() and subgroup().

Imported by what raises them; then they are built-in names, as in CPython.
"""

import builtins


class BaseExceptionGroup(Exception):
    """Several exceptions in one. BaseExceptionGroup(message, exceptions) is an ExceptionGroup if
    all of them are Exceptions.

    An Exception itself, as MicroPython's classes cannot derive from both kinds: `except Exception`
    catches one with a SystemExit in it, which CPython's does not.
    """

    def __new__(cls, message, exceptions):
        if cls is BaseExceptionGroup and all(isinstance(exc, Exception) for exc in exceptions):
            return ExceptionGroup(message, exceptions)
        return object.__new__(cls)

    def __init__(self, message, exceptions):
        if not isinstance(message, str):
            raise TypeError("argument 1 must be str, not %s" % type(message).__name__)
        members = tuple(exceptions)
        if not members:
            raise ValueError("second argument (exceptions) must be a non-empty sequence")
        for i, exc in enumerate(members):
            if not isinstance(exc, BaseException):
                raise ValueError("Item %d of second argument (exceptions) is not an exception" % i)
            if isinstance(self, ExceptionGroup) and not isinstance(exc, Exception):
                raise TypeError("Cannot nest BaseExceptions in an ExceptionGroup")
        super().__init__(message, exceptions)
        self.message = message
        self.exceptions = members

    def __str__(self):
        count = len(self.exceptions)
        return "%s (%d sub-exception%s)" % (self.message, count, "s" if count != 1 else "")

    def __repr__(self):
        return "%s(%r, %r)" % (type(self).__name__, self.message, list(self.exceptions))

    def derive(self, exceptions):
        """A group of the same message with other exceptions."""
        return BaseExceptionGroup(self.message, exceptions)

    def subgroup(self, condition):
        """The group with those only that are of a type, or of which condition(exc) is true; None if
        there are none."""
        return self.split(condition)[0]

    def split(self, condition):
        """Two groups, or None: those that match, and the rest."""
        if _matches(condition, self):
            return self, None
        matching = []
        rest = []
        for exc in self.exceptions:
            if isinstance(exc, BaseExceptionGroup):
                yes, no = exc.split(condition)
            elif _matches(condition, exc):
                yes, no = exc, None
            else:
                yes, no = None, exc
            if yes is not None:
                matching.append(yes)
            if no is not None:
                rest.append(no)
        return (
            self.derive(matching) if matching else None,
            self.derive(rest) if rest else None,
        )


def _matches(condition, exc):
    if isinstance(condition, (type, tuple)):
        return isinstance(exc, condition)
    return condition(exc)


class ExceptionGroup(BaseExceptionGroup):
    """A group of Exceptions."""


builtins.BaseExceptionGroup = BaseExceptionGroup
builtins.ExceptionGroup = ExceptionGroup
