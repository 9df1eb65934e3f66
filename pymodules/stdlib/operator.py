# SPDX-License-Identifier: MIT
"""CPython 3.13's `operator`."""

lt = lambda a, b: a < b
le = lambda a, b: a <= b
eq = lambda a, b: a == b
ne = lambda a, b: a != b
ge = lambda a, b: a >= b
gt = lambda a, b: a > b
not_ = lambda a: not a
truth = bool
is_ = lambda a, b: a is b
is_not = lambda a, b: a is not b
add = concat = lambda a, b: a + b
sub = lambda a, b: a - b
mul = lambda a, b: a * b
truediv = lambda a, b: a / b
floordiv = lambda a, b: a // b
mod = lambda a, b: a % b
pow = lambda a, b: a**b
neg = lambda a: -a
pos = lambda a: +a
inv = invert = lambda a: ~a
and_ = lambda a, b: a & b
or_ = lambda a, b: a | b
xor = lambda a, b: a ^ b
lshift = lambda a, b: a << b
rshift = lambda a, b: a >> b
index = lambda a: a if isinstance(a, int) else a.__index__()
contains = lambda a, b: b in a
countOf = lambda a, b: sum([1 for item in a if item is b or item == b])
getitem = lambda a, b: a[b]
abs = abs


def setitem(a, b, c):
    a[b] = c


def delitem(a, b):
    del a[b]


def indexOf(a, b):
    for i, item in enumerate(a):
        if item is b or item == b:
            return i
    raise ValueError("sequence.index(x): x not in sequence")


def iadd(a, b):
    a += b
    return a


def itemgetter(*items):
    if not items:
        raise TypeError("itemgetter expected 1 argument, got 0")
    if len(items) == 1:
        item = items[0]
        return lambda obj: obj[item]
    return lambda obj: tuple([obj[item] for item in items])


def _resolve(obj, attr):
    for name in attr.split("."):
        obj = getattr(obj, name)
    return obj


def attrgetter(*attrs):
    if not attrs:
        raise TypeError("attrgetter expected 1 argument, got 0")
    if len(attrs) == 1:
        return lambda obj: _resolve(obj, attrs[0])
    return lambda obj: tuple([_resolve(obj, attr) for attr in attrs])


def methodcaller(name, *args, **kwargs):
    return lambda obj: getattr(obj, name)(*args, **kwargs)
