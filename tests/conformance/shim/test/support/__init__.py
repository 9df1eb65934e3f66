# SPDX-License-Identifier: MIT
"""As much of CPython's test.support as its tests of threads use."""

import contextlib
import gc
import io
import sys
import time
import unittest

verbose = False
has_fork_support = False
Py_GIL_DISABLED = False
SHORT_TIMEOUT = 30.0
LONG_TIMEOUT = 300.0
LOOPBACK_TIMEOUT = 10.0
SOCK_MAX_SIZE = 16 * 1024 * 1024 + 1


def cpython_only(test):
    return test


force_not_colorized = cpython_only


def requires_gil_enabled(reason):
    return cpython_only


def requires_resource(name):
    return cpython_only


def bigmemtest(size, memuse, dry_run=True):
    """For tests that take their size as an argument: all of it."""
    return lambda test: lambda case: test(case, size)


def busy_retry(timeout, message=None, *, error=True):
    """The body of a loop over it runs until it breaks out: AssertionError after timeout seconds."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        yield
    if error:
        raise AssertionError("%s: %s" % ("%r seconds are over" % timeout, message))


def sleeping_retry(timeout, message=None, *, init_delay=0.01, max_delay=1.0, error=True):
    """As busy_retry(), with pauses that get longer."""
    pause = init_delay
    for _ in busy_retry(timeout, message, error=error):
        yield
        time.sleep(pause)
        pause = min(2 * pause, max_delay)


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


def skip_if_sanitizer(reason=None, **kinds):
    return cpython_only


def requires_working_socket(*, module=False):
    return None if module else lambda test: test


is_emscripten = is_wasi = is_android = False


def is_resource_enabled(name):
    return True


def requires(name):
    pass


def requires_linux_version(*version):
    return lambda test: test


def get_attribute(thing, name):
    if not hasattr(thing, name):
        raise unittest.SkipTest("needs " + name)
    return getattr(thing, name)


def requires_mac_ver(*version):
    return lambda test: test
