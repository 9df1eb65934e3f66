# SPDX-License-Identifier: MIT
"""CPython 3.13's `select`: select(), poll() and epoll(). Whoever waits parks alone.

poll() also takes MicroPython's streams that have no descriptor, and then is MicroPython's own; its
ipoll() gives the objects that were registered, as asyncio wants them.
"""

import _select
import uselect
from _select import (
    EPOLL_CLOEXEC,
    EPOLLERR,
    EPOLLET,
    EPOLLHUP,
    EPOLLIN,
    EPOLLONESHOT,
    EPOLLOUT,
    EPOLLPRI,
    EPOLLRDHUP,
    POLLERR,
    POLLHUP,
    POLLIN,
    POLLNVAL,
    POLLOUT,
    POLLPRI,
    POLLRDHUP,
)

import _weft
from utime import sleep_ms

error = OSError
_FOREVER = 1 << 30  # milliseconds
PIPE_BUF = 4096
EPOLLRDNORM = POLLRDNORM = 0x40
EPOLLRDBAND = POLLRDBAND = 0x80
EPOLLWRNORM = POLLWRNORM = 0x100
EPOLLWRBAND = POLLWRBAND = 0x200
EPOLLMSG = POLLMSG = 0x400


def _fd(obj):
    """The descriptor of an object that has one, as CPython takes it."""
    if not isinstance(obj, int):
        if not hasattr(obj, "fileno"):
            raise TypeError("argument must be an int, or have a fileno() method.")
        obj = obj.fileno()
        if not isinstance(obj, int):
            raise TypeError("fileno() returned a non-integer")
    if obj < 0:
        raise ValueError("file descriptor cannot be a negative integer (%d)" % obj)
    return obj


def _wait(fds, timeout):
    """Rows (fd, events) of those in {fd: events} that are ready, within `timeout` seconds."""
    ready = _select.poll(fds)
    if ready or (timeout is not None and timeout <= 0):
        return ready
    end = None if timeout is None else _weft.monotonic() + timeout
    watch = epoll()
    try:
        for fd, events in fds.items():
            if fd >= 0:
                watch.register(fd, events)
        while True:
            _select.wait(watch.fileno(), False, timeout)
            ready = _select.poll(fds)
            if ready or timeout is None:
                if ready:
                    return ready
                continue
            timeout = end - _weft.monotonic()
            if timeout <= 0:
                return ready
    finally:
        watch.close()


def select(rlist, wlist, xlist, timeout=None):
    """The objects of three lists that are ready: to read, to write, with out-of-band data. Waits
    for at most `timeout` seconds (None: without limit) and parks the caller alone. ValueError for a
    negative descriptor or timeout, OSError for one that is closed."""
    if timeout is not None:
        if not isinstance(timeout, (int, float)):
            raise TypeError("timeout must be a number or None")
        if timeout < 0:
            raise ValueError("timeout must be non-negative")
    fds = {}
    groups = []
    for objects, events, mask in (
        (rlist, POLLIN, POLLIN | POLLHUP | POLLERR),
        (wlist, POLLOUT, POLLOUT | POLLERR),
        (xlist, POLLPRI, POLLPRI),
    ):
        group = [(_fd(obj), obj, mask) for obj in objects]
        for fd, _, _ in group:
            fds[fd] = fds.get(fd, 0) | events
        groups.append(group)
    if not fds:
        if timeout is None:
            timeout = 3600 * 24 * 365
        _weft.sleep(timeout)
        return [], [], []
    ready = dict(_wait(fds, timeout))
    for events in ready.values():
        if events & POLLNVAL:
            raise OSError(9, "Bad file descriptor")
    return tuple([obj for fd, obj, mask in group if ready.get(fd, 0) & mask] for group in groups)


class poll:
    """What to wait for, by poll(): objects with a descriptor, and MicroPython's streams."""

    def __init__(self):
        self._fds = {}
        self._streams = None  # MicroPython's poll, once there is an object without a descriptor
        self._objects = {}
        self._polling = False

    def register(self, fd, eventmask=POLLIN | POLLPRI | POLLOUT):
        """Wait for `eventmask` of an object or descriptor from now on, in place of what was."""
        obj = fd
        if not isinstance(fd, int) and not hasattr(fd, "fileno") or self._streams:
            if self._streams is None:
                self._streams = uselect.poll()
                for known, events in self._fds.items():
                    self._streams.register(self._objects[known], events)
            self._streams.register(obj, eventmask)
            return
        fd = _fd(fd)
        _check_mask(eventmask)
        self._fds[fd] = eventmask
        self._objects[fd] = obj

    def modify(self, fd, eventmask):
        """As register(); FileNotFoundError if it was not registered."""
        if self._streams:
            return self._streams.modify(fd, eventmask)
        number = _fd(fd)
        _check_mask(eventmask)
        if number not in self._fds:
            raise FileNotFoundError(2, "No such file or directory")
        self._fds[number] = eventmask

    def unregister(self, fd):
        """Wait for it no more; KeyError if it was not registered."""
        if self._streams:
            return self._streams.unregister(fd)
        number = _fd(fd)
        del self._fds[number]
        del self._objects[number]

    def poll(self, timeout=None):
        """Rows (fd, events), within `timeout` milliseconds."""
        if self._streams:
            return self._streams.poll(-1 if timeout is None else timeout)
        if timeout is not None and not isinstance(timeout, (int, float)):
            raise TypeError("timeout must be an integer or None")
        if self._polling:
            raise RuntimeError("concurrent poll() invocation")
        self._polling = True
        try:
            seconds = None if timeout is None or timeout < 0 else timeout / 1000
            return _wait(self._fds, seconds)
        finally:
            self._polling = False

    def ipoll(self, timeout=-1, flags=0):
        """MicroPython's: rows (object, events), within `timeout` milliseconds (-1: without limit).
        With flags 1 each is waited for once."""
        if self._streams or self._fds:
            return self._ipoll(timeout, flags)
        # asyncio's sleep between two tasks, which allocates nothing: no more variables than these.
        sleep_ms(timeout if timeout >= 0 else _FOREVER)
        return ()

    def _ipoll(self, timeout, flags):
        if self._streams:
            return self._streams.ipoll(timeout, flags)
        ready = self.poll(timeout)
        if flags & 1:  # one shot
            for fd, _ in ready:
                self._fds[fd] = 0
        return [(self._objects[fd], events) for fd, events in ready]


def _check_mask(eventmask):
    if not isinstance(eventmask, int):
        raise TypeError("an integer is required")
    if not 0 <= eventmask <= 0xFFFF:
        raise OverflowError("unsigned short is %s than maximum" % "greater")


class epoll:
    """Linux's epoll: as poll(), for many descriptors. `with epoll() as watch` closes it."""

    def __init__(self, sizehint=-1, flags=0):
        if sizehint == 0 or sizehint < -1:
            raise ValueError("sizehint must be positive or -1")
        if flags & ~EPOLL_CLOEXEC:
            raise OSError(22, "Invalid argument")
        self._epfd = _select.epoll_create()

    @property
    def closed(self):
        """True after close()."""
        return self._epfd < 0

    def fileno(self):
        """Its descriptor; ValueError after close()."""
        if self._epfd < 0:
            raise ValueError("I/O operation on closed epoll object")
        return self._epfd

    def close(self):
        """Give its descriptor back. A second time does nothing."""
        if self._epfd >= 0:
            from _socket import close

            fd, self._epfd = self._epfd, -1
            _select.forget(fd)
            close(fd)

    def register(self, fd, eventmask=EPOLLIN | EPOLLPRI | EPOLLOUT):
        """Wait for `eventmask` of a descriptor; FileExistsError if it was registered."""
        _select.epoll_ctl(self.fileno(), _select.EPOLL_CTL_ADD, _fd(fd), eventmask)

    def modify(self, fd, eventmask):
        """Wait for other events; FileNotFoundError if it was not registered."""
        _select.epoll_ctl(self.fileno(), _select.EPOLL_CTL_MOD, _fd(fd), eventmask)

    def unregister(self, fd):
        """Wait for it no more; FileNotFoundError if it was not registered."""
        _select.epoll_ctl(self.fileno(), _select.EPOLL_CTL_DEL, _fd(fd), 0)

    def poll(self, timeout=None, maxevents=-1):
        """Rows (fd, events), within `timeout` seconds."""
        if maxevents == -1:
            maxevents = 1023
        elif maxevents <= 0:
            raise ValueError("maxevents must be greater than 0, got %d" % maxevents)
        if timeout is not None and timeout < 0:
            timeout = None
        end = None if timeout is None else _weft.monotonic() + timeout
        while True:
            ready = _select.epoll_wait(self.fileno(), maxevents)
            if ready or timeout is not None and timeout <= 0:
                return ready
            _select.wait(self._epfd, False, timeout)
            if end is not None:
                timeout = end - _weft.monotonic()

    def __enter__(self):
        self.fileno()
        return self

    def __exit__(self, *args):
        self.close()

    def __del__(self):
        self.close()
