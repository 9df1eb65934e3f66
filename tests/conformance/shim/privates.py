"""Names that CPython's tests use and that are no part of what a module offers."""

import sys
import threading


class _Unavailable:
    """Stands for what there is none of: whatever uses it, is skipped."""

    def __init__(self, what):
        self._what = what

    def __call__(self, *args, **kwargs):
        import unittest

        raise unittest.SkipTest("needs " + self._what)


class _Module:
    def __init__(self, **attributes):
        for name, value in attributes.items():
            setattr(self, name, value)


def set_up():
    # There is one RLock, and it is native.
    threading._CRLock = threading._PyRLock = threading.RLock

    import concurrent.futures

    class ProcessPoolExecutor:
        pass

    concurrent.futures.ProcessPoolExecutor = ProcessPoolExecutor
    sys.modules["concurrent.futures.process"] = concurrent.futures.process = _Module(
        BrokenProcessPool=concurrent.futures.BrokenExecutor,
        _check_system_limits=_Unavailable("processes"),
    )
