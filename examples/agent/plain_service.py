# SPDX-License-Identifier: MIT
"""As much of Weft's `service` as the agent uses, in plain threads: for CPython, which has none."""

import queue
import threading
import time
from concurrent.futures import Future


class Service:
    def __init__(self, name, *, maxsize=3, handlers=None):
        self.name = name
        self._handlers = dict(handlers or {})
        self._mailbox = queue.Queue(maxsize)
        self._every = []  # [due, seconds, function]
        self._stopped = Future()

    def every(self, seconds):
        def register(function):
            self._every.append([time.monotonic() + seconds, seconds, function])
            return function

        return register

    def start(self):
        threading.Thread(target=self._serve, name=self.name, daemon=True).start()
        started = Future()
        started.set_result(None)
        return started

    def stop(self):
        self._mailbox.put((self._stopped.set_result, (None,)))
        return self._stopped

    def post(self, event, *args):
        """Waits while the mailbox is full. LookupError if there is no handler."""
        self._mailbox.put((self._handlers[event], (None,) + args))

    def _serve(self):
        while not self._stopped.done():
            now = time.monotonic()
            for row in self._every:
                if row[0] <= now:
                    row[0] = now + row[1]
                    row[2]()
            rest = max(0, min([row[0] for row in self._every]) - now) if self._every else None
            try:
                handler, args = self._mailbox.get(timeout=rest)
            except queue.Empty:
                continue
            handler(*args)


def spawn(function, *args):
    threading.Thread(target=function, args=args, daemon=True).start()
