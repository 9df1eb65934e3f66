# SPDX-License-Identifier: MIT
"""CPython's names for the way between asyncio and threads, put into MicroPython's asyncio.

What runs "in a thread" for them runs on a native one, as in CPython, so that it may truly block;
where the port has no native threads it runs on a green one.
"""

import asyncio

import _weft
from asyncio import core
from weft import _bare


async def to_thread(func, *args, **kwargs):
    """asyncio.to_thread: await func(*args, **kwargs), called in a thread."""
    if _weft.native_workers() == 0:
        return _in_green_thread(func, args, kwargs)
    return _weft.to_native(lambda: func(*args, **kwargs))


def _in_green_thread(func, args, kwargs):
    result = error = None
    ended = _weft.Event()

    def call():
        nonlocal result, error
        try:
            result = func(*args, **kwargs)
        except BaseException as exc:
            error = exc
        ended.set()

    _bare.start_new_thread(call)
    ended.wait()
    if error is not None:
        raise error
    return result


def run_in_executor(executor, func, *args):
    """loop.run_in_executor: an awaitable for func(*args), called at once in the executor's thread,
    or, if that is None, as by to_thread()."""
    if executor is None:
        return asyncio.create_task(to_thread(func, *args))
    return asyncio.create_task(_result(executor.submit(func, *args)))


async def _result(future):
    try:
        return future.result()
    except asyncio.CancelledError:
        future.cancel()
        raise


class Handle:
    """What call_soon_threadsafe() returns: cancel() keeps the callback from being called."""

    def __init__(self, callback, args):
        self._callback = callback
        self._args = args

    def cancel(self):
        """Keep the callback from being called, unless it has been. Any thread."""
        self._callback = None

    def cancelled(self):
        """True after cancel()."""
        return self._callback is None

    def __call__(self):
        if self._callback is not None:
            self._callback(*self._args)


def call_soon_threadsafe(callback, *args):
    """loop.call_soon_threadsafe: have the loop's thread call callback(*args) soon, in the order of
    the calls. From any thread."""
    handle = Handle(callback, args)
    _calls.put(handle)
    try:
        _bare.start_new_thread(_call)
    except BaseException:
        handle.cancel()
        raise
    return handle


# In the order of the calls, whichever of the threads comes first.
_calls = _weft.SimpleQueue()
_calling = _weft.Lock()


def _call():
    with _calling:
        while _calls.qsize():
            _calls.get_nowait()()


def run_coroutine_threadsafe(coro, loop=None):
    """asyncio.run_coroutine_threadsafe: run a coroutine on the loop, from any thread; returns a
    concurrent.futures.Future, whose cancel() cancels the task."""
    from concurrent.futures._base import Future

    future = Future()

    def start():
        if future.cancelled():
            coro.close()
            future.set_running_or_notify_cancel()
            return
        task = asyncio.create_task(_settle(coro, future))

        def cancel(_):
            if future.cancelled():
                call_soon_threadsafe(task.cancel)

        future.add_done_callback(cancel)

    call_soon_threadsafe(start)
    return future


async def _settle(coro, future):
    result = error = None
    try:
        result = await coro
    except asyncio.CancelledError:
        future.cancel()
    except BaseException as exc:
        error = exc
    if not future.set_running_or_notify_cancel():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


async def wait_for(aw, timeout, sleep=core.sleep):
    """asyncio.wait_for. MicroPython's own leaves a runner behind when anything but its own end ends it:
    that later cancels whatever its task then waits for."""
    task = core._promote_to_task(aw)
    if timeout is None:
        return await task
    if type(core.cur_task.coro) not in (_weft.Step, _weft.Fiber):
        from asyncio import funcs  # a task made before weft.install()

        return await funcs.wait_for(task, timeout, sleep)
    late = core.TimeoutError()
    try:
        with _weft.Timeout(max(0, timeout if sleep is core.sleep else timeout / 1000), late):
            return await task
    except BaseException as exc:
        if task.cancel() and exc is late:
            try:
                await task
            except BaseException:
                if not task.done():  # it is for us
                    raise
        raise exc


def wait_for_ms(aw, timeout):
    """wait_for() with a timeout in milliseconds, as MicroPython has it."""
    return wait_for(aw, timeout, core.sleep_ms)


asyncio.wait_for = wait_for
asyncio.wait_for_ms = wait_for_ms
asyncio.to_thread = to_thread
asyncio.run_coroutine_threadsafe = run_coroutine_threadsafe
core.Loop.run_in_executor = run_in_executor
core.Loop.call_soon_threadsafe = call_soon_threadsafe
