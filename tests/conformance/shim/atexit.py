# SPDX-License-Identifier: MIT
"""CPython's atexit: after threading has waited for its threads."""

import sys

_calls = []


def register(function, *args, **kwargs):
    _calls.append((function, args, kwargs))
    return function


def _run():
    if _previous is not None:
        _previous()
    while _calls:
        function, args, kwargs = _calls.pop()
        try:
            function(*args, **kwargs)
        except Exception as exc:
            print("Exception ignored in atexit callback:", function, file=sys.stderr)
            sys.print_exception(exc, sys.stderr)


_previous = sys.atexit(_run)
