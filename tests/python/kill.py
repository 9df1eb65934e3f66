# SPDX-License-Identifier: MIT
# weft: only
"""Thread.kill(), throw(), weft.killall()."""

import asyncio
import queue
import threading
import time

import weft


class Stop(Exception):
    pass


caught = []
threading.excepthook = lambda args: caught.append(args.exc_type)


def start(function, *args):
    thread = threading.Thread(target=function, args=args)
    thread.start()
    return thread


# Before start(): it will not run. Before its first step: its target is not called.
log = []
t = threading.Thread(target=log.append, args=(1,))
t.kill()
assert not t.is_alive()
t.join()
try:
    t.start()
    assert False
except RuntimeError:
    pass
t = start(log.append, 1)
t.kill()
t.join()
assert log == [] and caught == [SystemExit], (log, caught)

# With `finally` and `with`, in order; any exception will do, class or instance.
lock = threading.Lock()


def tidy():
    with lock:
        try:
            time.sleep(10)
        except Stop as exc:
            log.append(exc.args)
            raise
        finally:
            time.sleep(0.001)
            log.append("finally")


t = start(tidy)
time.sleep(0.001)
t.kill(Stop("now"))
t.join()
assert log == [("now",), "finally"] and not lock.locked() and caught[1:] == [Stop]

# A thread may refuse, and is killed again by the next call.
refused = []


def stubborn():
    while len(refused) < 3:
        try:
            time.sleep(10)
        except SystemExit:
            refused.append(1)
    time.sleep(10)


t = start(stubborn)
for n in range(3):
    time.sleep(0.001)
    t.kill()
    while len(refused) <= n:
        time.sleep(0.001)
assert t.is_alive() and len(refused) == 3
t.throw(Stop)
t.join()
try:
    t.throw(Stop)
    assert False
except RuntimeError:
    pass
t.kill()  # of the dead: nothing

# Itself.
t = start(lambda: threading.current_thread().kill(Stop))
t.join()
assert caught[-1] is Stop

# Running, and never waiting: killed from a native thread, which needs no slice; and with slices.
def spin():
    while True:
        pass


if weft.native_workers():
    t = start(spin)
    native = weft.NativeThread(target=t.kill)
    native.start()
    t.join()
threading.setswitchinterval(0.005)
spinners = [start(spin) for _ in range(10)]
time.sleep(0.02)
assert weft.killall(spinners, timeout=10) == []
threading.setswitchinterval(0)

# From a task; of a thread in await_().
async def kill_from_task():
    steps = []

    async def patient():
        begun.set()
        try:
            await asyncio.sleep(10)
        finally:
            steps.append("coroutine")

    def awaits():
        try:
            weft.await_(patient())
        finally:
            steps.append("thread")

    begun = asyncio.Event()
    t = start(awaits)
    await begun.wait()
    t.kill()
    await t
    assert steps == ["coroutine", "thread"], steps


asyncio.run(kill_from_task())

# A killed waiter leaves its queue at once, takes nothing with it, passes on what it was handed.
lock = threading.Lock()
lock.acquire()
order = []


def locker(name):
    with lock:
        order.append(name)


a, b, c = [start(locker, name) for name in "abc"]
time.sleep(0.001)
b.kill()
b.join()
lock.release()  # hands it to a, which has not run yet
a.kill()
a.join()
c.join()
assert order == ["c"] and not lock.locked(), order

q = queue.Queue()
got = []
a, b = [start(lambda: got.append(q.get())) for _ in "ab"]
time.sleep(0.001)
q.put("item")
a.kill()
a.join()
b.join()
assert got == ["item"] and q.qsize() == 0
a = start(q.get)
time.sleep(0.001)
q.put("again")
a.kill()
a.join()
assert q.get_nowait() == "again"

semaphore = threading.Semaphore(0)
a, b = start(semaphore.acquire), start(semaphore.acquire)
time.sleep(0.001)
semaphore.release()
a.kill()
b.join()

# Condition.wait() takes its lock again first; a notification it was given goes on to the next.
condition = threading.Condition()
held = []


def waiter():
    with condition:
        try:
            condition.wait()
            held.append("notified")
        except SystemExit:
            held.append(condition._is_owned())
            raise


a, b = start(waiter), start(waiter)
time.sleep(0.001)
with condition:
    condition.notify()
    a.kill()
a.join()
b.join()
assert held == [True, "notified"], held
a = start(waiter)
time.sleep(0.001)
with condition:
    a.kill()
    time.sleep(0.002)
    assert a.is_alive()  # it waits for the lock
a.join()

# Barrier: the killed party has left.
barrier = threading.Barrier(2)
a = start(barrier.wait)
time.sleep(0.001)
a.kill()
a.join()
assert barrier.n_waiting == 0 and not barrier.broken

# The main thread too.
start(threading.main_thread().kill, Stop)
try:
    time.sleep(10)
    assert False
except Stop:
    pass

# killall() returns those that live on.
t = start(stubborn)
refused.clear()
time.sleep(0.001)
assert weft.killall([t], timeout=0.01) == [t]
refused.extend([1, 1, 1])
while weft.killall([t], timeout=0.01):
    pass
# From a native thread, at the moment between the victim's last jump and its wait.
about = []
victims = queue.SimpleQueue()
killed = threading.Semaphore(0)
never = threading.Event()
work = range(300)


def about_to_wait():
    about.append(1)
    sum(work)
    never.wait()


def killer():
    while True:
        victim = victims.get()
        if victim is None:
            return
        for _ in range(10000):
            if about:
                break
        victim.kill()
        killed.release()


if weft.native_workers() > 0:  # else there are no native threads here
    native = weft.NativeThread(target=killer)
    native.start()
    for _ in range(1000):
        about.clear()
        t = threading.Thread(target=about_to_wait)
        t.start()
        victims.put(t)
        killed.acquire()
        t.join(30)
        assert not t.is_alive(), "killed, and it waits"
    victims.put(None)
    native.join()
print("OK")
