# SPDX-License-Identifier: MIT
"""CPython 3.13's `queue`: multi-producer, multi-consumer queues between threads.

Queue and LifoQueue are native, with waiters served in the order they came. A queue whose class
overrides a hook (_init, _qsize, _put, _get), a PriorityQueue, or one whose mutex, conditions or
`queue` a program reaches for, does its work in Python instead, as CPython's do: it goes slow, for
good. The methods are the same native ones in both cases; they pass the call on.

Extensions: peek(), clear(), and a maxsize that may be changed.
"""

from heapq import heappop, heappush

import _weft
from _weft import SimpleQueue, monotonic

__all__ = [
    "Empty",
    "Full",
    "ShutDown",
    "Queue",
    "PriorityQueue",
    "LifoQueue",
    "SimpleQueue",
]


class Empty(Exception):
    "Exception raised by Queue.get(block=0)/get_nowait()."


class Full(Exception):
    "Exception raised by Queue.put(block=0)/put_nowait()."


class ShutDown(Exception):
    "Raised when put/get with shut-down queue."


_weft.set_hook("Empty", Empty)
_weft.set_hook("Full", Full)
_weft.set_hook("ShutDown", ShutDown)


class deque(list):
    """What CPython's queues keep their items in: an unbounded deque, as far as programs use it."""

    def popleft(self):
        """Remove and return the first item; IndexError if there is none."""
        return self.pop(0)

    def appendleft(self, item):
        """Insert an item before the first."""
        self.insert(0, item)


_going_slow = _weft.RLock()

# What a queue has only once it is slow.
_SLOW_ATTRIBUTES = ("mutex", "not_empty", "not_full", "all_tasks_done", "queue")


class Queue(_weft.Queue):
    """A queue of at most maxsize items, without limit if maxsize is 0 or less."""

    # Found here at once: to find that a class lacks a name takes a look at all that it has.
    put = _weft.Queue.put
    get = _weft.Queue.get

    def __init__(self, maxsize=0):
        self._maxsize = maxsize
        cls = type(self)
        if cls is Queue or _hooks_of(cls) == _hooks_of(Queue):
            _weft.Queue.__init__(self, maxsize)
        elif _hooks_of(cls) == _hooks_of(LifoQueue):
            _weft.Queue.__init__(self, maxsize, True)
        else:
            _weft.Queue.__init__(self, maxsize)
            self._init_slow()
        if cls.put is not Queue.put and cls.put_nowait is Queue.put_nowait:
            self.put_nowait = lambda item: self.put(item, block=False)
        if cls.get is not Queue.get and cls.get_nowait is Queue.get_nowait:
            self.get_nowait = lambda: self.get(block=False)

    @property
    def maxsize(self):
        """How many items there may be; 0 or less: any number. If it is set to more, putters for
        whom there is room go on. Any thread."""
        return self._maxsize

    @maxsize.setter
    def maxsize(self, maxsize):
        self._maxsize = maxsize
        self._resize(maxsize)
        if self._is_slow:
            with self.mutex:
                self.not_full.notify_all()

    @property
    def unfinished_tasks(self):
        """Items put less calls of task_done(). To set it makes the queue a slow one."""
        return self._unfinished

    @unfinished_tasks.setter
    def unfinished_tasks(self, count):
        self._init_slow()
        self._unfinished = count

    # The hooks, called with the mutex held.

    def _init(self, maxsize):
        self.queue = deque()

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.popleft()

    def _peek(self):
        return self.queue[0]

    # The slow way.

    _is_slow = False

    def __getattr__(self, name):
        if name in _SLOW_ATTRIBUTES:
            self._init_slow()
            if name in self.__dict__:
                return self.__dict__[name]
        raise AttributeError("'%s' object has no attribute '%s'" % (type(self).__name__, name))

    def _init_slow(self):
        with _going_slow:
            if self._is_slow:
                return
            mutex = _weft.Lock()
            with mutex:
                self.not_empty = _weft.Condition(mutex)
                self.not_full = _weft.Condition(mutex)
                self.all_tasks_done = _weft.Condition(mutex)
                self._init(self._maxsize)
                self.mutex = mutex
                self._is_slow = True
                # From here on whoever uses the queue waits for the mutex.
                items, self._unfinished, self.is_shutdown = self._go_slow(self)
                for item in items:
                    self._put(item)

    # `end`: until when to wait, by monotonic(), or None.

    def _slow_put(self, item, block, end):
        with self.not_full:
            if self.is_shutdown:
                raise ShutDown
            if self._maxsize > 0:
                while 0 < self._maxsize <= self._qsize():
                    if not block:
                        raise Full
                    if end is None:
                        self.not_full.wait()
                    else:
                        left = end - monotonic()
                        if left <= 0:
                            raise Full
                        self.not_full.wait(left)
                    if self.is_shutdown:
                        raise ShutDown
            self._put(item)
            self._unfinished += 1
            self.not_empty.notify()

    def _slow_get(self, block, end):
        with self.not_empty:
            while not self._qsize():
                if self.is_shutdown:
                    raise ShutDown
                if not block:
                    raise Empty
                if end is None:
                    self.not_empty.wait()
                else:
                    left = end - monotonic()
                    if left <= 0:
                        raise Empty
                    self.not_empty.wait(left)
            item = self._get()
            self.not_full.notify()
            return item

    def _slow_peek(self):
        with self.mutex:
            if self._qsize():
                return self._peek()
            raise ShutDown if self.is_shutdown else Empty

    def _slow_qsize(self):
        with self.mutex:
            return self._qsize()

    def _slow_full(self):
        with self.mutex:
            return 0 < self._maxsize <= self._qsize()

    def _slow_task_done(self):
        with self.all_tasks_done:
            unfinished = self._unfinished - 1
            if unfinished < 0:
                raise ValueError("task_done() called too many times")
            self._unfinished = unfinished
            if unfinished == 0:
                self.all_tasks_done.notify_all()

    def _slow_join(self):
        with self.all_tasks_done:
            while self._unfinished:
                self.all_tasks_done.wait()

    def _slow_shutdown(self, immediate):
        with self.mutex:
            self.is_shutdown = True
            if immediate:
                self._drop_all()
            self.not_empty.notify_all()
            self.not_full.notify_all()

    def _slow_clear(self):
        with self.mutex:
            dropped = self._drop_all()
            self.not_full.notify_all()
            return dropped

    def _drop_all(self):
        dropped = 0
        while self._qsize():
            self._get()
            dropped += 1
            if self._unfinished > 0:
                self._unfinished -= 1
        if not self._unfinished:
            self.all_tasks_done.notify_all()
        return dropped


class PriorityQueue(Queue):
    """A queue that gives the smallest item first. Items are often (priority, data) pairs."""

    def _init(self, maxsize):
        self.queue = []

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        heappush(self.queue, item)

    def _get(self):
        return heappop(self.queue)


class LifoQueue(Queue):
    """A queue that gives the newest item first."""

    def _init(self, maxsize):
        self.queue = []

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.pop()

    def _peek(self):
        return self.queue[-1]


def _hooks_of(cls):
    return (cls._init, cls._qsize, cls._put, cls._get)
