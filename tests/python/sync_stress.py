# SPDX-License-Identifier: MIT
# weft: only
# weft: soak
"""Threads x locks, semaphores, conditions, events, queues and barriers x time-outs, at random.

Nothing interrupts a green thread between two waits, so a model of who waits for what since when can
be kept beside each object, and every return checked against it:
 - whoever is served after a wait was the first in line, but for those whose time was up;
 - nobody times out early, or without a time-out;
 - what was released, notified or put is received, and once.

The seed is printed; SEED=n in the environment runs the same again. (Time-outs run by the clock, so
the interleaving is alike, not the same.)
"""

import os
import queue
import threading
import time

BOARD = not hasattr(os, "getenv")  # with little memory
getenv = (lambda name: None) if BOARD else os.getenv
SOAK = getenv("WEFT_SOAK") == "1"
seed = int(getenv("SEED") or (time.monotonic_ns() // 1000) % 1000000007)
print("seed", seed)


# Who is noted first must be first in line: nothing comes between two waits.
if hasattr(threading, "setswitchinterval"):
    threading.setswitchinterval(0)


class Random:
    """A generator of our own: the same numbers on every build."""

    def __init__(self, seed):
        self.state = seed * 2654435761 % 4294967296 or 1

    def below(self, n):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self.state = x
        return x % n

    def timeout(self):
        """None, or anything from no time at all to a few milliseconds."""
        kind = self.below(4)
        return None if kind == 0 else 0 if kind == 1 else self.below(4000) / 1e6


def now_us():
    """In integers: what floats say of a few microseconds depends on how long the machine is up."""
    return time.monotonic_ns() // 1000


class Place:
    """In a line, until `end`; None: for ever."""

    def __init__(self, timeout):
        self.end = None if timeout is None else now_us() + round(timeout * 1e6)
        self.must = self.may = False  # be told: see Signals and Flag

    def is_up(self, now):
        return self.end is not None and now >= self.end


class Line:
    """Those who wait for one thing, in the order they came."""

    def __init__(self, strict=True):
        self.places = []
        self.strict = strict

    def wait(self, call, timeout, place=None):
        """call() waits, at most timeout seconds; returns whether it was served."""
        place = place or Place(timeout)
        self.places.append(place)
        served = call()
        now = now_us()
        if served and self.strict:
            for other in self.places:
                if other is place:
                    break
                assert other.is_up(now), "not the first in line"
        elif not served:
            assert place.end is not None, "timed out, without a time-out"
            assert place.is_up(now), "timed out early, by %d us" % (place.end - now)
        self.places.remove(place)
        return served


class Guard:
    """A Lock or Semaphore, and how many may be inside."""

    def __init__(self, kind, room):
        self.thing = threading.Lock() if kind is threading.Lock else kind(room)
        self.forever = -1 if kind is threading.Lock else None
        self.can_overtake = room > 1
        self.room = room
        self.line = Line()

    def step(self, random):
        timeout = random.timeout()
        limit = self.forever if timeout is None else timeout
        # Of several permits one may be free while another is on its way to who waited for it.
        at_once = self.can_overtake and self.thing.acquire(False)
        if not at_once and not self.line.wait(lambda: self.thing.acquire(True, limit), timeout):
            return
        self.room -= 1
        assert self.room >= 0, "too many inside"
        pause(random)
        self.room += 1
        self.thing.release()


class Recursive:
    """An RLock, and who holds it how often."""

    def __init__(self):
        self.lock = threading.RLock()
        self.line = Line()
        self.owner = None

    def step(self, random):
        me = threading.get_ident()
        timeout = random.timeout()
        limit = -1 if timeout is None else timeout
        if not self.line.wait(lambda: self.lock.acquire(True, limit), timeout):
            return
        assert self.owner is None, "two owners"
        self.owner = me
        for _ in range(random.below(3)):
            with self.lock:
                pause(random)
                assert self.owner == me
        self.owner = None
        self.lock.release()


class Signals:
    """A Condition. notify(n) tells the first n in line; somebody whose time is up may be one of
    them or not."""

    def __init__(self):
        self.condition = threading.Condition(threading.Lock())
        self.line = Line()

    def step(self, random):
        with self.condition:
            if random.below(3) == 0:
                return self.notify(1 + random.below(3))
            timeout = random.timeout()
            place = Place(timeout)
            told = self.line.wait(lambda: self.condition.wait(timeout), timeout, place)
            assert place.may or not told, "woken by nobody"
            assert told or not place.must, "a notify was missed"

    def notify(self, n):
        now = now_us()
        at_most = at_least = 0  # ahead of the place, to be told now
        for place in self.line.places:
            if place.must:
                continue  # told already
            sure = not place.is_up(now) and not place.may
            place.may = place.may or at_least < n
            place.must = at_most < n and not place.is_up(now)
            at_most += 1
            at_least += sure
        self.condition.notify(n)

    def wake_all(self):
        with self.condition:
            self.notify(len(self.line.places))


class Flag:
    """An Event: who waits as it is set goes on, though it is cleared at once."""

    def __init__(self):
        self.event = threading.Event()
        self.waiting = []

    def step(self, random):
        if random.below(3) == 0:
            return self.wake_all()
        timeout = random.timeout()
        place = Place(timeout)
        self.waiting.append(place)
        seen = self.event.wait(timeout)
        self.waiting.remove(place)
        assert seen or not place.must, "an event was missed"
        assert seen or place.is_up(now_us()), "timed out early"

    def wake_all(self):
        self.event.set()
        now = now_us()
        for place in self.waiting:
            place.must = not place.is_up(now)
        self.event.clear()


class Mail:
    """A queue and what is in it. Whoever puts an item then gets one, so that none waits in vain."""

    def __init__(self, kind, maxsize):
        self.queue = kind(maxsize)
        self.in_order = kind is queue.Queue
        # A PriorityQueue works as CPython's do: whoever comes as there is room need not wait.
        self.putters = Line(strict=kind is not queue.PriorityQueue)
        self.getters = Line(strict=kind is not queue.PriorityQueue)
        self.sent = set()
        self.last = {}  # (getter, putter) -> the number of the last item

    def step(self, random):
        me = threading.get_ident()
        item = (me, len(self.last) + time.monotonic_ns())
        timeout = random.timeout()
        self.sent.add(item)  # whoever gets it may run before we do
        if not succeeds(self.queue.put_nowait, item):
            put = lambda: succeeds(self.queue.put, item, True, timeout)
            if not self.putters.wait(put, timeout):
                assert item in self.sent, "received, though not put"
                self.sent.remove(item)
                return
        pause(random)
        got = []

        def get(block=True, timeout=None):
            return succeeds(lambda: got.append(self.queue.get(block, timeout)))

        timeout = random.timeout()
        if not get(False) and not self.getters.wait(lambda: get(True, timeout), timeout):
            if not get(False):
                self.getters.wait(get, None)
        item = got[0]
        assert item in self.sent, "received twice"
        self.sent.remove(item)
        if self.in_order:
            assert self.last.get((me, item[0]), 0) < item[1], "out of order"
            self.last[me, item[0]] = item[1]
        self.queue.task_done()


def succeeds(call, *args):
    try:
        call(*args)
    except (queue.Full, queue.Empty):
        return False
    return True


class Meeting:
    """A Barrier for all of its threads, round after round."""

    def __init__(self, parties):
        self.barrier = threading.Barrier(parties)
        self.parties = parties
        self.arrived = 0
        self.indices = []

    def step(self, random, number):
        pause(random)
        self.arrived += 1
        index = self.barrier.wait()
        assert self.arrived >= (number + 1) * self.parties, "passed before all had come"
        self.indices.append(index)


def pause(random):
    kind = random.below(6)
    if kind == 0:
        time.sleep(random.below(1500) / 1e6)
    elif kind < 3:
        time.sleep(0)


def run(seed, workers, steps):
    random = Random(seed)
    signals, flag = Signals(), Flag()
    mails = [Mail(queue.Queue, 2), Mail(queue.Queue, 0), Mail(queue.LifoQueue, 3)]
    mails.append(Mail(queue.PriorityQueue, 3))
    guards = [Guard(threading.Lock, 1), Guard(threading.Lock, 1)]
    guards += [Guard(threading.Semaphore, 3), Guard(threading.BoundedSemaphore, 2), Recursive()]
    things = guards + mails + [signals, flag]
    meeting = Meeting(3)
    ended = []

    def work(n):
        random = Random(seed + 7919 * n)
        for _ in range(steps):
            things[random.below(len(things))].step(random)
        ended.append(n)

    def meet(n):
        random = Random(seed + 104729 * n)
        for number in range(steps // 4):
            meeting.step(random, number)
        ended.append(workers + n)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(workers)]
    threads += [threading.Thread(target=meet, args=(n,)) for n in range(meeting.parties)]
    for thread in threads:
        thread.start()
    # Whoever waits to be told, without a time-out, is told in the end.
    while len(ended) < len(threads) and any(thread.is_alive() for thread in threads):
        timeout = random.timeout() or 0
        place = Place(timeout)
        thread = threads[random.below(len(threads))]
        thread.join(timeout)
        assert place.is_up(now_us()) or not thread.is_alive(), "join() timed out early"
        signals.wake_all()
        flag.wake_all()
    for thread in threads:
        thread.join()
    assert sorted(ended) == list(range(len(threads))), "a thread failed"
    for mail in mails:
        assert not mail.sent and mail.queue.empty(), "items were lost"
        mail.queue.join()
    for index in range(meeting.parties):
        assert meeting.indices.count(index) == steps // 4


end = time.monotonic() + (600 if SOAK else 2)
while time.monotonic() < end:
    workers = 2 + Random(seed).below(6 if BOARD else 20)
    run(seed, workers, 20 if BOARD else 60)
    seed += 1
print("OK")
