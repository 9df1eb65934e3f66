# SPDX-License-Identifier: MIT
"""contextmanager and closing, of CPython's contextlib."""


class _Manager:
    def __init__(self, generator):
        self._generator = generator

    def __enter__(self):
        return next(self._generator)

    def __exit__(self, exc_type, exc, traceback):
        try:
            if exc_type is None:
                next(self._generator)
            else:
                self._generator.throw(exc)
        except StopIteration:
            return exc_type is not None
        except BaseException as raised:
            if raised is exc:
                return False
            raise
        raise RuntimeError("generator didn't stop")


def contextmanager(function):
    return lambda *args, **kwargs: _Manager(function(*args, **kwargs))


class closing:
    def __init__(self, thing):
        self._thing = thing

    def __enter__(self):
        return self._thing

    def __exit__(self, *exc):
        self._thing.close()
