# SPDX-License-Identifier: MIT
"""CPython 3.13's `collections`, over MicroPython's.

A deque is unbounded unless it has a maxlen. There is a list underneath: popleft() and appendleft()
move the others, quickly, but for very long ones that tells. append(), pop(), popleft() and
appendleft() are each atomic, as programs with threads expect, but for a deque with a maxlen.

OrderedDict is MicroPython's own, and so is a namedtuple() without defaults: what derives from a
native type is not what C code takes for a dict or a tuple.
"""

from ucollections import OrderedDict
from ucollections import namedtuple as _namedtuple

__all__ = ["deque", "defaultdict", "OrderedDict", "Counter", "ChainMap", "namedtuple"]


class deque:
    def __init__(self, iterable=(), maxlen=None, flags=0):
        """flags is MicroPython's: 1 makes append() raise IndexError where the deque is full."""
        if maxlen is not None and maxlen < 0:
            raise ValueError("maxlen must be non-negative")
        self._items = []
        self.maxlen = maxlen
        self._flags = flags
        self.extend(iterable)

    def _make_room(self, end):
        """True if there is room, by dropping the item at the other end if need be."""
        if len(self._items) >= self.maxlen:
            if self._flags & 1:
                raise IndexError("full")
            if self.maxlen == 0:
                return False
            self._items.pop(end)
        return True

    def append(self, item):
        if self.maxlen is None or self._make_room(0):
            self._items.append(item)

    def appendleft(self, item):
        if self.maxlen is None or self._make_room(-1):
            self._items.insert(0, item)

    def pop(self):
        try:
            return self._items.pop()
        except IndexError:
            raise IndexError("pop from an empty deque")

    def popleft(self):
        try:
            return self._items.pop(0)
        except IndexError:
            raise IndexError("pop from an empty deque")

    def extend(self, iterable):
        for item in list(iterable):
            self.append(item)

    def extendleft(self, iterable):
        for item in list(iterable):
            self.appendleft(item)

    def insert(self, index, item):
        if self.maxlen is not None and len(self._items) >= self.maxlen:
            raise IndexError("deque already at its maximum size")
        self._items.insert(index, item)

    def remove(self, value):
        try:
            self._items.remove(value)
        except ValueError:
            raise ValueError("%r is not in deque" % (value,))

    def clear(self):
        self._items.clear()

    def count(self, value):
        return self._items.count(value)

    def index(self, value, *args):
        try:
            return self._items.index(value, *args)
        except ValueError:
            raise ValueError("%r is not in deque" % (value,))

    def reverse(self):
        self._items.reverse()

    def rotate(self, n=1):
        if self._items:
            n %= len(self._items)
            self._items[:] = self._items[-n:] + self._items[:-n] if n else self._items[:]

    def copy(self):
        return type(self)(self._items, self.maxlen)

    __copy__ = copy

    def __len__(self):
        return len(self._items)

    def __bool__(self):
        return len(self._items) > 0

    def __iter__(self):
        return iter(self._items)

    def __reversed__(self):
        return reversed(self._items)

    def __contains__(self, item):
        return item in self._items

    def __getitem__(self, index):
        return self._items[self._checked(index)]

    def __setitem__(self, index, item):
        self._items[self._checked(index)] = item

    def __delitem__(self, index):
        del self._items[self._checked(index)]

    def _checked(self, index):
        if not isinstance(index, int):
            raise TypeError("sequence index must be integer, not '%s'" % type(index).__name__)
        if not -len(self._items) <= index < len(self._items):
            raise IndexError("deque index out of range")
        return index

    def __eq__(self, other):
        return isinstance(other, deque) and self._items == other._items

    def __add__(self, other):
        new = self.copy()
        new.extend(other)
        return new

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __repr__(self):
        tail = "" if self.maxlen is None else ", maxlen=%d" % self.maxlen
        return "deque(%r%s)" % (self._items, tail)

    __str__ = __repr__


class defaultdict(dict):
    """A dict that makes what is missing by default_factory()."""

    def __init__(self, default_factory=None, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        super().__init__(*args, **kwargs)
        self.default_factory = default_factory

    def __getitem__(self, key):
        try:
            return super().__getitem__(key)
        except KeyError:
            return self.__missing__(key)

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value

    def copy(self):
        return type(self)(self.default_factory, self)

    def __repr__(self):
        return "defaultdict(%r, %s)" % (self.default_factory, _shown(self))

    __str__ = __repr__


def _shown(items):
    return "{%s}" % ", ".join(["%r: %r" % item for item in items.items()])


class Counter(dict):
    """How often each item occurs. As in CPython `c[x] += 1` is no atomic operation."""

    def __init__(self, iterable=None, **kwargs):
        super().__init__()
        self.update(iterable, **kwargs)

    def __getitem__(self, key):
        return self.get(key, 0)

    def __delitem__(self, key):
        if key in self:
            self.pop(key)

    def _add(self, iterable, kwargs, sign):
        if iterable is not None:
            if isinstance(iterable, dict):
                for key, n in iterable.items():
                    self[key] = self[key] + sign * n
            else:
                for key in iterable:
                    self[key] = self[key] + sign
        for key, n in kwargs.items():
            self[key] = self[key] + sign * n

    def update(self, iterable=None, **kwargs):
        self._add(iterable, kwargs, 1)

    def subtract(self, iterable=None, **kwargs):
        self._add(iterable, kwargs, -1)

    def total(self):
        return sum(self.values())

    def elements(self):
        for key, n in self.items():
            for _ in range(n):
                yield key

    def most_common(self, n=None):
        found = sorted(self.items(), key=lambda item: -item[1])
        return found if n is None else found[:n]

    def copy(self):
        return type(self)(self)

    def _combined(self, other, combine):
        result = type(self)()
        for key in list(self.keys()) + [key for key in other.keys() if key not in self]:
            n = combine(self[key], other[key])
            if n > 0:
                result[key] = n
        return result

    def __add__(self, other):
        return self._combined(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._combined(other, lambda a, b: a - b)

    def __and__(self, other):
        return self._combined(other, min)

    def __or__(self, other):
        return self._combined(other, max)

    def __repr__(self):
        if not self:
            return "Counter()"
        shown = ", ".join(["%r: %r" % item for item in self.most_common()])
        return "Counter({%s})" % shown

    __str__ = __repr__


class ChainMap:
    """Several dicts, looked through in order; changes go to the first."""

    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __getitem__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return mapping[key]
        raise KeyError(key)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __contains__(self, key):
        return any([key in mapping for mapping in self.maps])

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        if key not in self.maps[0]:
            raise KeyError("Key not found in the first mapping: %r" % (key,))
        del self.maps[0][key]

    def _merged(self):
        merged = {}
        for mapping in reversed(self.maps):
            merged.update(mapping)
        return merged

    def __iter__(self):
        return iter(self._merged())

    def __len__(self):
        return len(self._merged())

    def keys(self):
        return self._merged().keys()

    def values(self):
        return self._merged().values()

    def items(self):
        return self._merged().items()

    def pop(self, key, *default):
        return self.maps[0].pop(key, *default)

    def new_child(self, m=None, **kwargs):
        m = {} if m is None else m
        m.update(kwargs)
        return type(self)(m, *self.maps)

    @property
    def parents(self):
        return type(self)(*self.maps[1:])

    def __repr__(self):
        return "ChainMap(%s)" % ", ".join([repr(mapping) for mapping in self.maps])


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    """A class of tuples with names. With defaults or rename it has _make(), _replace(), _asdict()
    and _fields, too."""
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    fields = tuple(field_names)
    if defaults is None and not rename:
        return _namedtuple(typename, fields)
    if rename:
        seen = set()
        renamed = []
        for i, name in enumerate(fields):
            if not name or name.startswith("_") or name in seen or name[0].isdigit():
                name = "_%d" % i
            seen.add(name)
            renamed.append(name)
        fields = tuple(renamed)
    native = _namedtuple(typename, fields)
    defaults = () if defaults is None else tuple(defaults)
    if len(defaults) > len(fields):
        raise TypeError("Got more default values than field names")

    class Named(native):
        _fields = fields
        _field_defaults = dict(zip(fields[len(fields) - len(defaults) :], defaults))

        def __init__(self, *args, **kwargs):
            missing = len(fields) - len(args)
            for name in fields[len(args) :]:
                if name not in kwargs and name in self._field_defaults:
                    kwargs[name] = self._field_defaults[name]
            super().__init__(*args, **kwargs)

        @classmethod
        def _make(cls, iterable):
            return cls(*iterable)

        def _asdict(self):
            return dict(zip(fields, self))

        def _replace(self, **kwargs):
            values = dict(zip(fields, self))
            for name in kwargs:
                if name not in values:
                    raise ValueError("Got unexpected field names: %r" % ([name],))
            values.update(kwargs)
            return type(self)(**values)

        def __repr__(self):
            shown = ["%s=%r" % pair for pair in zip(fields, self)]
            return "%s(%s)" % (typename, ", ".join(shown))

        __str__ = __repr__

    return Named
