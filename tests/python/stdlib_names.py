# SPDX-License-Identifier: MIT
# signal, platform, weakref, abc and typing: what there is of them.
# weft: only

import abc
import platform
import signal
import typing
import weakref
from typing import Any, Callable, Generic, Optional, TypeVar

T = TypeVar("T")


class Stack(Generic[T] if hasattr(Generic, "__getitem__") else Generic):
    def push(self, item: T) -> Optional[Any]:
        return item


assert Stack().push(1) == 1
assert Callable[[int], str] is not None and typing.cast(int, "x") == "x"


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self):
        raise NotImplementedError


class Square(Shape):
    def area(self):
        return 4


assert Square().area() == 4 and isinstance(Square(), Shape)

got = []
assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
assert signal.signal(signal.SIGTERM, lambda number, frame: got.append(number)) == signal.SIG_DFL
signal.raise_signal(signal.SIGTERM)
assert got == [signal.SIGTERM]
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
try:
    signal.raise_signal(signal.SIGINT)
    for _ in range(1000):
        pass
    assert False
except KeyboardInterrupt:
    pass
for bad, error in (
    (lambda: signal.signal(signal.SIGKILL, print), OSError),
    (lambda: signal.signal(0, print), ValueError),
    (lambda: signal.signal(signal.SIGTERM, "x"), TypeError),
):
    try:
        bad()
        assert False
    except error:
        pass


class Thing:
    pass


thing = Thing()
reference = weakref.ref(thing)
assert reference() is thing and reference == weakref.ref(thing)
assert weakref.proxy(thing) is thing
done = []
finalizer = weakref.finalize(thing, done.append, 1)
assert finalizer.alive
finalizer()
finalizer()
assert done == [1] and not finalizer.alive

assert platform.python_implementation() == "MicroPython"
assert platform.system() and platform.machine() and platform.platform()
assert len(platform.python_version_tuple()) == 3
assert platform.uname().system == platform.system()
print("OK")
