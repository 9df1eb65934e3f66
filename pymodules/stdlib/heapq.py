# SPDX-License-Identifier: MIT
"""CPython 3.13's `heapq`, over MicroPython's."""

from uheapq import heapify, heappop, heappush


def heappushpop(heap, item):
    if heap and heap[0] < item:
        heappush(heap, item)
        return heappop(heap)
    return item


def heapreplace(heap, item):
    smallest = heappop(heap)
    heappush(heap, item)
    return smallest


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:n]


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:n]


def merge(*iterables, key=None, reverse=False):
    waiting = []
    for iterable in iterables:
        iterator = iter(iterable)
        for item in iterator:
            waiting.append([item if key is None else key(item), item, iterator])
            break
    while waiting:
        best = 0
        for i in range(1, len(waiting)):
            a, b = waiting[i][0], waiting[best][0]
            if (b < a) if reverse else (a < b):
                best = i
        entry = waiting[best]
        yield entry[1]
        for item in entry[2]:
            entry[0] = item if key is None else key(item)
            entry[1] = item
            break
        else:
            waiting.pop(best)
