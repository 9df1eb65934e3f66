# SPDX-License-Identifier: MIT
import asyncio


async def await_without_task(coro):
    """Drive the coroutine from a callback of the loop, in which there is no current task."""
    from asyncio import core

    error = None

    def drive():
        nonlocal error
        task, core.cur_task = core.cur_task, None
        try:
            for _ in coro:
                pass
        except BaseException as exc:
            error = exc
        finally:
            core.cur_task = task

    asyncio.get_running_loop().call_soon(drive)
    await asyncio.sleep(0)
    if error is not None:
        raise error
