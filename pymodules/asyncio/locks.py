# SPDX-License-Identifier: MIT
"""CPython 3.13's `asyncio.Semaphore`, BoundedSemaphore, Condition and Barrier, which threads may
share: `.sync` of each is the `threading` primitive behind it, with the blocking methods."""

import threading
from threading import BrokenBarrierError

import weft
from asyncio.lock import Lock


class _Locked:
    """`async with`, which holds it."""

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, exc_type, exc, tb):
        self.release()

    def __repr__(self):
        return "<asyncio.locks.%s object at 0x%x [%s]>" % (
            type(self).__name__,
            id(self),
            self._state(),
        )

    def _state(self):
        return "locked" if self.locked() else "unlocked"


class Semaphore(_Locked):
    """`value` permits."""

    _kind = threading.Semaphore

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("Semaphore initial value must be >= 0")
        self.sync = self._kind(value)

    @property
    def _value(self):
        return self.sync._value

    def _state(self):
        return "locked" if self.locked() else "unlocked, value:%d" % self._value

    def locked(self):
        """True if acquire() would have to wait."""
        return self.sync._value == 0

    async def acquire(self):
        """Take a permit, when there is one; returns True. First come, first served."""
        return await self.sync.acquire_async()

    def release(self):
        """Give a permit back, to the first who waits if any does. Any thread."""
        self.sync.release()


class BoundedSemaphore(Semaphore):
    """A Semaphore whose release() raises ValueError beyond the initial value."""

    _kind = threading.BoundedSemaphore

    def release(self):
        """Give a permit back; ValueError beyond the initial value."""
        try:
            self.sync.release()
        except ValueError:
            raise ValueError("BoundedSemaphore released too many times")


class _LockOfTasks:
    """MicroPython's asyncio.Lock as a Condition's lock."""

    def __init__(self, lock):
        self._lock = lock
        self.release = lock.release

    def acquire(self, blocking=True, timeout=-1):
        if blocking:
            return weft.await_(self._lock.acquire())
        if self._lock.state != 0:
            return False
        self._lock.state = 1
        return True

    def _is_owned(self):
        return self._lock.locked()


class Condition(_Locked):
    """A condition variable, on a lock of its own or one given: an asyncio.Lock, or one of
    `threading`."""

    def __init__(self, lock=None):
        if lock is None:
            lock = threading.Lock()
        self._lock = lock
        self.sync = threading.Condition(_LockOfTasks(lock) if isinstance(lock, Lock) else lock)

    def locked(self):
        """True if anybody holds the lock."""
        return self._lock.locked()

    async def acquire(self):
        """Take the lock, when it is free; returns True."""
        return await self.sync.acquire_async()

    def release(self):
        """Give the lock back; RuntimeError if nobody holds it."""
        if not self._lock.locked():
            raise RuntimeError("Lock is not acquired.")
        self.sync.release()

    async def wait(self):
        """Release the lock, wait for a notification, take the lock again; returns True."""
        if not self._lock.locked():
            raise RuntimeError("cannot wait on un-acquired lock")
        await self.sync.wait_async()
        return True

    async def wait_for(self, predicate):
        """Wait until predicate() is true; returns what it returned."""
        return await self.sync.wait_for_async(predicate)

    def notify(self, n=1):
        """Wake the first `n` that wait; RuntimeError without the lock."""
        if not self._lock.locked():
            raise RuntimeError("cannot notify on un-acquired lock")
        self.sync.notify(n)

    def notify_all(self):
        """Wake all that wait; RuntimeError without the lock."""
        if not self._lock.locked():
            raise RuntimeError("cannot notify on un-acquired lock")
        self.sync.notify_all()


class Barrier:
    """A meeting point for `parties` tasks."""

    def __init__(self, parties):
        if parties < 1:
            raise ValueError("parties must be > 0")
        self.sync = threading.Barrier(parties)

    def __repr__(self):
        if self.broken:
            state = "broken"
        else:
            state = "filling, waiters:%d/%d" % (self.n_waiting, self.parties)
        return "<asyncio.locks.%s object at 0x%x [%s]>" % (type(self).__name__, id(self), state)

    async def __aenter__(self):
        return await self.wait()

    async def __aexit__(self, exc_type, exc, tb):
        pass

    async def wait(self):
        """Wait for the others; returns which of the parties the caller is. Raises
        BrokenBarrierError."""
        return await self.sync.wait_async()

    async def reset(self):
        """Whoever waits gets BrokenBarrierError; then the barrier is as new."""
        self.sync.reset()

    async def abort(self):
        """Break the barrier: whoever waits or comes gets BrokenBarrierError, until reset()."""
        self.sync.abort()

    @property
    def parties(self):
        """How many must come."""
        return self.sync.parties

    @property
    def n_waiting(self):
        """How many wait now."""
        return self.sync.n_waiting

    @property
    def broken(self):
        """True after abort(), until reset()."""
        return self.sync.broken
