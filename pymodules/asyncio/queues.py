# SPDX-License-Identifier: MIT
"""CPython 3.13's `asyncio.Queue`, LifoQueue and PriorityQueue, which threads may share.

`q.sync` is the queue.Queue behind it, with the blocking methods: `q.sync.get(timeout=1)` in a
thread and `await q.get()` in a task wait in one line for the same items.
"""

import queue
from heapq import heappop, heappush


class QueueEmpty(queue.Empty):
    """Raised when Queue.get_nowait() is called on an empty Queue."""


class QueueFull(queue.Full):
    """Raised when the Queue.put_nowait() method is called on a full Queue."""


class QueueShutDown(queue.ShutDown):
    """Raised when putting on to or getting from a shut-down Queue."""


class Queue:
    """A queue of at most maxsize items, without limit if maxsize is 0 or less."""

    _kind = queue.Queue

    def __init__(self, maxsize=0):
        self._maxsize = maxsize
        if isinstance(maxsize, float):
            maxsize = int(maxsize) + (maxsize > int(maxsize))
        for base in (Queue, LifoQueue, PriorityQueue):
            if _hooks_of(type(self)) == _hooks_of(base):
                self.sync = base._kind(maxsize)
                break
        else:
            self.sync = _Hooked(self, maxsize)

    # Hooks of subclasses, called with the queue locked. They keep the items in self._queue.

    def _init(self, maxsize):
        self._queue = queue.deque()

    def _get(self):
        return self._queue.popleft()

    def _put(self, item):
        self._queue.append(item)

    def __getattr__(self, name):
        if name == "_queue":  # of a queue that has no hooks of its own
            return self.sync.queue
        raise AttributeError("'%s' object has no attribute '%s'" % (type(self).__name__, name))

    def __repr__(self):
        return "<%s at 0x%x %s>" % (type(self).__name__, id(self), self._format())

    def __str__(self):
        return "<%s %s>" % (type(self).__name__, self._format())

    def _format(self):
        text = "maxsize=%r" % self.maxsize
        if self.qsize():
            text += " _queue=%r" % list(self._queue)
        if self.sync.unfinished_tasks:
            text += " tasks=%d" % self.sync.unfinished_tasks
        if self.sync.is_shutdown:
            text += " shutdown"
        return text

    @property
    def maxsize(self):
        """How many items there may be; 0 or less: any number."""
        return self._maxsize

    def qsize(self):
        """How many items there are."""
        return self.sync.qsize()

    def empty(self):
        """True if there is none."""
        return self.sync.empty()

    def full(self):
        """True if there are `maxsize`."""
        return self.sync.full()

    async def put(self, item):
        """Put an item, when there is room for it. Raises QueueShutDown."""
        try:
            await self.sync.put_async(item)
        except queue.ShutDown:
            raise QueueShutDown

    def put_nowait(self, item):
        """Put an item. Raises QueueFull or QueueShutDown."""
        try:
            self.sync.put(item, False)
        except queue.Full:
            raise QueueFull
        except queue.ShutDown:
            raise QueueShutDown

    async def get(self):
        """Take an item, when there is one. Raises QueueShutDown once it is shut down and empty."""
        try:
            return await self.sync.get_async()
        except queue.ShutDown:
            raise QueueShutDown

    def get_nowait(self):
        """Take an item. Raises QueueEmpty or QueueShutDown."""
        try:
            return self.sync.get(False)
        except queue.Empty:
            raise QueueEmpty
        except queue.ShutDown:
            raise QueueShutDown

    def task_done(self):
        """Count one item as finished; ValueError if there were more calls than items."""
        self.sync.task_done()

    async def join(self):
        """Wait until every item put has been finished."""
        await self.sync.join_async()

    def shutdown(self, immediate=False):
        """Refuse further items, and once it is empty, or at once if `immediate`, getters too: they
        get QueueShutDown."""
        self.sync.shutdown(immediate)


class PriorityQueue(Queue):
    """A queue that gives the smallest item first."""

    _kind = queue.PriorityQueue

    def _init(self, maxsize):
        self._queue = []

    def _put(self, item):
        heappush(self._queue, item)

    def _get(self):
        return heappop(self._queue)


class LifoQueue(Queue):
    """A queue that gives the newest item first."""

    _kind = queue.LifoQueue

    def _init(self, maxsize):
        self._queue = []

    def _put(self, item):
        self._queue.append(item)

    def _get(self):
        return self._queue.pop()


def _hooks_of(cls):
    return (cls._init, cls._get, cls._put)


class _Hooked(queue.Queue):
    """The queue behind one whose class has hooks of its own, which it calls."""

    def __init__(self, owner, maxsize):
        self._owner = owner
        queue.Queue.__init__(self, maxsize)

    def _init(self, maxsize):
        self._owner._init(maxsize)

    def _qsize(self):
        return len(self._owner._queue)

    def _get(self):
        return self._owner._get()

    def _put(self, item):
        self._owner._put(item)
