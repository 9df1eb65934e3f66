# SPDX-License-Identifier: MIT
# weft: only
"""Callbacks that a native thread schedules: the hub wakes for them, and others may wait meanwhile."""

import io
import micropython
import threading
import time
import utime
import uselect
import weft


def schedule_later(callback):
    time.sleep(0.02)  # the hub sleeps by now
    micropython.schedule(callback, None)
    # With a GIL whoever is first runs it: let that be the hub.
    time.sleep(0.02)


def schedule_here(callback):
    "With a GIL who has it runs it at the next jump; without one the main thread does."
    micropython.schedule(callback, None)
    for _ in range(100):
        pass


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

    thread = weft.NativeThread(target=schedule_here, args=(callback,))
    thread.start()
    while thread.is_alive() or in_callback:
        time.sleep(0.001)
    thread.join()


class Never(io.IOBase):
    "Never ready. poll() looks again each millisecond, and runs callbacks itself unless there is a jump."

    def ioctl(self, request, argument):
        return (-1, 0)[request == 3]  # MP_STREAM_POLL; it has no descriptor.


def one_for_main_after_one_of_a_native():
    poller = uselect.poll()
    poller.register(Never(), uselect.POLLIN)
    in_poll = threading.Lock()

    def callback(_):
        try:
            time.sleep(0.001)
            waited = True
        except RuntimeError:
            waited = False
        log.append((threading.current_thread() is threading.main_thread(), waited))

    def native():
        micropython.schedule(callback, None)
        while not log:
            pass
        in_poll.acquire()
        utime.sleep(0.01)
        micropython.schedule(callback, None)
        in_poll.acquire()  # no jump before it waits: the main thread runs the callback

    for _ in range(3):
        log = []
        in_poll.acquire()
        thread = weft.NativeThread(target=native)
        thread.start()
        while not log:
            time.sleep(0.001)
        in_poll.release()
        poller.poll(200)
        while len(log) < 2:
            pass
        in_poll.release()
        thread.join()
        in_poll.release()
        assert all(waited != main for main, waited in log), log


def others_are_killed_meanwhile():
    "Where a callback runs on a native thread it keeps no exception from a green one."
    in_callback = False

    def spin():
        while True:
            pass

    def callback(_):
        nonlocal in_callback
        if threading.current_thread() is not thread:
            return  # without a GIL, always: the main thread. With one it may be `green` itself.
        in_callback = True
        green.kill()
        end = time.monotonic() + 30
        while green.is_alive() and time.monotonic() < end:
            utime.sleep(0.001)

    green = threading.Thread(target=spin)
    green.start()
    thread = weft.NativeThread(target=schedule_here, args=(callback,))
    thread.start()
    thread.join()
    if in_callback:
        assert not green.is_alive()
    green.kill()
    green.join()


wakes_the_hub()
wakes_asyncio()
others_are_killed_meanwhile()
one_for_main_after_one_of_a_native()
others_wait_meanwhile()
print("OK")
