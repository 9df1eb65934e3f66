"""ThreadPoolExecutor: calls run on a pool of green threads."""

import os
import threading
from queue import Empty, SimpleQueue

from concurrent.futures import _base

_all = []  # executors with threads, to be shut down at exit
_exiting = False
_count = 0


def _at_exit():
    """Let the pools finish what was submitted, then end their threads."""
    global _exiting
    _exiting = True
    for executor in list(_all):
        executor._work_queue.put(None)
    for executor in list(_all):
        for thread in executor._threads:
            thread.join()


threading._register_atexit(_at_exit)


class BrokenThreadPool(_base.BrokenExecutor):
    """Raised when a worker thread in a ThreadPoolExecutor failed initializing."""


class _WorkItem:
    def __init__(self, future, fn, args, kwargs):
        self.future = future
        self.fn = fn
        self.args = args
        self.kwargs = kwargs

    def run(self):
        future = self.future
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = self.fn(*self.args, **self.kwargs)
        except BaseException as exc:
            future.set_exception(exc)
        else:
            future.set_result(result)


def _default_workers():
    count = getattr(os, "process_cpu_count", None) or getattr(os, "cpu_count", None)
    return min(32, ((count() if count else None) or 1) + 4)


class ThreadPoolExecutor(_base.Executor):
    """Runs calls on at most max_workers green threads, each of which starts when it is first needed
    and calls initializer(*initargs)."""

    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        if max_workers is None:
            max_workers = _default_workers()
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        global _count
        if not thread_name_prefix:
            thread_name_prefix = "ThreadPoolExecutor-%d" % _count
            _count += 1
        self._max_workers = max_workers
        self._work_queue = SimpleQueue()
        self._idle = 0  # threads that wait for work, less what is queued for them
        self._threads = set()
        self._broken = False
        self._shutdown = False
        self._shutdown_lock = threading.Lock()
        self._thread_name_prefix = thread_name_prefix
        self._initializer = initializer
        self._initargs = initargs

    def submit(*args, **kwargs):
        # submit(self, fn, /, *args, **kwargs): the call may have keywords named self and fn.
        if len(args) < 2:
            raise TypeError("submit() missing 1 required positional argument: 'fn'")
        self, fn = args[:2]
        with self._shutdown_lock:
            if self._broken:
                raise BrokenThreadPool(self._broken)
            if self._shutdown:
                raise RuntimeError("cannot schedule new futures after shutdown")
            if _exiting:
                raise RuntimeError("cannot schedule new futures after interpreter shutdown")
            future = _base.Future()
            item = _WorkItem(future, fn, args[2:], kwargs)
            if self._idle > 0:
                self._idle -= 1
                self._work_queue.put(item)
            elif len(self._threads) < self._max_workers:
                self._start_thread(item)
            else:
                self._work_queue.put(item)
            return future

    def _start_thread(self, item):
        # The thread takes its first call with it: it counts as started, though the thread has not
        # had its turn yet, and is not dropped by cancel_futures.
        thread = threading.Thread(
            target=self._work,
            name="%s_%d" % (self._thread_name_prefix, len(self._threads)),
            args=(item,),
            daemon=False,
        )
        thread.start()
        if not self._threads:
            _all.append(self)
        self._threads.add(thread)

    def _work(self, item):
        queue = self._work_queue
        if self._initializer is not None:
            try:
                self._initializer(*self._initargs)
            except BaseException as exc:
                _base.report("Exception in initializer:", exc, "critical")
                queue.put(item)
                self._break()
                return
        while item is not None:
            item.run()
            item = None
            with self._shutdown_lock:  # else what is submitted meanwhile would not find it idle
                try:
                    item = queue.get_nowait()
                    idle = False
                except Empty:
                    self._idle += 1
                    idle = True
            if idle:
                item = queue.get()
        # The pool ends: pass it on to the next thread.
        queue.put(None)

    def _break(self):
        with self._shutdown_lock:
            self._broken = (
                "A thread initializer failed, the thread pool is not usable anymore"
            )
            for item in self._take_all():
                item.future.set_exception(BrokenThreadPool(self._broken))
            self._work_queue.put(None)

    def _take_all(self):
        items = []
        while True:
            try:
                item = self._work_queue.get_nowait()
            except Empty:
                return items
            if item is not None:
                items.append(item)

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Take no more calls. Waits until those submitted have run; cancel_futures drops the ones
        that have not started."""
        with self._shutdown_lock:
            self._shutdown = True
            if cancel_futures:
                for item in self._take_all():
                    item.future.cancel()
            self._work_queue.put(None)
        if self in _all:
            _all.remove(self)  # nothing is left to do at exit, where threads are waited for anyway
        if wait:
            for thread in self._threads:
                thread.join()
