# SPDX-License-Identifier: MIT
# What several threads may use at once: logging, lru_cache, deque, Counter under a lock, random.
# Under short time slices, with native threads among the others.
# weft: only

import io
import logging
import logging.handlers
import queue
import random
import threading
from collections import Counter, deque, defaultdict
from functools import lru_cache

import weft

THREADS = 6
ROUNDS = 150

threading.setswitchinterval(0.0005)


def run(work, kinds=(threading.Thread,)):
    """work(n) in THREADS threads of each kind; what one raises fails the test."""
    errors = []

    def guarded(n):
        try:
            work(n)
        except BaseException as exc:
            errors.append(exc)

    threads = [
        kind(target=guarded, args=(n,), name="%s-%d" % (kind.__name__, n))
        for kind in kinds
        for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return len(threads)


BOTH = (threading.Thread, weft.NativeThread)


class Slow(io.StringIO):
    """A stream that gives way in the middle of each line."""

    def __init__(self):
        super().__init__()
        self.parts = []

    def write(self, text):
        half = len(text) // 2
        self.parts.append(text[:half])
        weft._weft.sleep(0)
        self.parts.append(text[half:])

    def flush(self):
        pass


def test_logging_lines_are_whole():
    stream = Slow()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(threadName)s|%(thread)d|%(message)s|end"))
    log = logging.getLogger("whole")
    log.propagate = False
    log.setLevel(logging.INFO)
    log.addHandler(handler)

    def work(n):
        for i in range(20):
            log.info("message %d", i)

    threads = run(work, BOTH)
    lines = "".join(stream.parts).split("\n")[:-1]
    assert len(lines) == threads * 20, len(lines)
    assert len(set(lines)) == len(lines)
    for line in lines:
        name, ident, message, end = line.split("|")
        assert end == "end" and message.startswith("message ") and "Thread-" in name, line
        int(ident)
    handler.close()


def test_loggers_are_one():
    found = []

    def work(n):
        for i in range(30):
            found.append((i, logging.getLogger("a%d.b.c" % i)))
            logging.getLogger("a%d" % i)

    run(work)
    assert len(set(id(logger) for _, logger in found)) == 30
    for i, logger in found:
        assert logger.parent is logging.getLogger("a%d" % i)


def test_queue_listener():
    stream = io.StringIO()
    records = queue.Queue()
    listener = logging.handlers.QueueListener(records, logging.StreamHandler(stream))
    log = logging.getLogger("queued")
    log.propagate = False
    log.setLevel(logging.INFO)
    log.addHandler(logging.handlers.QueueHandler(records))
    listener.start()

    def work(n):
        for i in range(30):
            log.info("%d %d", n, i)

    run(work)
    listener.stop()
    lines = stream.getvalue().split("\n")[:-1]
    assert len(lines) == THREADS * 30
    for n in range(THREADS):  # in the order in which each thread logged
        assert [line for line in lines if line.startswith("%d " % n)] == [
            "%d %d" % (n, i) for i in range(30)
        ]


def test_lru_cache():
    calls = []

    @lru_cache(maxsize=8)
    def square(x):
        calls.append(x)
        return x * x

    def work(n):
        for i in range(ROUNDS):
            x = (i * 7 + n) % 12
            assert square(x) == x * x

    run(work)
    info = square.cache_info()
    assert info.hits + info.misses == THREADS * ROUNDS, info
    assert info.misses == len(calls)
    assert info.currsize == 8, info


def test_deque():
    shared = deque()
    taken = deque()

    def work(n):
        for i in range(ROUNDS):
            shared.append((n, i))
            if i % 3 == 0:
                taken.append(shared.popleft())

    run(work)  # green ones: without a GIL nothing guards a container from native threads
    everything = list(shared) + list(taken)
    assert len(everything) == len(set(everything)) == THREADS * ROUNDS


def test_counter_and_defaultdict():
    counter, groups, lock = Counter(), defaultdict(list), threading.Lock()

    def work(n):
        for i in range(ROUNDS):
            with lock:
                counter[i % 5] += 1
                groups[i % 5].append(n)

    run(work)
    assert counter.total() == THREADS * ROUNDS
    assert sum([len(group) for group in groups.values()]) == THREADS * ROUNDS


def test_random():
    own = random.Random(7)
    numbers = deque()

    def work(n):
        for _ in range(30):
            numbers.append(own.getrandbits(64))
            assert 0 <= random.random() < 1
            random.gauss(0, 1)

    run(work)
    again = random.Random(7)
    # No step of the generator is lost or taken twice.
    assert sorted(numbers) == sorted([again.getrandbits(64) for _ in range(THREADS * 30)])


for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
print("OK")
