# SPDX-License-Identifier: MIT
"""A queue on disk: what an agent has to tell while its broker is away, or it is not running
itself."""

import logging
import os
import threading

from files import make_folder, read, remove, write_whole

log = logging.getLogger("agent.outbox")


class Outbox:
    """Messages in their order, a numbered file each, until remove(). At most `limit`: then the
    oldest goes, and `dropped` counts it."""

    def __init__(self, folder, limit=1000):
        make_folder(folder)
        self.folder = folder
        self.limit = limit
        self.dropped = 0
        self.changed = threading.Condition()
        found = [int(name) for name in os.listdir(folder) if name.isdigit()]
        self.first = min(found) if found else 1
        self.last = max(found) if found else 0
        with self.changed:
            self._shorten(limit)

    def __len__(self):
        return self.last + 1 - self.first

    def put(self, message):
        with self.changed:
            self._shorten(self.limit - 1)
            write_whole(self._path(self.last + 1), message, synced=False)
            self.last += 1
            self.changed.notify_all()

    def oldest(self):
        """(number, message) of the oldest, once there is one."""
        with self.changed:
            while True:
                self.changed.wait_for(lambda: len(self))
                message = read(self._path(self.first))
                if message:
                    return self.first, message
                self._remove_first()  # a power cut has emptied it

    def remove(self, number):
        """It has arrived. (It may have been dropped meanwhile.)"""
        with self.changed:
            if number == self.first:
                self._remove_first()

    def wait_until_empty(self, timeout):
        with self.changed:
            return self.changed.wait_for(lambda: not len(self), timeout)

    def _shorten(self, most):
        while len(self) > most:
            self.dropped += 1
            log.warning("full: the oldest message is dropped, %d so far", self.dropped)
            self._remove_first()

    def _remove_first(self):
        remove(self._path(self.first))
        self.first += 1
        self.changed.notify_all()

    def _path(self, number):
        return "%s/%d" % (self.folder, number)
