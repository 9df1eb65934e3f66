# SPDX-License-Identifier: MIT
"""CPython 3.13's `types`, as far as MicroPython has them."""

import sys


def _function():
    pass


def _generator():
    yield


class _C:
    def method(self):
        pass


FunctionType = LambdaType = type(_function)
GeneratorType = CoroutineType = type(_generator())
MethodType = type(_C().method)
BuiltinFunctionType = BuiltinMethodType = type(len)
ModuleType = type(sys)
NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)


class SimpleNamespace:
    """Attributes by name."""

    def __init__(self, mapping=None, **kwargs):
        if mapping is not None:
            for name in mapping:
                setattr(self, name, mapping[name])
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __eq__(self, other):
        return isinstance(other, SimpleNamespace) and self.__dict__ == other.__dict__

    def __repr__(self):
        return "namespace(%s)" % ", ".join(["%s=%r" % item for item in self.__dict__.items()])


class MappingProxyType:
    """A dict that cannot be changed through this."""

    def __init__(self, mapping):
        self._mapping = mapping

    def __getitem__(self, key):
        return self._mapping[key]

    def __len__(self):
        return len(self._mapping)

    def __iter__(self):
        return iter(self._mapping)

    def __contains__(self, key):
        return key in self._mapping

    def get(self, key, default=None):
        return self._mapping.get(key, default)

    def keys(self):
        return self._mapping.keys()

    def values(self):
        return self._mapping.values()

    def items(self):
        return self._mapping.items()

    def copy(self):
        return self._mapping.copy()

    def __repr__(self):
        return "mappingproxy(%r)" % (self._mapping,)


class GenericAlias:
    """list[int] and the like; no type here can be subscripted."""

    def __init__(self, origin, args):
        self.__origin__ = origin
        self.__args__ = args if isinstance(args, tuple) else (args,)


def new_class(name, bases=(), kwds=None, exec_body=None):
    namespace = {}
    if exec_body is not None:
        exec_body(namespace)
    return type(name, bases, namespace)


def coroutine(func):
    return func
