# SPDX-License-Identifier: MIT
"""What the primitives of `threading` and `queue` cost: one script for CPython, gevent and Weft.

    python3 threads.py [gevent] REPETITIONS [NAME...]
    micropython threads.py REPETITIONS [NAME...]

Prints a line `name nanoseconds` for each operation.
"""

import sys

arguments = sys.argv[1:]
if arguments[0] == "gevent":
    from gevent import monkey

    monkey.patch_all()
    arguments.pop(0)

import queue
import threading
import time

clock = time.ticks_us if hasattr(time, "ticks_us") else lambda: time.perf_counter() * 1e6


def run_pair(first, second):
    """The microseconds that two threads take for their functions."""
    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    start = clock()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clock() - start


def lock_uncontended(n):
    lock = threading.Lock()
    acquire, release = lock.acquire, lock.release
    start = clock()
    for _ in range(n):
        acquire()
        release()
    return clock() - start


def lock_handoff(n):
    """One switch from thread to thread, by releasing a lock that the other waits for."""
    there, back = threading.Lock(), threading.Lock()
    there.acquire()
    back.acquire()

    def first():
        for _ in range(n // 2):
            there.release()
            back.acquire()

    def second():
        for _ in range(n // 2):
            there.acquire()
            back.release()

    return run_pair(first, second)


def queue_put_get(n):
    q = queue.Queue()
    put, get = q.put, q.get
    start = clock()
    for i in range(n):
        put(i)
        get()
    return clock() - start


def queue_round_trip(n):
    there, back = queue.Queue(), queue.Queue()

    def first():
        for i in range(n):
            there.put(i)
            back.get()

    def second():
        for _ in range(n):
            back.put(there.get())

    return run_pair(first, second)


def condition_ping_pong(n):
    condition = threading.Condition()
    turn = [0]

    def player(me):
        def play():
            with condition:
                for _ in range(n):
                    while turn[0] != me:
                        condition.wait()
                    turn[0] = 1 - me
                    condition.notify()

        return play

    return run_pair(player(0), player(1))


def event_ping_pong(n):
    there, back = threading.Event(), threading.Event()

    def first():
        for _ in range(n):
            there.set()
            back.wait()
            back.clear()

    def second():
        for _ in range(n):
            there.wait()
            there.clear()
            back.set()

    return run_pair(first, second)


def start_join(n):
    def nothing():
        pass

    start = clock()
    for _ in range(n):
        thread = threading.Thread(target=nothing)
        thread.start()
        thread.join()
    return clock() - start


def thread_lock_uncontended(n):
    """MicroPython's own `_thread` lock, the floor that dispatching bytecode sets."""
    import _thread

    lock = _thread.allocate_lock()
    acquire, release = lock.acquire, lock.release
    start = clock()
    for _ in range(n):
        acquire()
        release()
    return clock() - start


BENCHMARKS = (
    lock_uncontended,
    lock_handoff,
    queue_put_get,
    queue_round_trip,
    condition_ping_pong,
    event_ping_pong,
    start_join,
    thread_lock_uncontended,
)


def main(repetitions, names):
    for benchmark in BENCHMARKS:
        name = benchmark.__name__
        if not names or name in names:
            benchmark(repetitions // 10 + 2)  # warm up
            print(name, benchmark(repetitions) * 1000 / repetitions)


main(int(arguments[0]), arguments[1:])
