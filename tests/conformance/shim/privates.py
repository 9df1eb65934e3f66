"""Names that CPython's tests use and that are no part of what a module offers."""

import sys
import threading


class _Active:
    """threading._active: the threads by ident. A dummy thread stays until it is deleted, as in
    CPython 3.11."""

    def __init__(self):
        self._dummies = {}

    def add_dummy(self, dummy):
        self._dummies[dummy.ident] = dummy

    def _all(self):
        return {thread.ident: thread for thread in threading.enumerate()} | self._dummies

    def __contains__(self, ident):
        return ident in self._all()

    def __getitem__(self, ident):
        return self._all()[ident]

    def __delitem__(self, ident):
        del self._dummies[ident]


def _keep_dummies(active):
    make = threading._DummyThread.__init__

    def init(self, *args):
        make(self, *args)
        active.add_dummy(self)

    threading._DummyThread.__init__ = init


class _Module:
    def __init__(self, **attributes):
        for name, value in attributes.items():
            setattr(self, name, value)


def _no_limits():
    """concurrent.futures.process._check_system_limits()."""


def set_up():
    # There is one RLock, and it is native.
    threading._CRLock = threading._PyRLock = threading.RLock
    threading._active = _Active()
    _keep_dummies(threading._active)

    import concurrent.futures

    class ProcessPoolExecutor:
        """There is none: the cases of process pools are left out, see suite.py."""

    concurrent.futures.ProcessPoolExecutor = ProcessPoolExecutor
    sys.modules["concurrent.futures.process"] = concurrent.futures.process = _Module(
        BrokenProcessPool=concurrent.futures.BrokenExecutor, _check_system_limits=_no_limits
    )
