"""As much of CPython's test.support as its tests of threads use."""

import contextlib
import gc
import io
import sys
import unittest

verbose = False
has_fork_support = False
SHORT_TIMEOUT = 30.0
LONG_TIMEOUT = 300.0


def cpython_only(test):
    return test


def requires_subprocess():
    return lambda test: test  # see script_helper


def requires_fork():
    return unittest.skip("needs fork")


def check_sanitizer(**kinds):
    return False


def gc_collect():
    gc.collect()


def reap_children():
    pass


def setswitchinterval(interval):
    sys.setswitchinterval(interval)


def run_in_subinterp(code):
    """Run code in an interpreter of its own, which here is another process."""
    from test.support import script_helper

    return script_helper.run_script(code)[0]


def check_disallow_instantiation(case, cls, *args):
    case.assertRaises(TypeError, cls, *args)


@contextlib.contextmanager
def swap_attr(target, name, value):
    old = getattr(target, name)
    setattr(target, name, value)
    try:
        yield old
    finally:
        setattr(target, name, old)


@contextlib.contextmanager
def captured_output(name):
    with swap_attr(sys, name, io.StringIO()):
        yield getattr(sys, name)


def captured_stderr():
    return captured_output("stderr")


class SuppressCrashReport:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        pass


class catch_unraisable_exception:
    def __enter__(self):
        raise unittest.SkipTest("needs sys.unraisablehook")

    def __exit__(self, *exc):
        pass


def check__all__(case, module, names_of_module=None, *, extra=(), not_exported=()):
    """That __all__ holds the module's public names. (Objects do not know their module here.)"""
    expected = set(extra)
    for name in dir(module):
        if not name.startswith("_") and name not in not_exported:
            if not isinstance(getattr(module, name), (type(contextlib), type(sys))):
                expected.add(name)
    case.assertCountEqual(module.__all__, expected)
