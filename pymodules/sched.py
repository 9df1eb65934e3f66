# SPDX-License-Identifier: MIT
"""CPython 3.13's `sched`: events in the order of their time, run by one thread or several."""

from heapq import heapify, heappop, heappush
import threading
import time as _time
from collections import namedtuple

__all__ = ["scheduler"]

_sentinel = object()


# What enter() returns. Sequence numbers are unique, so actions are never compared.
Event = namedtuple("Event", ("time", "priority", "sequence", "action", "argument", "kwargs"))


class scheduler:
    """Events and the clock they go by: timefunc() is what time it is, delayfunc(time) waits for as
    long. By default both are in seconds. Any thread may enter and cancel events; an action runs in
    the thread that has called run()."""

    def __init__(self, timefunc=_time.monotonic, delayfunc=_time.sleep):
        self._queue = []
        self._lock = threading.RLock()
        self._sequence = 0
        self.timefunc = timefunc
        self.delayfunc = delayfunc

    def enterabs(self, time, priority, action, argument=(), kwargs=_sentinel):
        """Enter a new event in the queue at an absolute time. Returns an ID for cancel()."""
        if kwargs is _sentinel:
            kwargs = {}
        with self._lock:
            event = Event(time, priority, self._sequence, action, argument, kwargs)
            self._sequence += 1
            heappush(self._queue, event)
        return event

    def enter(self, delay, priority, action, argument=(), kwargs=_sentinel):
        """As enterabs(), at a time from now."""
        return self.enterabs(self.timefunc() + delay, priority, action, argument, kwargs)

    def cancel(self, event):
        """Remove an event from the queue; ValueError if it is not there."""
        with self._lock:
            self._queue.remove(event)
            heapify(self._queue)

    def empty(self):
        """True if no event is left. Any thread."""
        with self._lock:
            return not self._queue

    def run(self, blocking=True):
        """Run the events until the queue is empty. If not blocking, run only those that are due and
        return the time until the next, None if there is none.

        An exception of an action goes through; run() may be called again.
        """
        while True:
            with self._lock:
                if not self._queue:
                    return None
                event = self._queue[0]
                now = self.timefunc()
                due = event.time <= now
                if due:
                    heappop(self._queue)
            if due:
                event.action(*event.argument, **event.kwargs)
                self.delayfunc(0)  # let other threads run
            elif blocking:
                self.delayfunc(event.time - now)
            else:
                return event.time - now

    @property
    def queue(self):
        """The events, in the order in which they will run."""
        with self._lock:
            return sorted(self._queue)
