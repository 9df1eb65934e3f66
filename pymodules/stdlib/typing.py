# SPDX-License-Identifier: MIT
"""CPython's `typing`, in name: MicroPython drops annotations, so all of it is for programs to
import."""


class _Anything:
    def __getitem__(self, item):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __or__(self, other):
        return self

    __ror__ = __or__


_anything = _Anything()

TYPE_CHECKING = False
AnyStr = str


def cast(kind, value):
    return value


def overload(function):
    def called(*args, **kwargs):
        raise NotImplementedError("You should not call an overloaded function.")

    return called


def final(function):
    return function


no_type_check = override = runtime_checkable = final


def get_type_hints(obj, globalns=None, localns=None):
    return {}


def TypeVar(name, *constraints, bound=None, covariant=False, contravariant=False):
    return _anything


ParamSpec = TypeVarTuple = TypeVar


def NewType(name, kind):
    return lambda value: value


def NamedTuple(typename, fields=()):
    from collections import namedtuple

    return namedtuple(typename, [name for name, _ in fields])



def __getattr__(name):
    if name in ("Generic", "Protocol", "TypedDict"):
        return _Base
    if name[:1].isupper():
        return _anything
    raise AttributeError(name)


class _Base:
    pass
