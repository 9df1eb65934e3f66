# SPDX-License-Identifier: MIT
"""As much of unittest.mock as CPython's tests of threads use."""


class Mock:
    def __init__(self, return_value=None):
        self.return_value = return_value
        self.call_count = 0

    def __call__(self, *args, **kwargs):
        self.call_count += 1
        return self.return_value

    def assert_not_called(self):
        if self.call_count:
            raise AssertionError("called %d times" % self.call_count)

    def assert_called_once(self):
        if self.call_count != 1:
            raise AssertionError("called %d times" % self.call_count)


class _PatchObject:
    def __init__(self, target, name, **kwargs):
        self._target = target
        self._name = name
        self._kwargs = kwargs

    def __enter__(self):
        self._old = getattr(self._target, self._name)
        new = Mock(**self._kwargs)
        setattr(self._target, self._name, new)
        return new

    def __exit__(self, exc_type, exc, traceback):
        setattr(self._target, self._name, self._old)


class patch:
    object = _PatchObject
