# SPDX-License-Identifier: MIT
"""The two that the tests use."""


class count:
    def __init__(self, start=0, step=1):
        self._next = start
        self._step = step

    def __iter__(self):
        return self

    def __next__(self):
        number = self._next
        self._next = number + self._step
        return number


def repeat(item, times):
    return iter([item] * times)
