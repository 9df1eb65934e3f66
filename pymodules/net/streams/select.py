# SPDX-License-Identifier: MIT
"""`select` over MicroPython's streams: poll() and select() park their caller alone. As MicroPython's,
they take and give objects, no descriptors."""

import uselect
from uselect import *
from utime import ticks_add, ticks_diff, ticks_ms

error = OSError


def _stream(obj):
    # What knows whether an object is ready: TLS may have data that its socket has not any more.
    return getattr(obj, "_io", None) or getattr(obj, "_stream", obj)


class poll:
    """What to wait for, by poll(): sockets, and whatever else MicroPython's poll takes."""

    def __init__(self):
        self._poll = uselect.poll()
        self._known = {}  # id(stream): [object, events, stream]
        # MicroPython's own, which asyncio's loop sleeps in, as long as all are plain streams.
        self.ipoll = self._poll.ipoll

    def register(self, obj, eventmask=POLLIN | POLLOUT):
        """Wait for `eventmask` of an object from now on, in place of what was."""
        stream = _stream(obj)
        self._poll.register(stream, eventmask)
        self._known[id(stream)] = [obj, eventmask, stream]
        if stream is not obj:
            self.ipoll = self._ipoll

    def modify(self, obj, eventmask):
        """As register(); OSError(ENOENT) if it was not registered."""
        stream = _stream(obj)
        self._poll.modify(stream, eventmask)
        self._known[id(stream)][1] = eventmask

    def unregister(self, obj):
        """Wait for it no more, closed or not; KeyError if it was not registered."""
        for key, known in self._known.items():
            if known[0] is obj:
                break
        else:
            raise KeyError(obj)
        self._poll.unregister(known[2])
        del self._known[key]

    def poll(self, timeout=None):
        """Rows (object, events), within `timeout` milliseconds; None or -1: without limit."""
        if timeout is None or timeout < 0:
            timeout = end = None
        else:
            end = ticks_add(ticks_ms(), int(timeout))
        while True:
            ready = self._poll.poll(0)
            if timeout is not None:
                timeout = ticks_diff(end, ticks_ms())
            if ready or timeout is not None and timeout <= 0:
                return [(self._known[id(stream)][0], events) for stream, events in ready]
            import _streams

            pairs = []
            for obj, mask, _ in self._known.values():
                if mask & ~POLLOUT:
                    pairs.append((obj, _streams.READ))
                if mask & POLLOUT:
                    pairs.append((obj, _streams.WRITE))
            _streams.wait(pairs, None if timeout is None else timeout / 1000)

    def _ipoll(self, timeout=-1, flags=0):
        for obj, events in self.poll(timeout):
            if flags & 1:  # each is waited for once
                self.modify(obj, 0)
            yield obj, events


def select(rlist, wlist, xlist, timeout=None):
    """The objects of three lists that are ready: to read, to write, with an error. Waits for at most
    `timeout` seconds (None: without limit) and parks the caller alone."""
    masks = {}
    for objects, mask in ((rlist, POLLIN), (wlist, POLLOUT), (xlist, POLLERR)):
        for obj in objects:
            masks[id(obj)] = masks.get(id(obj), 0) | mask
    watch = poll()
    for objects in (rlist, wlist, xlist):
        for obj in objects:
            watch.register(obj, masks[id(obj)])
    ready = {}
    for obj, events in watch.poll(None if timeout is None else timeout * 1000):
        ready[id(obj)] = events
    return tuple(
        [
            [obj for obj in objects if ready.get(id(obj), 0) & mask]
            for objects, mask in ((rlist, ~POLLOUT), (wlist, ~POLLIN), (xlist, POLLERR))
        ]
    )
