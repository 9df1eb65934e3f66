# SPDX-License-Identifier: MIT
# weft: only
"""Callbacks that a native thread schedules: the hub wakes for them, and others may wait meanwhile."""

import micropython
import threading
import time
import weft


def schedule_later(callback):
    time.sleep(0.02)  # the hub sleeps by now
    micropython.schedule(callback, None)
    # With a GIL whoever is first runs it: let that be the hub.
    time.sleep(0.02)


def wakes_the_hub():
    ran = threading.Event()
    thread = weft.NativeThread(target=schedule_later, args=(lambda _: ran.set(),))
    thread.start()
    assert ran.wait(10)
    thread.join()


def wakes_asyncio():
    import asyncio

    async def main():
        ran = asyncio.Event()
        thread = weft.NativeThread(target=schedule_later, args=(lambda _: ran.set(),))
        thread.start()
        await asyncio.wait_for(ran.wait(), 10)
        thread.join()

    asyncio.run(main())


def others_wait_meanwhile():
    in_callback = False

    def callback(_):
        nonlocal in_callback
        in_callback = True
        try:
            time.sleep(0.05)  # refused, unless a native thread runs it
        except RuntimeError:
            pass
        in_callback = False

    def native():
        micropython.schedule(callback, None)
        for _ in range(100):
            pass

    thread = weft.NativeThread(target=native)
    thread.start()
    while thread.is_alive() or in_callback:
        time.sleep(0.001)
    thread.join()


wakes_the_hub()
wakes_asyncio()
others_wait_meanwhile()
print("OK")
