# SPDX-License-Identifier: MIT
"""CPython 3.13's `copy`."""

Error = RuntimeError

_ATOMS = (type(None), int, float, complex, bool, str, bytes, type, range)
_ATOMS += (type(lambda: 0), type(len))


def copy(x):
    cls = type(x)
    if hasattr(x, "__copy__"):
        return x.__copy__()
    if cls in _ATOMS or cls in (tuple, frozenset):
        return x
    if cls in (list, dict, set, bytearray):
        return cls(x)
    if isinstance(x, (list, dict, set)):
        return cls(x)
    return _copied(x, cls, lambda value: value)


def deepcopy(x, memo=None):
    cls = type(x)
    if cls in _ATOMS:
        return x
    if memo is None:
        memo = {}
    elif id(x) in memo:
        return memo[id(x)]
    if hasattr(x, "__deepcopy__"):
        new = x.__deepcopy__(memo)
    elif cls is list:
        new = memo[id(x)] = []
        for item in x:
            new.append(deepcopy(item, memo))
    elif cls is dict or isinstance(x, dict):
        new = memo[id(x)] = cls()
        for key, value in x.items():
            new[deepcopy(key, memo)] = deepcopy(value, memo)
    elif cls in (tuple, set, frozenset):
        new = cls([deepcopy(item, memo) for item in x])
        if cls is tuple and all([a is b for a, b in zip(x, new)]):
            new = x
    elif cls is bytearray:
        new = bytearray(x)
    else:
        new = _copied(x, cls, lambda value: deepcopy(value, memo), memo)
    memo[id(x)] = new
    memo.setdefault("kept", []).append(x)  # so that its id is not used again meanwhile
    return new


def _copied(x, cls, copy_value, memo=None):
    if not hasattr(x, "__dict__"):
        raise Error("un(deep)copyable object of type %r" % cls)
    new = object.__new__(cls)
    if memo is not None:
        memo[id(x)] = new
    for name, value in x.__dict__.items():
        setattr(new, name, copy_value(value))
    return new
