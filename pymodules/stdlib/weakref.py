# SPDX-License-Identifier: MIT
"""CPython's `weakref`, in name: MicroPython has no weak references (newer ones may be built with
them), so what is referred to here lives on as long as the reference does.

ref() and the rest keep their object. Caches and lists of observers that rely on being emptied by
the collector grow: a program should remove its entries itself. Callbacks of references are never
called; finalize() calls its function when it is called itself, and at exit.
"""


class ref:
    def __init__(self, obj, callback=None):
        self._obj = obj
        self.__callback__ = callback

    def __call__(self):
        return self._obj

    def __eq__(self, other):
        return isinstance(other, ref) and self._obj == other._obj

    def __hash__(self):
        return hash(self._obj)


ReferenceType = ref


class WeakMethod(ref):
    pass


def proxy(obj, callback=None):
    return obj


def getweakrefcount(obj):
    return 0


WeakValueDictionary = WeakKeyDictionary = dict
WeakSet = set


class finalize:
    def __init__(self, obj, func, *args, **kwargs):
        import atexit

        self._call = (func, args, kwargs)
        self.atexit = True
        atexit.register(self._at_exit)

    @property
    def alive(self):
        return self._call is not None

    def _at_exit(self):
        if self.atexit:
            self()

    def __call__(self):
        call = self.detach()
        if call is not None:
            func, args, kwargs = call
            return func(*args, **kwargs)

    def detach(self):
        call, self._call = self._call, None
        return call
