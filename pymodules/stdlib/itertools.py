# SPDX-License-Identifier: MIT
"""CPython 3.13's `itertools`."""


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    saved = list(iterable)
    while saved:
        for item in saved:
            yield item


def repeat(object, times=None):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


class chain:
    """The items of several iterables, one after the other."""

    def __init__(self, *iterables):
        self._items = _chained(iterables)

    @classmethod
    def from_iterable(cls, iterable):
        self = cls()
        self._items = _chained(iterable)
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._items)


def _chained(iterables):
    for iterable in iterables:
        for item in iterable:
            yield item


def islice(iterable, *args):
    if not 1 <= len(args) <= 3:
        raise TypeError("islice expected 2 to 4 arguments, got %d" % (len(args) + 1))
    start, stop, step = ((None,) + args + (None,)) if len(args) == 1 else (args + (None,))[:3]
    start, step = start or 0, 1 if step is None else step
    if len(args) == 1 and stop is not None and stop < 0:
        raise ValueError(
            "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        )
    if start < 0 or (stop is not None and stop < 0):
        raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    if step < 1:
        raise ValueError("Step for islice() must be a positive integer or None.")
    return _sliced(iter(iterable), start, stop, step)


def _sliced(iterator, wanted, stop, step):
    index = 0
    while stop is None or index < stop:
        try:
            item = next(iterator)
        except StopIteration:
            return
        if index == wanted:
            yield item
            wanted += step
        index += 1


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def dropwhile(predicate, iterable):
    iterator = iter(iterable)
    for item in iterator:
        if not predicate(item):
            yield item
            break
    for item in iterator:
        yield item


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (predicate(item) if predicate is not None else item):
            yield item


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def compress(data, selectors):
    for item, wanted in zip(data, selectors):
        if wanted:
            yield item


def accumulate(iterable, func=None, *, initial=None):
    iterator = iter(iterable)
    total = initial
    if initial is None:
        try:
            total = next(iterator)
        except StopIteration:
            return
    yield total
    for item in iterator:
        total = total + item if func is None else func(total, item)
        yield total


def zip_longest(*iterables, fillvalue=None):
    iterators = [iter(iterable) for iterable in iterables]
    left = len(iterators)
    while left:
        row = []
        for i, iterator in enumerate(iterators):
            value = fillvalue
            if iterator is not None:
                try:
                    value = next(iterator)
                except StopIteration:
                    iterators[i] = None
                    left -= 1
            row.append(value)
        if left:
            yield tuple(row)


def pairwise(iterable):
    iterator = iter(iterable)
    try:
        left = next(iterator)
    except StopIteration:
        return
    for right in iterator:
        yield left, right
        left = right


def batched(iterable, n, *, strict=False):
    if n < 1:
        raise ValueError("n must be at least one")
    iterator = iter(iterable)
    while True:
        batch = tuple(islice(iterator, n))
        if not batch:
            return
        if strict and len(batch) != n:
            raise ValueError("batched(): incomplete batch")
        yield batch


def product(*iterables, repeat=1):
    pools = [tuple(pool) for pool in iterables] * repeat
    indices = [0] * len(pools)
    if not all(pools):
        return
    while True:
        yield tuple([pool[i] for pool, i in zip(pools, indices)])
        at = len(pools) - 1
        while at >= 0:
            indices[at] += 1
            if indices[at] < len(pools[at]):
                break
            indices[at] = 0
            at -= 1
        if at < 0:
            return


def permutations(iterable, r=None):
    pool = tuple(iterable)
    r = len(pool) if r is None else r
    if r <= len(pool):
        yield from _arranged(pool, r, ())


def _arranged(pool, r, taken):
    if len(taken) == r:
        yield tuple([pool[i] for i in taken])
        return
    for i in range(len(pool)):
        if i not in taken:
            yield from _arranged(pool, r, taken + (i,))


def combinations(iterable, r):
    return _combined(tuple(iterable), r, 0, (), 1)


def combinations_with_replacement(iterable, r):
    return _combined(tuple(iterable), r, 0, (), 0)


def _combined(pool, r, start, taken, step):
    if len(taken) == r:
        yield taken
        return
    for i in range(start, len(pool)):
        yield from _combined(pool, r, i + step, taken + (pool[i],), step)


class groupby:
    """(key, group) for each run of items with one key."""

    def __init__(self, iterable, key=None):
        self._iterator = iter(iterable)
        self._key_of = key
        self._current = self._target = object()  # the key of self._item; that of the group out
        self._group = None

    def __iter__(self):
        return self

    def _advance(self):
        self._item = next(self._iterator)
        self._current = self._item if self._key_of is None else self._key_of(self._item)

    def __next__(self):
        self._group = group = object()
        while self._current == self._target:
            self._advance()
        self._target = self._current
        return self._current, self._members(self._current, group)

    def _members(self, key, group):
        while self._group is group and self._current == key:
            yield self._item
            try:
                self._advance()
            except StopIteration:
                return


def tee(iterable, n=2):
    """n iterators over the items of one. Not for several threads at once, as in CPython."""
    iterator = iter(iterable)
    pending = [[] for _ in range(n)]

    def items(own):
        while True:
            if not own:
                try:
                    item = next(iterator)
                except StopIteration:
                    return
                for other in pending:
                    other.append(item)
            yield own.pop(0)

    return tuple([items(own) for own in pending])
