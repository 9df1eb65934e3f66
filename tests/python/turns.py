# SPDX-License-Identifier: MIT
# weft: only
"""Fairness: whatever runs beside it, each that wants to run gets its turn within a bounded number of
turns of all the others. Turns are counted, not time.

A turn is what one player does until another comes: a step of those that hand over, or the whole slice of
a thread that spins. Plan: a mix of players runs until so many steps and turns have been made by all
together; each must have come round often enough that it never missed BOUND turns, and at all, and come to
an end. What a player waits for outside (a timer, a socket, a native thread) it counts from when that has
come. Each mix runs in asyncio.run(), while the main thread waits in a blocking call, and while it polls by
time.sleep(0).

The bound: tasks and threads take turns of a millisecond each, or of ten, and no machine hands over so often
in that time.
"""

import asyncio
import gc
import queue
import sys
import threading
import time

import weft

try:
    import _thread
except ImportError:
    _thread = None

unix = sys.platform == "linux"
if unix:
    import socket
BOUND = 20000 if unix else 4000
RUN = 3 * BOUND
FEWEST_TURNS = 60  # of the slices of two spinning threads, say
SPIN = 20  # so many rounds of a spinning thread are a step

weft.block_limit(0)
threading.setswitchinterval(0.005)


class Mix:
    def __init__(self):
        self.steps = 0
        self.turns = 0
        self.runs = None  # whose turn it is
        self.stop = False
        self.done = threading.Event()
        self.gaps = {}
        self.counts = {}
        self.last = {}  # when each came round last
        self.due = {}  # of a timer: when its time is up, and at which turn it was seen to be
        self.since = {}
        self.players = 0

    def step(self, name, since):
        """Counts a step of a player whose turn was due at turn `since`; returns the turn."""
        self.steps += 1
        if self.runs != name:
            self.runs = name
            self.turns += 1
        now = self.turns
        self.last[name] = now
        gap = now - since
        self.counts[name] = self.counts.get(name, 0) + 1
        if gap > self.gaps.get(name, 0):
            self.gaps[name] = gap
        if self.steps >= RUN and now >= FEWEST_TURNS and not self.stop:
            self.stop = True
            for other, last in self.last.items():  # those that have not come round again
                self.gaps[other] = max(self.gaps.get(other, 0), now - last)
        return now

    def ended(self):
        self.players -= 1
        if self.players == 0:
            self.done.set()


def ends(play):
    def run(mix, *args):
        try:
            play(mix, *args)
        finally:
            mix.ended()

    return run


def ends_too(play):
    async def run(mix, *args):
        try:
            await play(mix, *args)
        finally:
            mix.ended()

    return run


@ends
def hand_over(mix, name, own, other):
    since = mix.turns
    while not mix.stop:
        other.put(1)
        own.get()
        since = mix.step(name, since)
    other.put(1)  # the last one of the other


@ends
def sleep_0(mix, name):
    since = mix.turns
    while not mix.stop:
        time.sleep(0)
        since = mix.step(name, since)


@ends
def spin(mix, name):
    since = mix.turns
    while not mix.stop:
        for _ in range(SPIN):
            pass
        since = mix.step(name, since)


@ends
def poll(mix, name):
    empty = queue.Queue()
    since = mix.turns
    while not mix.stop:
        try:
            empty.get_nowait()
        except queue.Empty:
            pass
        since = mix.step(name, since)


@ends
def timer(mix, name):
    # The turns that go by until the time is up are no business of ours: others look at the clock.
    while not mix.stop:
        mix.due[name] = time.monotonic() + 0.002
        mix.since.pop(name, None)
        time.sleep(0.002)
        mix.step(name, mix.since.get(name, mix.turns))


@ends
def timed_out(mix, name):
    while not mix.stop:
        mix.due[name] = time.monotonic() + 0.002
        mix.since.pop(name, None)
        try:
            with weft.Timeout(0.002):
                threading.Event().wait()
        except TimeoutError:
            pass
        mix.step(name, mix.since.get(name, mix.turns))


@ends_too
async def async_sleep_0(mix, name):
    since = mix.turns
    while not mix.stop:
        await asyncio.sleep_ms(0)
        since = mix.step(name, since)


@ends_too
async def async_timer(mix, name):
    while not mix.stop:
        mix.due[name] = time.monotonic() + 0.003  # asyncio counts whole milliseconds
        mix.since.pop(name, None)
        await asyncio.sleep_ms(2)
        mix.step(name, mix.since.get(name, mix.turns))


@ends
def look_at_clock(mix, name):
    """Tells at which turn the timers' time was up."""
    since = mix.turns
    while not mix.stop:
        now = time.monotonic()
        for timer, due in list(mix.due.items()):
            if now >= due and timer not in mix.since:
                mix.since[timer] = mix.turns
        time.sleep(0)
        since = mix.step(name, since)


@ends
def native_wakes(mix, name):
    ask, answer = threading.Event(), threading.Event()
    answered = [0]

    def native():
        while True:
            ask.wait()
            ask.clear()
            answered[0] = mix.turns
            answer.set()
            if mix.stop:
                break

    thread = weft.NativeThread(target=native)
    thread.start()
    while not mix.stop:
        ask.set()
        answer.wait()
        answer.clear()
        mix.step(name, answered[0])
    ask.set()
    thread.join()


async def echo(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()


@ends_too
async def streams(mix, name):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = await asyncio.start_server(echo, "127.0.0.1", port)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while not mix.stop:
        since = mix.turns
        writer.write(b"x\n")
        await writer.drain()
        assert await reader.readline() == b"x\n"
        mix.step(name, since)
    writer.close()
    server.close()
    await server.wait_closed()


def blocking_task(play, mix, *args):
    async def run():
        play(mix, *args)

    return asyncio.create_task(run())


def thread(play, mix, *args):
    threading.Thread(target=play, args=(mix,) + args, daemon=True).start()


def start(mix, name):
    if name.endswith("hand over"):
        a, b = queue.Queue(), queue.Queue()
        begin = blocking_task if name.startswith("tasks") else thread
        mix.players += 2
        mix.last[name + " 1"] = mix.last[name + " 2"] = 0
        begin(hand_over, mix, name + " 1", a, b)
        begin(hand_over, mix, name + " 2", b, a)
        return
    mix.players += 1
    mix.last[name] = 0
    kind, play = {
        "threads in sleep(0)": (thread, sleep_0),
        "tasks in sleep(0)": (blocking_task, sleep_0),
        "tasks in asyncio.sleep(0)": (None, async_sleep_0),
        "threads that spin": (thread, spin),
        "threads that poll": (thread, poll),
        "a thread's timer": (thread, timer),
        "a task's timer": (blocking_task, timer),
        "asyncio's timer": (None, async_timer),
        "a thread's Timeout": (thread, timed_out),
        "a task's Timeout": (blocking_task, timed_out),
        "the clock": (thread, look_at_clock),
        "native wakes": (thread, native_wakes),
        "native wakes of a task": (blocking_task, native_wakes),
        "streams": (None, streams),
    }[name]
    if kind is None:
        asyncio.create_task(play(mix, name))
    else:
        kind(play, mix, name)


TIMERS = ["a thread's timer", "a task's timer", "asyncio's timer", "a thread's Timeout", "a task's Timeout",
          "the clock"]
MIXES = [
    ["tasks hand over", "threads hand over"],
    ["tasks hand over", "threads in sleep(0)"] + TIMERS,
    ["tasks in sleep(0)", "threads hand over"] + TIMERS,
    ["tasks in asyncio.sleep(0)", "threads that spin"] + TIMERS,
    ["tasks hand over", "threads that spin", "threads that poll"],
    ["threads that spin", "threads in sleep(0)", "asyncio's timer", "the clock"],
    ["threads that spin", "tasks in asyncio.sleep(0)"],
    ["tasks hand over", "tasks in sleep(0)", "tasks in asyncio.sleep(0)", "threads in sleep(0)"],
]
if _thread is not None:
    MIXES += [
        ["native wakes", "native wakes of a task", "tasks hand over"],
        ["native wakes", "native wakes of a task", "threads hand over"],
        ["native wakes", "native wakes of a task", "threads that spin"],
    ]
if unix:
    MIXES += [
        ["streams", "tasks in sleep(0)", "threads that spin"],
        ["streams", "tasks hand over", "threads hand over"],
    ]


def in_run(mix, names):
    async def main():
        for name in names:
            start(mix, name)
        await mix.done.wait_async()

    asyncio.run(main())


def main_waits(mix, names):
    for name in names:
        start(mix, name)
    mix.done.wait()


def main_polls(mix, names):
    for name in names:
        start(mix, name)
    since = mix.turns
    while not mix.done.is_set():
        time.sleep(0)
        since = mix.step("main", since)


failed = []
for names in MIXES:
    for how in (in_run, main_waits, main_polls):
        mix = Mix()
        how(mix, names)
        bad = {name: gap for name, gap in mix.gaps.items() if gap > BOUND}
        bad.update({name: "never" for name in mix.last if name not in mix.counts})
        if bad or "-v" in sys.argv:
            print(how.__name__, names)
            for name, gap in sorted(mix.gaps.items()):
                print("    %s: %d steps, at most %d turns apart" % (name, mix.counts.get(name, 0), gap))
        if bad:
            failed.append((how.__name__, bad))
        gc.collect()
assert not failed, failed
print("OK")
