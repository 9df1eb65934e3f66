# SPDX-License-Identifier: MIT
"""ThreadPoolExecutor: calls run on a pool of green threads."""

import os
import threading

import _weft
from concurrent.futures import _base
from queue import Empty, ShutDown

_threads_queues = {}  # every pool thread's queue, to be shut down at exit; guarded by _lock
_lock = threading.Lock()
_exiting = False
_count = 0


# Let the pools finish what was submitted, then end their threads.
def _at_exit():
    global _exiting
    _exiting = True
    with _lock:
        threads_queues = list(_threads_queues.items())
    for _, queue in threads_queues:
        queue.shutdown()
    for thread, _ in threads_queues:
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


# What the threads know of their executor. They do not know that itself: when it is dropped its
# guard shuts the queue down, and they end after the calls that are left.
class _Pool:
    def __init__(self, initializer, initargs):
        self.queue = _weft.Queue()
        self.lock = threading.Lock()
        self.idle = 0  # threads that wait for work, less what is queued for them
        self.threads = set()
        self.broken = False
        self.initializer = initializer
        self.initargs = initargs

    def work(self, item):
        try:
            if self.initializer is not None:
                try:
                    self.initializer(*self.initargs)
                except BaseException as exc:
                    _base.report("Exception in initializer:", exc, "critical")
                    self.break_down(item)
                    return
            while True:
                item.run()
                item = self.next_item() or self.queue.get()
        except ShutDown:
            pass
        finally:
            with _lock:
                _threads_queues.pop(threading.current_thread(), None)

    def next_item(self):
        with self.lock:  # else what is submitted meanwhile would not find the thread idle
            try:
                return self.queue.get_nowait()
            except Empty:
                self.idle += 1

    def break_down(self, item):
        with self.lock:
            self.broken = "A thread initializer failed, the thread pool is not usable anymore"
            for item in [item] + self.take_all():
                item.future.set_exception(BrokenThreadPool(self.broken))
            self.queue.shutdown()

    def take_all(self):
        items = []
        try:
            while True:
                items.append(self.queue.get_nowait())
        except (Empty, ShutDown):
            return items


def _default_workers():
    count = getattr(os, "process_cpu_count", None) or getattr(os, "cpu_count", None)
    return min(32, ((count() if count else None) or 1) + 4)


class ThreadPoolExecutor(_base.Executor):
    """Runs calls on at most max_workers green threads, each of which starts when it is first needed
    and calls initializer(*initargs). The threads of a pool that is dropped without a shutdown()
    end once the collector has found it."""

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
        self._pool = pool = _Pool(initializer, initargs)
        self._guard = _weft.Guard(pool.queue)
        self._threads = pool.threads
        self._shutdown = False
        self._thread_name_prefix = thread_name_prefix

    @property
    def _broken(self):
        return self._pool.broken

    def submit(*args, **kwargs):
        """Have fn(*args, **kwargs) called on a thread of the pool; returns its Future. RuntimeError
        after shutdown(), BrokenThreadPool once an initializer has failed. Any thread."""
        # submit(self, fn, /, *args, **kwargs): the call may have keywords named self and fn.
        if len(args) < 2:
            raise TypeError("submit() missing 1 required positional argument: 'fn'")
        self, fn = args[:2]
        pool = self._pool
        with pool.lock:
            if pool.broken:
                raise BrokenThreadPool(pool.broken)
            if self._shutdown:
                raise RuntimeError("cannot schedule new futures after shutdown")
            if _exiting:
                raise RuntimeError("cannot schedule new futures after interpreter shutdown")
            future = _base.Future()
            item = _WorkItem(future, fn, args[2:], kwargs)
            if pool.idle <= 0 and len(pool.threads) < self._max_workers:
                self._start_thread(item)
            else:
                pool.idle -= pool.idle > 0
                pool.queue.put(item)
            return future

    def _start_thread(self, item):
        # The thread takes its first call with it: it counts as started, though the thread has not
        # had its turn yet, and is not dropped by cancel_futures.
        pool = self._pool
        thread = threading.Thread(
            target=pool.work,
            name="%s_%d" % (self._thread_name_prefix, len(pool.threads)),
            args=(item,),
            daemon=False,
        )
        with _lock:
            _threads_queues[thread] = pool.queue
        try:
            thread.start()
        except BaseException:
            with _lock:
                del _threads_queues[thread]
            raise
        pool.threads.add(thread)

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Take no more calls. Waits until those submitted have run; cancel_futures drops the ones
        that have not started."""
        pool = self._pool
        with pool.lock:
            self._shutdown = True
            if cancel_futures:
                for item in pool.take_all():
                    item.future.cancel()
            pool.queue.shutdown()
        if wait:
            for thread in pool.threads:
                thread.join()
