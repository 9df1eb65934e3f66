# SPDX-License-Identifier: MIT
"""CPython 3.13's `selectors`, over select, poll and epoll."""

import math
import select
from collections import namedtuple

EVENT_READ = 1
EVENT_WRITE = 2

SelectorKey = namedtuple("SelectorKey", ["fileobj", "fd", "events", "data"])


def _fileobj_to_fd(fileobj):
    if isinstance(fileobj, int):
        fd = fileobj
    else:
        try:
            fd = int(fileobj.fileno())
        except (AttributeError, TypeError, ValueError):
            raise ValueError("Invalid file object: %r" % (fileobj,))
    if fd < 0:
        raise ValueError("Invalid file descriptor: %d" % fd)
    return fd


class _SelectorMapping:
    """What get_map() returns: the keys by their file objects."""

    def __init__(self, selector):
        self._selector = selector

    def __len__(self):
        return len(self._selector._fd_to_key)

    def get(self, fileobj, default=None):
        fd = self._selector._fileobj_lookup(fileobj)
        return self._selector._fd_to_key.get(fd, default)

    def __getitem__(self, fileobj):
        key = self.get(fileobj)
        if key is None:
            raise KeyError("%r is not registered" % (fileobj,))
        return key

    def __contains__(self, fileobj):
        return self.get(fileobj) is not None

    def __iter__(self):
        return iter(self._selector._fd_to_key)

    def keys(self):
        return self._selector._fd_to_key.keys()

    def values(self):
        return self._selector._fd_to_key.values()

    def items(self):
        return self._selector._fd_to_key.items()


class BaseSelector:
    """What selectors have in common: `with selector` closes it."""

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


class _BaseSelectorImpl(BaseSelector):
    def __init__(self):
        self._fd_to_key = {}
        self._map = _SelectorMapping(self)

    def _fileobj_lookup(self, fileobj):
        try:
            return _fileobj_to_fd(fileobj)
        except ValueError:
            for key in self._fd_to_key.values():  # it may have been closed
                if key.fileobj is fileobj:
                    return key.fd
            raise

    def _watch(self, fd, events):
        pass

    def _unwatch(self, fd):
        pass

    def register(self, fileobj, events, data=None):
        if not events or events & ~(EVENT_READ | EVENT_WRITE):
            raise ValueError("Invalid events: %r" % (events,))
        key = SelectorKey(fileobj, self._fileobj_lookup(fileobj), events, data)
        if key.fd in self._fd_to_key:
            raise KeyError("%r (FD %d) is already registered" % (fileobj, key.fd))
        self._watch(key.fd, events)
        self._fd_to_key[key.fd] = key
        return key

    def unregister(self, fileobj):
        fd = self._fileobj_lookup(fileobj)
        if fd not in self._fd_to_key:
            raise KeyError("%r is not registered" % (fileobj,))
        key = self._fd_to_key.pop(fd)
        try:
            self._unwatch(fd)
        except OSError:
            pass  # it was closed since
        return key

    def modify(self, fileobj, events, data=None):
        fd = self._fileobj_lookup(fileobj)
        key = self._fd_to_key.get(fd)
        if key is None:
            raise KeyError("%r is not registered" % (fileobj,))
        if events != key.events:
            self.unregister(fileobj)
            return self.register(fileobj, events, data)
        if data != key.data:
            key = SelectorKey(key.fileobj, fd, events, data)
            self._fd_to_key[fd] = key
        return key

    def get_key(self, fileobj):
        if self._map is None:
            raise RuntimeError("Selector is closed")
        return self._map[fileobj]

    def get_map(self):
        return self._map

    def close(self):
        self._fd_to_key.clear()
        self._map = None

    def _result(self, rows):
        ready = []
        for fd, events in rows:
            key = self._fd_to_key.get(fd)
            if key is not None and events & key.events:
                ready.append((key, events & key.events))
        return ready


class SelectSelector(_BaseSelectorImpl):
    """A selector over select.select()."""

    def select(self, timeout=None):
        """Rows (key, events) of what is ready, within `timeout` seconds; None: without limit, 0 or
        less: now."""
        timeout = None if timeout is None else max(timeout, 0)
        keys = self._fd_to_key.values()
        r, w, _ = select.select(
            [key.fd for key in keys if key.events & EVENT_READ],
            [key.fd for key in keys if key.events & EVENT_WRITE],
            [],
            timeout,
        )
        events = {}
        for fd in r:
            events[fd] = EVENT_READ
        for fd in w:
            events[fd] = events.get(fd, 0) | EVENT_WRITE
        return self._result(events.items())


class _PollLikeSelector(_BaseSelectorImpl):
    def __init__(self):
        super().__init__()
        self._selector = self._make()

    def _watch(self, fd, events):
        mask = (select.POLLIN if events & EVENT_READ else 0) | (
            select.POLLOUT if events & EVENT_WRITE else 0
        )
        self._selector.register(fd, mask)

    def _unwatch(self, fd):
        self._selector.unregister(fd)

    def _translated(self, rows):
        return self._result(
            (
                fd,
                (EVENT_WRITE if mask & ~select.POLLIN else 0)
                | (EVENT_READ if mask & ~select.POLLOUT else 0),
            )
            for fd, mask in rows
        )


class PollSelector(_PollLikeSelector):
    """A selector over select.poll()."""

    _make = select.poll

    def select(self, timeout=None):
        """Rows (key, events) of what is ready, within `timeout` seconds, to the millisecond."""
        if timeout is not None:
            timeout = max(math.ceil(timeout * 1000), 0)
        return self._translated(self._selector.poll(timeout))


class EpollSelector(_PollLikeSelector):
    """A selector over select.epoll(): the default."""

    _make = select.epoll

    def select(self, timeout=None):
        """Rows (key, events) of what is ready, within `timeout` seconds; None: without limit, 0 or
        less: now."""
        if timeout is not None:
            timeout = max(timeout, 0)
        return self._translated(self._selector.poll(timeout, max(len(self._fd_to_key), 1)))

    def fileno(self):
        """The epoll's own descriptor."""
        return self._selector.fileno()

    def close(self):
        """Forget all that is registered, and close the epoll."""
        self._selector.close()
        super().close()


DefaultSelector = EpollSelector
