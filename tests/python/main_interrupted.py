# SPDX-License-Identifier: MIT
# weft: only
"""What is meant for the main thread reaches it, and nobody else: a kill, a Timeout. It runs asyncio's
loop meanwhile, in asyncio.run() or in a blocking call."""

import asyncio
import threading
import time

import _weft
import weft

weft.block_limit(0)
threading.setswitchinterval(0.005)
main_thread = threading.main_thread()


class ForMain(Exception):
    pass


def after(seconds, function, *args):
    def run():
        time.sleep(seconds)
        function(*args)

    threading.Thread(target=run).start()


# Tasks that compute, await each other, wait and sleep. None may see an exception.
hurt = []
rounds = [0]
stop = [False]


async def work(n):
    for _ in range(n):
        pass
    await asyncio.sleep_ms(0)
    time.sleep(0)
    for _ in range(n):
        pass
    return n


async def innocent():
    try:
        while not stop[0]:
            assert await asyncio.create_task(work(500)) == 500
            rounds[0] += 1
            if rounds[0] % 7 == 0:
                time.sleep(0.001)
    except BaseException as exc:
        hurt.append(exc)
        raise


async def computes():
    try:
        while not stop[0]:
            for _ in range(20000):
                pass
            await asyncio.sleep_ms(0)
    except BaseException as exc:
        hurt.append(exc)
        raise


tasks = [asyncio.create_task(innocent()) for _ in range(3)]
tasks.append(asyncio.create_task(computes()))


def goes_on():
    before = rounds[0]
    end = time.monotonic() + 20
    while rounds[0] <= before + 3:
        time.sleep(0.001)  # the tasks run meanwhile
        assert time.monotonic() < end, "the tasks stand still"
    assert not hurt, hurt


# While main waits in a blocking call.
forever = threading.Event()
for _ in range(5):
    after(0.01, main_thread.kill, ForMain)
    try:
        forever.wait()
        assert False
    except ForMain:
        pass
    goes_on()
    try:
        with weft.Timeout(0.013):
            forever.wait()
        assert False
    except TimeoutError:
        pass
    goes_on()


# While main runs the loop itself: the exception comes out of asyncio.run().
async def long():
    try:
        await asyncio.sleep(60)
    except BaseException as exc:
        hurt.append(exc)
        raise


for _ in range(5):
    after(0.01, main_thread.kill, ForMain)
    try:
        asyncio.run(long())
        assert False
    except ForMain:
        pass
    goes_on()
    try:
        with weft.Timeout(0.013, ForMain):
            asyncio.run(long())
        assert False
    except ForMain:
        pass
    goes_on()
    with weft.Timeout(0.013, False):  # silent
        asyncio.run(long())
        assert False
    goes_on()


# A task that never awaits makes way, and goes on when the loop does.
endless = [0, True]


async def never_awaits():
    try:
        while endless[1]:
            endless[0] += 1
    except BaseException as exc:
        hurt.append(exc)
        raise


while endless[0] == 0:  # on a slow machine it may not have begun
    try:
        with weft.Timeout(0.3, ForMain):
            asyncio.run(never_awaits())
        assert False
    except ForMain:
        pass
assert not hurt, hurt
endless[1] = False
goes_on()


# A task kills the main thread: that is not itself.
async def kills():
    main_thread.kill(ForMain)
    await asyncio.sleep(60)


try:
    asyncio.run(kills())
    assert False
except ForMain:
    pass
goes_on()
# The main thread itself raises at once.
try:
    main_thread.kill(ForMain)
    assert False
except ForMain:
    pass

# After an exception out of asyncio.run() the main thread is preempted again.
started = []
threading.Thread(target=started.append, args=(1,)).start()
end = time.monotonic() + 20
while not started:
    assert time.monotonic() < end, "the main thread is not preempted"

# Ctrl-C and a kill at one time: both come, in the main thread's code and where it runs the loop.
class Killed(Exception):
    pass


class Catch:
    "No jump, where the other could come between."

    def __enter__(self):
        pass

    def __exit__(self, kind, *rest):
        came.append(kind)
        return True


def throw_both(ctrl_c_first):
    kill_main = main_thread.kill
    if ctrl_c_first:
        _weft.interrupt_main()
        kill_main(Killed())
    else:
        kill_main(Killed())
        _weft.interrupt_main()


def compute():
    for _ in range(10):
        pass


async def nap():
    await asyncio.sleep(0.01)


never = threading.Event()
for wait in (compute, lambda: never.wait(0.01), lambda: asyncio.run(nap())):
    for ctrl_c_first in (False, True):
        came = []
        after(0.001, throw_both, ctrl_c_first)
        with Catch():
            with Catch():
                while True:
                    wait()
            while True:
                wait()
        assert came in ([KeyboardInterrupt, Killed], [Killed, KeyboardInterrupt]), came
goes_on()

# asyncio.run() inside a running loop is refused, before anything is touched.
refused = []


def run_again():
    for run in (asyncio.run, asyncio.get_event_loop().run_until_complete):
        coro = work(1)
        try:
            run(coro)
        except RuntimeError as exc:
            refused.append(exc)
        coro.close()
    try:
        asyncio.get_event_loop().run_forever()
    except RuntimeError as exc:
        refused.append(exc)


async def nested():
    run_again()
    await asyncio.sleep_ms(1)
    t = threading.Thread(target=run_again)
    t.start()
    await t
    return 5


assert asyncio.run(nested()) == 5
assert len(refused) == 6, refused
t = threading.Thread(target=lambda: weft.await_(nested()))
t.start()
t.join()  # the main thread runs the loop
assert len(refused) == 12, refused
goes_on()

# A main thread that only polls lets the loop run: a thread in await_() comes to its end.
t = threading.Thread(target=lambda: weft.await_(asyncio.sleep(0.01)))
t.start()
end = time.monotonic() + 20
while t.is_alive():
    time.sleep(0)
    assert time.monotonic() < end, "the loop stands still"
t = threading.Thread(target=lambda: weft.await_(asyncio.sleep(0.01)))
t.start()
end = time.monotonic() + 20
while t.is_alive():
    assert time.monotonic() < end, "the loop stands still while the main thread computes"

stop[0] = True


async def collect():
    for task in tasks:
        await task


asyncio.run(collect())
assert not hurt, hurt
print("OK")
