# SPDX-License-Identifier: MIT
"""weft.group(): who owns a thread.

A fiber's context (_weft.context()) is what it inherits from whoever starts it. It is a _Frame here:
the group, and the _Frame that was the context outside of the `with` block.
"""

import _weft
from asyncio import core

# Who was killed unwinds, and is not killed again before.
_UNWIND_SECONDS = 1


class _Frame:
    def __init__(self, group, outer):
        self.group = group
        self.outer = outer


def current_group():
    """The Group that the caller belongs to, None if it belongs to none. Any thread."""
    frame = _weft.context()
    return None if frame is None else frame.group


class Group:
    """Threads and tasks that belong together.

    A thread or task belongs to the group of what started it, and so does what it starts; what is
    started in `with weft.group() as g:` to that one, and to those that it was made in. g.stop() kills
    its threads and cancels its tasks; the end of the block does nothing. Attributes may be put on
    it. (trio.open_nursery, for ownership alone)
    """

    def __init__(self, name=None):
        self.name = name
        self.parent = current_group()
        self._tasks = []  # that have not ended, and some that have
        self._room = 8
        self._told = {}  # whom it has killed or cancelled: when

    def __repr__(self):
        return "<group %r>" % (self.name,)

    def __enter__(self):
        _weft.context(_Frame(self, _weft.context()))
        return self

    def __exit__(self, *args):
        _weft.context(_weft.context().outer)

    def __contains__(self, group):
        """Whether a group is this one, or was made in it, or in one that was."""
        while group is not None:
            if group is self:
                return True
            group = group.parent
        return False

    def start(self, function, *args, **kwargs):
        """Start function(*args, **kwargs) as a green thread of the group; returns the Greenlet."""
        from weft._threads import Greenlet

        greenlet = Greenlet(target=function, args=args, kwargs=kwargs)
        with self:
            greenlet.start()
        return greenlet

    def _joined(self, task):
        """A task was made in it."""
        group = self
        while group is not None:
            tasks = group._tasks
            tasks.append(task)
            if len(tasks) > group._room:
                group._tasks = tasks = [task for task in tasks if not task.done()]
                group._room = 8 + 2 * len(tasks)
            group = group.parent

    def tasks(self):
        """The asyncio tasks that were made in it and have not ended."""
        return [task for task in self._tasks if not task.done()]

    def _members(self):
        """Its threads that are alive, but for the caller: who, and what to kill."""
        native = {thread.ident: thread for thread in _weft.native_threads()}
        rows = _weft.waits()
        own = _weft.get_ident()
        caller_is_native = any(row[0] == own for row in rows)
        members = []
        for who, _, state, _, _, frame, fiber in rows:
            if frame is None or type(who) is _weft.Step or frame.group not in self:
                continue
            if fiber is None:
                if who != own and who in native:
                    members.append((native[who], native[who]))
            elif caller_is_native or state != "running":
                members.append((who, fiber))
        return members

    def threads(self):
        """Its threads that are alive, green and native, but for the caller."""
        return [who for who, _ in self._members()]

    def _forget_old(self):
        """Who was told to end that long ago may be told again."""
        now = _weft.monotonic()
        for whom, when in list(self._told.items()):
            if now - when >= _UNWIND_SECONDS:
                del self._told[whom]

    def _tell(self, whom):
        """Whether it is to be told now: not if it unwinds."""
        if whom in self._told:
            return False
        self._told[whom] = _weft.monotonic()
        return True

    def kill(self, exc=SystemExit):
        """Kill its threads and cancel its tasks, but for the caller. Once: for a second from then on
        another call lets them unwind. Does not wait. Returns how many there are."""
        self._forget_old()
        members = self._members()
        for _, fiber in members:
            if self._tell(fiber):
                fiber.kill(exc)
        tasks = [task for task in self.tasks() if task is not core.cur_task]
        for task in tasks:
            if self._tell(task):
                task.cancel()
        return len(members) + len(tasks)

    def stop(self, timeout=None, exc=SystemExit):
        """kill(), and wait until all have ended, for at most `timeout` seconds; whoever goes on is
        killed again once a second. Returns how many live on. RuntimeError where nobody may wait."""
        end = None if timeout is None else _weft.monotonic() + timeout
        pause = 0
        while True:
            left = self.kill(exc)
            if left == 0 or (end is not None and _weft.monotonic() >= end):
                return left
            _weft.sleep_ms(pause)
            pause = min(pause + 1, 20)


group = Group
