# SPDX-License-Identifier: MIT
"""As much of CPython's unittest as its tests of threads use, for one case at a time."""

import re
import sys


class SkipTest(Exception):
    pass


_skips = {}  # function -> the reason


def _skipped(reason):
    def decorate(item):
        if isinstance(item, type):
            item._skip_reason = reason
            return item

        def skip(self, **kwargs):
            raise SkipTest(reason)

        _skips[skip] = reason
        return skip

    return decorate


def _unchanged(item):
    return item


def skip(reason):
    return _skipped(reason)


def skipIf(condition, reason):
    return _skipped(reason) if condition else _unchanged


def skipUnless(condition, reason):
    return _unchanged if condition else _skipped(reason)


class _AssertRaises:
    """The context manager of assertRaises() and assertRaisesRegex()."""

    def __init__(self, expected, pattern=None):
        self._expected = expected
        self._pattern = pattern
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, traceback):
        if exc_type is None:
            raise AssertionError("%r not raised" % (self._expected,))
        if not issubclass(exc_type, self._expected):
            return False
        if self._pattern is not None and not re.search(self._pattern, str(exc)):
            raise AssertionError("%r does not match %r" % (self._pattern, str(exc)))
        self.exception = exc
        return True


class _SubTest:
    def __init__(self, parameters):
        self._parameters = parameters

    def __enter__(self):
        pass

    def __exit__(self, exc_type, exc, traceback):
        if exc_type is not None:
            print("in the sub-test", self._parameters, file=sys.stderr)


class TestCase:
    failureException = AssertionError
    _skip_reason = None

    def __init__(self, methodName="run"):
        self._cleanups = []
        self._method = methodName

    def id(self):
        return "%s.%s" % (type(self).__name__, self._method)

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def setUp(self):
        pass

    def tearDown(self):
        pass

    def addCleanup(self, function, *args, **kwargs):
        self._cleanups.append((function, args, kwargs))

    def enterContext(self, context):
        result = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return result

    def doCleanups(self):
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            function(*args, **kwargs)

    def skipTest(self, reason):
        raise SkipTest(reason)

    def subTest(self, msg=None, **parameters):
        return _SubTest(parameters)

    def fail(self, msg=None):
        raise AssertionError(msg)

    def _check(self, good, msg, said, *values):
        # Only a failure looks at the values: repr() of a closure that holds itself does not end.
        if not good:
            said %= values
            raise AssertionError(said if msg is None else "%s: %s" % (said, msg))

    def assertTrue(self, value, msg=None):
        self._check(value, msg, "%r is not true", value)

    def assertFalse(self, value, msg=None):
        self._check(not value, msg, "%r is not false", value)

    def assertEqual(self, first, second, msg=None):
        self._check(first == second, msg, "%r != %r", first, second)

    assertListEqual = assertEqual

    def assertNotEqual(self, first, second, msg=None):
        self._check(first != second, msg, "%r == %r", first, second)

    def assertCountEqual(self, first, second, msg=None):
        first, rest = list(first), list(second)
        for item in first:
            self._check(item in rest, msg, "%r is not in %r", item, rest)
            rest.remove(item)
        self._check(not rest, msg, "%r left over", rest)

    def assertIs(self, first, second, msg=None):
        self._check(first is second, msg, "%r is not %r", first, second)

    def assertIsNone(self, value, msg=None):
        self._check(value is None, msg, "%r is not None", value)

    def assertIsNotNone(self, value, msg=None):
        self._check(value is not None, msg, "it is None")

    def assertIsInstance(self, value, cls, msg=None):
        self._check(isinstance(value, cls), msg, "%r is no %r", value, cls)

    def assertIn(self, item, container, msg=None):
        self._check(item in container, msg, "%r not in %r", item, container)

    def assertNotIn(self, item, container, msg=None):
        self._check(item not in container, msg, "%r in %r", item, container)

    def assertLess(self, first, second, msg=None):
        self._check(first < second, msg, "%r >= %r", first, second)

    def assertLessEqual(self, first, second, msg=None):
        self._check(first <= second, msg, "%r > %r", first, second)

    def assertGreater(self, first, second, msg=None):
        self._check(first > second, msg, "%r <= %r", first, second)

    def assertGreaterEqual(self, first, second, msg=None):
        self._check(first >= second, msg, "%r < %r", first, second)

    def assertRegex(self, text, pattern, msg=None):
        self._check(re.search(pattern, text), msg, "%r does not match %r", text, pattern)

    def assertRaises(self, expected, function=None, *args, **kwargs):
        context = _AssertRaises(expected)
        if function is None:
            return context
        with context:
            function(*args, **kwargs)

    def assertRaisesRegex(self, expected, pattern, function=None, *args, **kwargs):
        context = _AssertRaises(expected, pattern)
        if function is None:
            return context
        with context:
            function(*args, **kwargs)

    def assertWarns(self, *args, **kwargs):
        raise SkipTest("needs warnings")

    def assertWarnsRegex(self, *args, **kwargs):
        raise SkipTest("needs warnings")

    def assertLogs(self, logger=None, level=None):
        import logging

        return logging.Capture(logger, level)


_module_cleanups = []


def addModuleCleanup(function, *args, **kwargs):
    _module_cleanups.append((function, args, kwargs))


def do_module_cleanups():
    while _module_cleanups:
        function, args, kwargs = _module_cleanups.pop()
        function(*args, **kwargs)


def run_case(cls, method):
    """Run a case; returns "pass", "skip" or "fail", and why."""
    if cls._skip_reason is not None:
        return "skip", cls._skip_reason
    function = getattr(cls, method)
    if function in _skips:  # before setUp(), which may wait for what the case does
        return "skip", _skips[function]
    case = cls(method)
    outcomes = []

    def step(function):
        try:
            function()
            return True
        except SkipTest as exc:
            outcomes.append(("skip", str(exc)))
        except BaseException as exc:
            sys.print_exception(exc, sys.__stderr__)
            outcomes.append(("fail", repr(exc)))
        return False

    if step(cls.setUpClass):
        if step(case.setUp):
            step(getattr(case, method))
            step(case.tearDown)
        step(case.doCleanups)
        step(cls.tearDownClass)
    return outcomes[0] if outcomes else ("pass", "")
