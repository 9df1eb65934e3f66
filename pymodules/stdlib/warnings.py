# SPDX-License-Identifier: MIT
"""CPython 3.13's `warnings`, simply: each text is shown once, on stderr, unless it is filtered."""

import builtins
import sys


class Warning(Exception):
    pass


class UserWarning(Warning):
    pass


class DeprecationWarning(Warning):
    pass


class PendingDeprecationWarning(Warning):
    pass


class RuntimeWarning(Warning):
    pass


class FutureWarning(Warning):
    pass


class ResourceWarning(Warning):
    pass


class SyntaxWarning(Warning):
    pass


class ImportWarning(Warning):
    pass


class UnicodeWarning(Warning):
    pass


class BytesWarning(Warning):
    pass


for _name in (
    "Warning UserWarning DeprecationWarning PendingDeprecationWarning RuntimeWarning FutureWarning"
    " ResourceWarning SyntaxWarning ImportWarning UnicodeWarning BytesWarning"
).split():
    if not hasattr(builtins, _name):  # as in CPython, once this is imported
        setattr(builtins, _name, globals()[_name])

filters = []  # (action, text or None, category), the latest first
_shown = set()
_logger = None


def warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()):
    if isinstance(message, Warning):
        category = type(message)
    elif category is None:
        category = UserWarning
    action = "default"
    for wanted, text, kind in filters:
        if issubclass(category, kind) and (text is None or str(message).startswith(text)):
            action = wanted
            break
    if action == "ignore":
        return
    if action == "error":
        raise message if isinstance(message, Warning) else category(message)
    key = (str(message), category)
    if action != "always":
        if key in _shown:
            return
        _shown.add(key)
    showwarning(message, category, "sys", 1)


def warn_explicit(message, category, filename, lineno, *args, **kwargs):
    warn(message, category)


def formatwarning(message, category, filename, lineno, line=None):
    return "%s:%s: %s: %s\n" % (filename, lineno, category.__name__, message)


def showwarning(message, category, filename, lineno, file=None, line=None):
    if _recorded:
        _recorded[-1].append(WarningMessage(message, category, filename, lineno))
    elif _logger is not None:
        _logger.warning("%s", formatwarning(message, category, filename, lineno))
    else:
        (file or sys.stderr).write(formatwarning(message, category, filename, lineno))


def _log_to(logger):
    global _logger
    _logger = logger


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    """`message` is what the text begins with, not a regular expression."""
    filters.insert(len(filters) if append else 0, (action, message or None, category))
    _shown.clear()


def simplefilter(action, category=Warning, lineno=0, append=False):
    filterwarnings(action, "", category, append=append)


def resetwarnings():
    filters.clear()


class WarningMessage:
    def __init__(self, message, category, filename, lineno):
        self.message = message if isinstance(message, Warning) else category(message)
        self.category = category
        self.filename = filename
        self.lineno = lineno


_recorded = []


class catch_warnings:
    def __init__(self, *, record=False, module=None, action=None, category=Warning):
        self._record = record
        self._action = action
        self._category = category

    def __enter__(self):
        self._filters = filters[:]
        if self._action is not None:
            simplefilter(self._action, self._category)
        _shown.clear()
        if self._record:
            _recorded.append([])
            return _recorded[-1]

    def __exit__(self, exc_type, exc, traceback):
        filters[:] = self._filters
        if self._record:
            _recorded.pop()
