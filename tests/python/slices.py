# SPDX-License-Identifier: MIT
# weft: only
"""Time slices, no_switch, priorities, the block detector."""

import asyncio
import queue
import threading
import time
import utime

import weft


def spin(stop):
    while not stop:
        pass


# On by default, as in CPython: a program that polls hangs nobody.
assert abs(threading.getswitchinterval() - 0.005) < 1e-5  # floats may be of 32 bits
polled = queue.Queue()
t = threading.Thread(target=polled.put, args=("item",))
t.start()
while True:
    try:
        assert polled.get_nowait() == "item"
        break
    except queue.Empty:
        pass
t.join()

# A slice that was over before they were turned off is none.
t = threading.Thread(target=polled.put, args=("item",))
t.start()
sum(range(200000))  # in C, where nobody looks, for longer than a slice
threading.setswitchinterval(0)
waits = polled.empty()
for _ in range(100):
    pass
assert polled.empty() == waits
t.join()
polled.get()

# Off: a thread is not interrupted between yield points.
assert threading.getswitchinterval() == 0
log = []


def steps(name):
    for i in range(20000):
        if i % 5000 == 0:
            log.append(name)


threads = [threading.Thread(target=steps, args=(name,)) for name in "ab"]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert log == ["a"] * 4 + ["b"] * 4, log
try:
    threading.setswitchinterval(-1)
    assert False
except ValueError:
    pass

# On: all get their turn, the main thread's loop and its pump too.
threading.setswitchinterval(0.002)
assert abs(threading.getswitchinterval() - 0.002) < 1e-5  # floats may be of 32 bits
stop = []
threads = [threading.Thread(target=spin, args=(stop,)) for _ in range(20)]
for t in threads:
    t.start()


async def pump():
    for _ in range(10):
        await asyncio.sleep_ms(10)


asyncio.run(pump())  # it comes round: turns.py counts how soon
# A main thread that spins is interrupted as well.
started = []
t = threading.Thread(target=started.append, args=(1,))
t.start()
while not started:
    pass
# Under no_switch() nobody is let in.
counter = [0]


def guarded():
    for _ in range(200):
        with weft.no_switch():
            seen = counter[0]
            for _ in range(200):
                pass
            counter[0] = seen + 1


guards = [threading.Thread(target=guarded) for _ in range(4)]
for t in guards:
    t.start()
for t in guards:
    t.join()
assert counter[0] == 800, counter


# Whoever enters the block is meant by it, also where another thread leaves it.
def shared_block():
    with weft.no_switch():
        yield 1
    yield 2


shared = shared_block()
entered = []
spun = [0]


def enters():
    next(shared)
    entered.append(1)
    time.sleep(0.001)
    # Still inside, and so not preempted, until another has left it.
    for _ in range(20000):
        spun[0] += 1


def leaves():
    while not entered:
        time.sleep(0)
    seen = spun[0]
    next(shared)
    # Not inside: preempted as ever.
    end = time.monotonic() + 20
    while spun[0] == seen:
        assert time.monotonic() < end, "nobody is let in"


t = threading.Thread(target=enters)
u = threading.Thread(target=leaves)
t.start()
u.start()
t.join()
u.join()
guard = weft.no_switch()  # one for all
uses = [0]


def use():
    with guard:
        uses[0] += 1
        time.sleep(0.001)
        uses[0] += 1


users = [threading.Thread(target=use) for _ in range(3)]
for t in users:
    t.start()
for t in users:
    t.join()
started = []
t = threading.Thread(target=started.append, args=(1,))
t.start()
while not started:  # the main thread was not inside
    pass
stop.append(1)
for t in threads:
    t.join()

# Nor into a coroutine between two awaits, in await_() too.
inside = []
seen = []


async def undisturbed():
    for _ in range(20):
        inside.append(1)
        for _ in range(1000):
            pass
        seen.append(len(inside))
        inside.pop()
        await asyncio.sleep_ms(0)


threads = [threading.Thread(target=lambda: weft.await_(undisturbed())) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert seen == [1] * 80, seen
threading.setswitchinterval(0)

# Priorities: those of SYSTEM go first, and the others still get a turn.
order = []
done = threading.Event()


def turns(name, count):
    for _ in range(count):
        order.append(name)
        time.sleep(0)


user = threading.Thread(target=turns, args=("user", 5))
system = threading.Thread(target=turns, args=("system", 100))
try:
    user.priority = 2
    assert False
except ValueError:
    pass
system.priority = weft.SYSTEM
user.start()
system.start()
system.priority = weft.SYSTEM
assert user.priority == weft.USER and system.priority == weft.SYSTEM
user.join()
system.join()
assert order[:5] == ["system"] * 5, order
assert order.index("user") < 20 and order.count("user") == 5, order
try:
    threading.Thread(target=print).priority = 7
    assert False
except (RuntimeError, ValueError):
    pass

# The detector tells, once for each place, who held the VM, and where.
import weft._dump as reports

said = []
reports.print = lambda *args, file=None: said.append(args[0])
weft.block_limit(20)
assert weft.block_limit() == 20


def hog():
    end = time.ticks_add(time.ticks_ms(), 250)
    while time.ticks_diff(end, time.ticks_ms()) > 0:
        pass


async def coroutine_hog():
    end = time.ticks_add(time.ticks_ms(), 250)
    while time.ticks_diff(end, time.ticks_ms()) > 0:
        pass


for _ in range(2):
    t = threading.Thread(target=hog, name="the hog")
    t.start()
    time.sleep(0.001)
    t.join()
assert len(said) == 1, said
assert "'the hog'" in said[0] and ", in hog (" in said[0] and ", line " in said[0], said
asyncio.run(coroutine_hog())
assert len(said) == 2 and "coroutine_hog" in said[1], said


# What blocks in C is named itself, not what comes after it, and also if it is the thread's last act.
def blocks():
    utime.sleep_ms(250)


def calls_it():
    blocks()
    for _ in range(3):
        pass


for target, name in ((calls_it, "blocks"), (lambda: utime.sleep_ms(250), "<lambda>")):
    t = threading.Thread(target=target)
    t.start()
    t.join()
    assert len(said) == 3 and ", in %s (" % name in said.pop(), said
weft.block_limit(0)
asyncio.run(coroutine_hog())
assert len(said) == 2
print("OK")
