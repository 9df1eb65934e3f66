# SPDX-License-Identifier: MIT
"""Names that CPython's tests use and that are no part of what a module offers."""

import sys
import threading


class _Module:
    def __init__(self, **attributes):
        for name, value in attributes.items():
            setattr(self, name, value)


def _no_limits():
    """concurrent.futures.process._check_system_limits()."""


def set_up():
    # There is one RLock, and it is native.
    threading._CRLock = threading._PyRLock = threading.RLock

    import concurrent.futures

    class ProcessPoolExecutor:
        """There is none: the cases of process pools are left out, see suite.py."""

    concurrent.futures.ProcessPoolExecutor = ProcessPoolExecutor
    sys.modules["concurrent.futures.process"] = concurrent.futures.process = _Module(
        BrokenProcessPool=concurrent.futures.BrokenExecutor, _check_system_limits=_no_limits
    )
