# SPDX-License-Identifier: MIT
"""CPython's `collections.abc`, for isinstance(): each name stands for the native types and ours that
are of it. No class can derive from one, and none is of it because it has the methods."""

from collections import ChainMap, Counter, OrderedDict, defaultdict, deque


def _generator():
    yield


MappingView = (type({}.keys()),)  # keys(), values() and items() are of one type
Generator = Coroutine = Awaitable = (type(_generator()),)
Iterator = Generator + (type(iter([])), type(iter({})), type(iter("")))
Iterator += (map, filter, zip, enumerate, reversed)
Set = (set, frozenset)
MutableSet = (set,)
MutableMapping = (dict, OrderedDict, defaultdict, Counter, ChainMap)
Mapping = MutableMapping
MutableSequence = (list, bytearray, deque)
ByteString = (bytes, bytearray)
Sequence = MutableSequence + (tuple, str, bytes, memoryview, range)
Hashable = (int, float, bool, str, bytes, tuple, frozenset, range, type, type(None))
Collection = Sized = Container = Reversible = Sequence + Set + Mapping + MappingView
Iterable = Collection + Iterator
Callable = (type, type(_generator), type(len), type([].append), type(lambda: 0))
