"""The two that the tests use."""


class count:
    def __init__(self):
        self._next = 0

    def __iter__(self):
        return self

    def __next__(self):
        number = self._next
        self._next = number + 1
        return number


def repeat(item, times):
    return iter([item] * times)
