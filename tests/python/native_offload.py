# SPDX-License-Identifier: MIT
# weft: only
"""weft.to_native() and NativeThread."""

import threading
import time

import utime
import weft

# utime's sleep truly blocks the OS thread.


def block(seconds, value=None):
    utime.sleep(seconds)
    return value


assert weft.to_native(block, 0.001, value=3) == 3

# The others run on meanwhile.
ticks = []
stop = threading.Event()


def ticker():
    while not stop.wait(0.002):
        ticks.append(1)


def until(condition):
    while not condition():
        utime.sleep(0.001)


t = threading.Thread(target=ticker)
t.start()
weft.to_native(until, lambda: len(ticks) >= 5)
stop.set()
t.join()

# What is raised comes back, with its own type.
try:
    weft.to_native(lambda: {}["k"])
    assert False
except KeyError:
    pass

# Giving up does not stop the call, and its result goes nowhere.
begun, may_end, done = [], [], []


def slow():
    begun.append(1)
    until(lambda: may_end)
    done.append(1)


try:
    weft.to_native(slow, timeout=0.005)
    assert False
except TimeoutError:
    pass
killed = threading.Thread(target=weft.to_native, args=(slow,))
killed.start()
while len(begun) < 2:
    time.sleep(0.001)
killed.kill()
killed.join()
assert not killed.is_alive() and done == []
may_end.append(1)
while len(done) < 2:
    time.sleep(0.001)

# At most so many at a time; more calls than workers wait their turn.
assert weft.native_workers() >= 1
weft.native_workers(2)
running, most = [0], [0]
lock = threading.Lock()


def count():
    with lock:
        running[0] += 1
        most[0] = max(most[0], running[0])
    utime.sleep(0.002)
    with lock:
        running[0] -= 1


time.sleep(0.01)
threads = [threading.Thread(target=weft.to_native, args=(count,)) for _ in range(20)]
for t in threads:
    t.start()
for t in threads:
    t.join()
# Workers of the time before may still be about: they end as they get free.
assert running == [0] and most[0] <= 8, (running, most)
try:
    weft.native_workers(0)
    assert False
except ValueError:
    pass

# A long-lived native thread shares events and queues, and can be told to end.
led = [0]
off = threading.Event()


def blink():
    assert threading.current_thread().name == "led"
    while not off.wait(0.001):
        led[0] += 1


thread = weft.NativeThread(target=blink, name="led", daemon=True)
thread.start()
assert thread.is_alive() and thread in threading.enumerate()
while led[0] < 3:
    time.sleep(0.001)
off.set()
thread.join()
assert not thread.is_alive() and thread not in threading.enumerate()
try:
    thread.start()
    assert False
except RuntimeError:
    pass


# Killed where it waits, and where it runs.
def spin():
    while True:
        pass


for target in (threading.Event().wait, spin):
    thread = weft.NativeThread(target=target)
    thread.start()
    utime.sleep(0.005)
    thread.kill()
    thread.join(5)
    assert not thread.is_alive()

# While schedules are explored time is virtual, but not for a native thread.
weft.explore(1)
assert weft.to_native(block, 0.01, value=4) == 4
weft.explore(None)
print("OK")
