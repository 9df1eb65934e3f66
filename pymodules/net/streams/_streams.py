# SPDX-License-Identifier: MIT
"""Waiting for MicroPython's streams: what the board's sockets, select and ssl park with.

A stream is whatever MicroPython's own poll takes. asyncio's IOQueue polls it, which is the one place
that waits for anything; in it a _Waker stands for the threads, tasks and native threads that wait for
one direction of a stream. An object of ours has its stream as `_stream`, which is None once it is
closed; asyncio may wait for such an object as for the stream itself.
"""

import uselect
import _weft
from asyncio import core
from weft import _loop
from weft._asyncio import _in_green_thread

READ = 0
WRITE = 1
_FLAGS = (uselect.POLLIN, uselect.POLLOUT)


class _Waker:
    # The loop runs it, as a task, once the stream is ready.
    def __init__(self, event):
        self.events = [event]

    def send(self, value):
        for event in self.events:
            event.set()


# A native thread has a green one do what touches the loop: that runs on the loop's OS thread, in turn.
def _on_loop(function, *args):
    thread = _weft.current()
    if thread is False or thread is not None and thread in _weft.native_threads():
        _in_green_thread(function, args, {})
    else:
        function(*args)


def _waker(queue, stream, index):
    entry = queue.map.get(id(stream))
    task = entry[index] if entry else None
    if task is None:
        return None
    if not isinstance(task.coro, _Waker):
        raise RuntimeError("an asyncio task waits for this stream")
    return task.coro


def _watch(pairs, event):
    with _weft.no_switch:
        queue = core._io_queue
        for owner, index in pairs:
            stream = getattr(owner, "_stream", owner)
            if stream is None:  # closed meanwhile
                event.set()
                continue
            waker = _waker(queue, stream, index)
            if waker is not None:
                waker.events.append(event)
                continue
            task = core.Task(_Waker(event), core.__dict__)
            entry = queue.map.get(id(stream))
            if entry is None:
                entry = [None, None, stream]
                queue.poller.register(stream, 0)  # first: what fails for want of memory leaves no trace
                queue.map[id(stream)] = entry
                queue.poller.modify(stream, _FLAGS[index])
            else:
                queue.poller.modify(stream, _FLAGS[0] | _FLAGS[1])
            entry[index] = task


def _unwatch(pairs, event):
    with _weft.no_switch:
        queue = core._io_queue
        for owner, index in pairs:
            stream = getattr(owner, "_stream", owner)
            entry = queue.map.get(id(stream))
            task = entry[index] if entry else None
            if task is not None and isinstance(task.coro, _Waker) and event in task.coro.events:
                task.coro.events.remove(event)
                if not task.coro.events:
                    _leave(queue, entry, index)


def _leave(queue, entry, index):
    entry[index] = None
    if entry[1 - index] is None:
        queue._dequeue(entry[2])
    else:
        queue.poller.modify(entry[2], _FLAGS[1 - index])


def wait(pairs, timeout=None):
    """Park the caller alone, of whatever kind it is, until one of the pairs (object, READ or WRITE)
    is ready or closed, for at most `timeout` seconds; False if none was."""
    event = _weft.Event()
    try:
        _on_loop(_watch, pairs, event)
        return event.wait(timeout)
    finally:
        if len(pairs) > 1 or not event.is_set():
            _on_loop(_unwatch, pairs, event)


def close(stream):
    """Before a stream closes: whoever waits for it goes on, and sees that. Any thread."""
    _on_loop(_wake_all, stream)


def _wake_all(stream):
    with _weft.no_switch:
        queue = core._io_queue
        entry = queue.map.get(id(stream))
        if entry is not None:
            queue._dequeue(stream)
            for task in entry[:2]:
                if task is not None:
                    core._task_queue.push(task)


# What asyncio does with our objects, and a mend: MicroPython's remove() takes both directions away.
_enqueue = _loop.IOQueue._enqueue


def _enqueue_stream(queue, stream, index):
    _enqueue(queue, getattr(stream, "_stream", stream), index)


def _remove(queue, task):
    for entry in list(queue.map.values()):
        for index in (READ, WRITE):
            if entry[index] is task:
                _leave(queue, entry, index)


_loop.IOQueue._enqueue = _enqueue_stream
_loop.IOQueue.remove = _remove
