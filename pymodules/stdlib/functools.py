# SPDX-License-Identifier: MIT
"""CPython 3.13's `functools`.

Functions have no attributes here: wraps() gives back the wrapper as it is, and lru_cache(),
singledispatch() and partial() make objects, which bind as methods where CPython's do.
"""

import _weft

__all__ = (
    "wraps update_wrapper partial partialmethod lru_cache cache cached_property reduce cmp_to_key"
    " total_ordering singledispatch WRAPPER_ASSIGNMENTS WRAPPER_UPDATES"
).split()

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned + ("__wrapped__",):
        value = wrapped if name == "__wrapped__" else getattr(wrapped, name, None)
        if value is not None:
            try:
                setattr(wrapper, name, value)
            except AttributeError:  # a function
                pass
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


class partial:
    """function(*args, **kwargs) with more arguments to come."""

    def __init__(self, func, *args, **kwargs):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = func.args + args
            keywords = func.keywords.copy()
            keywords.update(kwargs)
            kwargs = keywords
            func = func.func
        self.func = func
        self.args = args
        self.keywords = kwargs

    def __call__(self, *args, **kwargs):
        if self.keywords:
            keywords = self.keywords.copy()
            keywords.update(kwargs)
            kwargs = keywords
        return self.func(*(self.args + args), **kwargs)

    def __repr__(self):
        parts = [repr(self.func)] + [repr(arg) for arg in self.args]
        parts += ["%s=%r" % item for item in self.keywords.items()]
        return "functools.partial(%s)" % ", ".join(parts)


class partialmethod:
    """partial() for a method."""

    def __init__(self, func, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, obj, cls=None):
        return partial(self.func, obj, *self.args, **self.keywords)


def reduce(function, iterable, *initial):
    iterator = iter(iterable)
    if initial:
        value = initial[0]
    else:
        try:
            value = next(iterator)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in iterator:
        value = function(value, item)
    return value


def cmp_to_key(mycmp):
    class K:
        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

    return K


def total_ordering(cls):
    """Fill in the comparisons that the class lacks, from one that it has and __eq__."""
    own = cls.__dict__

    def lacks(name):
        return name not in own

    if "__lt__" in own:
        less = cls.__lt__
        others = (
            ("__gt__", lambda a, b: not less(a, b) and a != b),
            ("__le__", lambda a, b: less(a, b) or a == b),
            ("__ge__", lambda a, b: not less(a, b)),
        )
    elif "__le__" in own:
        at_most = cls.__le__
        others = (
            ("__lt__", lambda a, b: at_most(a, b) and a != b),
            ("__gt__", lambda a, b: not at_most(a, b)),
            ("__ge__", lambda a, b: not at_most(a, b) or a == b),
        )
    elif "__gt__" in own:
        more = cls.__gt__
        others = (
            ("__lt__", lambda a, b: not more(a, b) and a != b),
            ("__le__", lambda a, b: not more(a, b)),
            ("__ge__", lambda a, b: more(a, b) or a == b),
        )
    elif "__ge__" in own:
        at_least = cls.__ge__
        others = (
            ("__lt__", lambda a, b: not at_least(a, b)),
            ("__gt__", lambda a, b: at_least(a, b) and a != b),
            ("__le__", lambda a, b: not at_least(a, b) or a == b),
        )
    else:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, function in others:
        if lacks(name):
            setattr(cls, name, function)
    return cls


class _CacheInfo(tuple):
    """hits, misses, maxsize, currsize."""

    hits = property(lambda self: self[0])
    misses = property(lambda self: self[1])
    maxsize = property(lambda self: self[2])
    currsize = property(lambda self: self[3])

    def __repr__(self):
        return "CacheInfo(hits=%d, misses=%d, maxsize=%s, currsize=%d)" % tuple(self)

    __str__ = __repr__


class _LruCache:
    def __init__(self, function, maxsize, typed):
        self.__wrapped__ = function
        self.__name__ = getattr(function, "__name__", None)
        self._maxsize = maxsize
        self._typed = typed
        self._lock = _weft.RLock()
        self.cache_clear()

    def __get__(self, obj, cls=None):
        return self if obj is None else partial(self, obj)

    def __call__(self, *args, **kwargs):
        key = args
        if kwargs:
            key += (_LruCache,) + tuple(kwargs.items())
        if self._typed:
            key += tuple([type(arg) for arg in args])
            key += tuple([type(arg) for arg in kwargs.values()])
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._hits += 1
                self._uses += 1
                entry[0] = self._uses
                return entry[1]
            self._misses += 1
        value = self.__wrapped__(*args, **kwargs)  # other threads may call it meanwhile
        if self._maxsize != 0:
            with self._lock:
                if key not in self._entries:
                    if self._maxsize is not None and len(self._entries) >= self._maxsize:
                        del self._entries[self._least_recently_used()]
                    self._uses += 1
                    self._entries[key] = [self._uses, value]
        return value

    def _least_recently_used(self):
        oldest = None
        for key, entry in self._entries.items():
            if oldest is None or entry[0] < oldest:
                oldest = entry[0]
                found = key
        return found

    def cache_info(self):
        with self._lock:
            return _CacheInfo((self._hits, self._misses, self._maxsize, len(self._entries)))

    def cache_clear(self):
        with self._lock:
            self._entries = {}
            self._hits = self._misses = self._uses = 0

    def cache_parameters(self):
        return {"maxsize": self._maxsize, "typed": self._typed}


def lru_cache(maxsize=128, typed=False):
    """Keep the results of the last `maxsize` different calls. Thread-safe; a call that is not kept
    yet may be made by several threads at once, as in CPython. A call that finds its result takes
    constant time, one that drops another's looks through all of them."""
    if callable(maxsize):
        return _LruCache(maxsize, 128, False)
    if maxsize is not None:
        if not isinstance(maxsize, int):
            raise TypeError("Expected first argument to be an integer, a callable, or None")
        maxsize = max(0, maxsize)
    return lambda function: _LruCache(function, maxsize, typed)


def cache(function):
    return _LruCache(function, None, False)


class cached_property:
    """A method that is called once for each object, and whose result is then its attribute."""

    def __init__(self, func):
        self.func = func
        self.attrname = func.__name__

    def __get__(self, obj, cls=None):
        if obj is None:
            return self
        value = self.func(obj)
        setattr(obj, self.attrname, value)
        return value


def _bases(cls):
    """The class and its bases, most derived first."""
    order = [cls]
    for base in getattr(cls, "__bases__", ()):
        for other in _bases(base):
            if other in order:
                order.remove(other)
            order.append(other)
    if object in order:
        order.remove(object)
    return order + [object]


class singledispatch:
    """A function with an implementation for each type of its first argument. Types are registered
    by register(type), not by annotations, which MicroPython drops."""

    def __init__(self, func):
        self.registry = {object: func}

    def register(self, cls, func=None):
        if func is None:
            if not isinstance(cls, type):
                raise TypeError("register() needs a type: there are no annotations")
            return lambda func: self.register(cls, func)
        self.registry[cls] = func
        return func

    def dispatch(self, cls):
        # bool is no subclass of int here.
        for base in (bool, int, object) if cls is bool else _bases(cls):
            if base in self.registry:
                return self.registry[base]

    def __call__(self, *args, **kwargs):
        if not args:
            raise TypeError("singledispatch function requires at least 1 positional argument")
        return self.dispatch(type(args[0]))(*args, **kwargs)
