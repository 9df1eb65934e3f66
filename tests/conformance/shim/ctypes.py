# SPDX-License-Identifier: MIT
"""What the tests reach CPython's C interface for and Weft has too: exceptions thrown into threads."""

import threading

c_ulong = int


def py_object(value):
    return value


class _SetAsyncExc:
    def __call__(self, ident, exc):
        for thread in threading.enumerate():
            if thread.ident == ident:
                thread.kill(exc)
                return 1
        return 0


class pythonapi:
    PyThreadState_SetAsyncExc = _SetAsyncExc()
