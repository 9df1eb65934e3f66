# SPDX-License-Identifier: MIT
"""CPython's test.support.threading_helper."""

import _thread
import contextlib
import threading
import time

from test import support


def threading_setup():
    return (_thread._count(),)


def threading_cleanup(count):
    """That the case has left no thread behind. (CPython only warns.)"""
    try:
        with wait_threads_exit(1.0, count):
            pass
    except AssertionError:
        raise AssertionError("threads left behind: %r" % threading.enumerate()[1:])


def reap_threads(function):
    def run(*args):
        key = threading_setup()
        try:
            return function(*args)
        finally:
            threading_cleanup(*key)

    return run


@contextlib.contextmanager
def wait_threads_exit(timeout=support.SHORT_TIMEOUT, old_count=None):
    """Wait, at the end, for the threads that were started meanwhile."""
    if old_count is None:
        old_count = _thread._count()
    try:
        yield
    finally:
        deadline = time.monotonic() + timeout
        while _thread._count() > old_count:
            if time.monotonic() > deadline:
                raise AssertionError("%d threads are left" % (_thread._count() - old_count))
            time.sleep(0.01)
            support.gc_collect()


def join_thread(thread, timeout=support.SHORT_TIMEOUT):
    thread.join(timeout)
    if thread.is_alive():
        raise AssertionError("failed to join the thread in %.1f seconds" % timeout)


@contextlib.contextmanager
def start_threads(threads, unlock=None):
    started = []
    try:
        for thread in threads:
            thread.start()
            started.append(thread)
        yield
    finally:
        if unlock:
            unlock()
        for thread in started:
            join_thread(thread)


def requires_working_threading(*, module=False):
    return None if module else lambda test: test


class catch_threading_exception:
    """Keeps what threading.excepthook() is called with."""

    exc_type = exc_value = None

    def _hook(self, args):
        self.exc_type, self.exc_value = args.exc_type, args.exc_value

    def __enter__(self):
        self._old = threading.excepthook
        threading.excepthook = self._hook
        return self

    def __exit__(self, *exc):
        threading.excepthook = self._old
