# SPDX-License-Identifier: MIT
"""CPython 3.13's threads of `_thread` that can be joined; programs find them in weft._thread."""

import _weft
from weft import _bare


def daemon_threads_allowed():
    return True


class _ThreadHandle:
    """A thread that can be joined, once start_joinable_thread() has started it."""

    def __init__(self):
        self._bare = None
        self._is_set_done = False

    def __repr__(self):
        return "<_ThreadHandle object: ident=%d>" % self.ident

    @property
    def ident(self):
        bare = self._bare
        return 0 if bare is None or bare._fiber is None else bare._fiber.ident()

    def is_done(self):
        return self._is_set_done or self._bare is not None and self._bare._fiber.join(0)

    def join(self, timeout=None):
        """Wait until the thread has ended, for at most timeout seconds, without limit if they are
        less than 0. RuntimeError if the thread was not started, or is the caller."""
        self._check_started()
        if self._bare is _weft.current():
            raise RuntimeError("Cannot join current thread")
        if not self._is_set_done:
            self._bare._fiber.join(None if timeout is None or timeout < 0 else timeout)

    def _set_done(self):
        """Have it count as ended from now on."""
        self._check_started()
        self._is_set_done = True

    def _check_started(self):
        if self._bare is None:
            raise RuntimeError("thread not started")


def start_joinable_thread(function, handle=None, daemon=True):
    """Call function() in a green thread that is no Thread; returns its handle, the one given or a
    new one. The end of the program waits for it unless it is a daemon."""
    if not callable(function):
        raise TypeError("thread function must be callable")
    if handle is None:
        handle = _ThreadHandle()
    elif not isinstance(handle, _ThreadHandle):
        raise TypeError("'handle' must be a _ThreadHandle")
    if handle._bare is not None:
        raise RuntimeError("thread already started")
    handle._bare = bare = _bare.BareThread(function, (), {})
    bare._daemonic = bool(daemon)
    try:
        _bare.start(bare)
    except BaseException:
        handle._bare = None
        raise
    return handle
