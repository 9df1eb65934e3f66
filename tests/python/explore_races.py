# SPDX-License-Identifier: MIT
# weft: only
# weft: soak
"""weft.find_seed() finds the classic races, brings them back, and reports none where there is none.

Each of the planted races stands beside its corrected version. The race must be found within 1,000
seeds, and again by the seed alone, with the same trace; the corrected version must stay clean over as
many (10,000 in the long form). So must the stress of our own primitives.
"""

import asyncio
import os
import queue
import sched
import threading
import time
from concurrent import futures

import _weft
import weft

BOARD = not hasattr(os, "getenv")  # with little memory, and no haste
getenv = (lambda name: None) if BOARD else os.getenv
SOAK = getenv("WEFT_SOAK") == "1"
SEED = int(getenv("SEED") or (time.monotonic_ns() // 1000) % 1000000007)
FIND = 1000
CLEAN = 10_000 if SOAK else FIND
STRESS = 10_000 if SOAK else 20 if BOARD else 500
print("seed", SEED)


class Failure(Exception):
    """What a thread of a program under test raised."""


trace = []  # what happened, in order: two runs are alike if their traces are
raised = []
threading.excepthook = lambda args: raised.append(args.exc_value)


def run(*functions):
    """Run them in threads, named by their places; raise what one of them raised."""
    raised.clear()

    def named(n, function):
        def call():
            trace.append(n)
            function()
            trace.append(-n)

        return call

    threads = [threading.Thread(target=named(n + 1, f), daemon=True) for n, f in enumerate(functions)]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    finally:
        # After a deadlock: the next seed begins with nobody about.
        weft.explore(None)
        for thread in threads:
            thread.kill()
        for thread in threads:
            thread.join()
    failures = [exc for exc in raised if not isinstance(exc, SystemExit)]
    if failures:
        raise failures[0]


# Each race is a function of `fixed`.


def lost_update(fixed):
    total = [0]
    lock = threading.Lock()

    def add():
        for _ in range(3):
            if fixed:
                with lock:
                    total[0] += 1
            else:
                seen = total[0]
                for _ in range(2):
                    trace.append(seen)
                total[0] = seen + 1

    run(add, add)
    assert total[0] == 6, total


def lost_notify(fixed):
    condition = threading.Condition()
    ready = []

    def wait():
        with condition:
            if fixed:
                condition.wait_for(lambda: ready)
            else:
                condition.wait()  # though it may have been said already

    def notify():
        with condition:
            ready.append(1)
            condition.notify()

    run(wait, notify)


def check_then_act(fixed):
    q = queue.Queue()
    q.put("only one")

    def take():
        if fixed:
            try:
                q.get_nowait()
            except queue.Empty:
                pass
        elif not q.empty():
            for _ in range(2):
                trace.append("act")
            q.get()  # waits for ever if the other was quicker

    run(take, take)


def lock_order(fixed):
    a, b = threading.Lock(), threading.Lock()

    def one():
        with a:
            for _ in range(2):
                trace.append("one")
            with b:
                pass

    def other():
        with a if fixed else b:
            for _ in range(2):
                trace.append("other")
            with b if fixed else a:
                pass

    run(one, other)


def double_checked(fixed):
    lock = threading.Lock()
    made = []

    def use():
        if not made:
            with lock:
                if not fixed or not made:
                    for _ in range(2):
                        trace.append("make")
                    made.append(object())
        assert len(made) == 1, "initialised twice"

    run(use, use)


def missing_join(fixed):
    results = []

    def work():
        for n in range(3):
            results.append(n)

    def main():
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        if fixed:
            thread.join()
        time.sleep(0)
        try:
            assert results == [0, 1, 2], results
        finally:
            thread.join()  # so that the next run begins alike

    run(main)


def broken_invariant(fixed):
    lock = threading.Lock()
    accounts = {"a": 10, "b": 10}

    def move():
        for _ in range(2):
            if fixed:
                lock.acquire()
            accounts["a"] -= 1
            for _ in range(2):
                trace.append("moving")
            accounts["b"] += 1
            if fixed:
                lock.release()

    def audit():
        for _ in range(2):
            if fixed:
                lock.acquire()
            total = accounts["a"] + accounts["b"]
            if fixed:
                lock.release()
            assert total == 20, total

    run(move, audit)


def semaphore_misuse(fixed):
    # A binary semaphore lets anybody release it: here it is released without having been had.
    semaphore = threading.Semaphore(1)
    inside = [0]

    def use():
        got = semaphore.acquire(True, None if fixed else 0.000001)
        if got:
            inside[0] += 1
            assert inside[0] == 1, "two inside"
            time.sleep(0.0001)
            inside[0] -= 1
        semaphore.release()

    run(use, use, use)


def cleared_too_early(fixed):
    event = threading.Event()
    seen = [0]

    def wait():
        for _ in range(2):
            trace.append("on the way")
        event.wait()
        seen[0] += 1

    def set_for_two():
        event.set()
        if fixed:
            while seen[0] < 2:
                time.sleep(0.0001)
        event.clear()

    run(wait, wait, set_for_two)


def published_too_early(fixed):
    class Box:
        value = None

    box = Box()
    published = []

    def publish():
        if not fixed:
            published.append(box)
        for n in range(2):
            trace.append(n)
        box.value = 42
        if fixed:
            published.append(box)

    def read():
        for _ in range(3):
            if published:
                assert published[0].value == 42, "seen before it was made"

    run(publish, read)


def aba(fixed):
    # A stack of nodes, [name, next], with a compare-and-swap that looks at the top alone.
    b = ["b", None]
    a = ["a", b]
    top, version, freed = [a], [0], []

    def swap(old, seen, new):
        with weft.no_switch():
            if top[0] is old and (not fixed or version[0] == seen):
                top[0] = new
                version[0] += 1

    def pop():
        node, seen = top[0], version[0]
        following = node[1]
        for _ in range(2):
            trace.append("pop")
        swap(node, seen, following)
        assert top[0] not in freed, "the top of the stack has been freed"

    def pop_both_and_push_one():
        with weft.no_switch():
            if top[0] is a:
                freed.append(b)
                a[1] = None
                version[0] += 3

    run(pop, pop_both_and_push_one)


RACES = (lost_update, lost_notify, check_then_act, lock_order, double_checked, missing_join,
         broken_invariant, semaphore_misuse, cleared_too_early, published_too_early, aba)


# The primitives themselves: what they promise holds under every seed.


def pipeline():
    q, done = queue.Queue(2), ([], [])

    def produce(n):
        for i in range(4):
            q.put((n, i))

    def consume(n):
        for _ in range(4):
            done[n].append(q.get())
            q.task_done()

    run(lambda: produce(0), lambda: produce(1), lambda: consume(0), lambda: consume(1))
    q.join()
    assert sorted(done[0] + done[1]) == [(n, i) for n in range(2) for i in range(4)], done
    for items in done:
        for n in range(2):
            order = [item for item in items if item[0] == n]
            assert order == sorted(order), done


def ping_pong():
    condition = threading.Condition()
    turn, log = [0], []

    def play(me):
        for _ in range(3):
            with condition:
                while turn[0] != me:
                    condition.wait()
                log.append(me)
                turn[0] = 1 - me
                condition.notify()

    run(lambda: play(0), lambda: play(1))
    assert log == [0, 1] * 3, log


def rounds():
    barrier = threading.Barrier(3)
    arrived = [0]

    def party():
        for n in range(3):
            arrived[0] += 1
            barrier.wait()
            assert arrived[0] >= 3 * (n + 1), "passed before all had come"

    run(party, party, party)
    assert barrier.n_waiting == 0


def pool():
    semaphore = threading.BoundedSemaphore(2)
    inside = [0]

    def use():
        for _ in range(2):
            with semaphore:
                inside[0] += 1
                assert inside[0] <= 2, "too many inside"
                time.sleep(0)
                inside[0] -= 1

    run(use, use, use, use)
    assert semaphore._value == 2 and inside == [0]


def recursion():
    lock = threading.RLock()
    owner = [0]

    def use(me):
        for _ in range(2):
            with lock:
                assert owner[0] == 0, "two owners"
                owner[0] = me
                with lock:
                    time.sleep(0)
                    assert owner[0] == me
                owner[0] = 0

    run(lambda: use(1), lambda: use(2), lambda: use(3))


def kills():
    lock, q, semaphore = threading.Lock(), queue.Queue(), threading.Semaphore(1)
    condition = threading.Condition()
    got = []

    def wait():
        with lock:
            with semaphore:
                item = q.get()
                got.append(item)
                with condition:
                    condition.wait()

    victims = [threading.Thread(target=wait, daemon=True) for _ in range(2)]

    def killer():
        for victim in victims:
            victim.start()
        q.put(1)
        for victim in victims:
            victim.kill()
        for victim in victims:
            victim.join()

    run(killer)
    assert q.qsize() + len(got) == 1, "an item was lost, or there twice"
    assert lock.acquire(False) and condition.acquire(False), "the dead hold a lock"
    assert semaphore._value == 1


def waiting_for_futures():
    fs = [futures.Future() for _ in range(3)]
    seen = []

    def settle():
        for n, future in enumerate(fs):
            future.set_result(n)

    def wait_for_all():
        done, not_done = futures.wait(fs)
        assert len(done) == 3 and not not_done

    def wait_for_each():
        seen.extend(future.result() for future in futures.as_completed(fs))

    run(settle, wait_for_all, wait_for_each)
    assert sorted(seen) == [0, 1, 2], seen
    assert not any(future._waiters for future in fs)


def calls_that_need_each_other():
    # With two threads for two calls neither may be queued behind the other.
    executor = futures.ThreadPoolExecutor(2)

    def submit():
        for _ in range(2):
            given = threading.Event()
            first = executor.submit(given.wait)
            executor.submit(given.set).result()
            assert first.result()

    try:
        run(submit)
    finally:
        executor.shutdown()


def queue_that_goes_slow():
    q = queue.Queue()
    got = []

    def put():
        for n in range(4):
            q.put(n)

    def slow():
        with q.mutex:
            assert q.unfinished_tasks - len(q.queue) in (len(got), len(got) + 1)

    def get():
        for _ in range(4):
            got.append(q.get())

    run(put, slow, slow, get)
    assert got == [0, 1, 2, 3], got


def bounded_queue_that_goes_slow():
    q = queue.Queue(1)
    got = []

    def put():
        for n in range(4):
            q.put(n)

    def get():
        for _ in range(4):
            got.append(q.get())
            q.task_done()

    def slow():
        with q.mutex:
            pass

    run(put, get, slow, q.join)
    q.join()
    assert got == [0, 1, 2, 3], got


def priorities():
    q = queue.PriorityQueue(2)
    got = []

    def put(base):
        for n in range(3):
            q.put(base + n)

    def get():
        while True:
            try:
                got.append(q.get())
            except queue.ShutDown:
                return
            q.task_done()

    def stop():
        threads = [threading.Thread(target=put, args=(base,), daemon=True) for base in (0, 10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        q.join()
        q.shutdown()

    run(get, get, stop)
    assert sorted(got) == [0, 1, 2, 10, 11, 12], got


def pool_shut_down():
    executor = futures.ThreadPoolExecutor(2)
    taken, ran, refused = [], [], []

    def submit():
        for n in range(3):
            try:
                taken.append(executor.submit(ran.append, n))
            except RuntimeError:
                refused.append(n)

    run(submit, submit, lambda: executor.shutdown(cancel_futures=True))
    executor.shutdown()
    assert len(taken) + len(refused) == 6
    assert all(future.done() for future in taken)
    assert len(ran) + sum(future.cancelled() for future in taken) == len(taken)


def events_of_a_schedule():
    schedule = sched.scheduler()
    ran, cancelled = [], []
    events = [schedule.enter(0, n, ran.append, (n,)) for n in range(4)]

    def cancel():
        for event in events:
            try:
                schedule.cancel(event)
                cancelled.append(event)
            except ValueError:
                pass  # it has run

    run(schedule.run, schedule.run, cancel)
    assert len(ran) + len(cancelled) == 4 and schedule.empty()


def kill_at_the_start():
    for _ in range(3):
        ran = []
        thread = threading.Thread(target=lambda: ran.append(1), daemon=True)

        def start():
            try:
                thread.start()
            except RuntimeError:
                pass  # it was killed already

        run(start, thread.kill)
        thread.join()
        assert not thread.is_alive() and thread not in threading.enumerate()


PRIMITIVES = (
    pipeline,
    ping_pong,
    rounds,
    pool,
    recursion,
    kills,
    waiting_for_futures,
    calls_that_need_each_other,
    queue_that_goes_slow,
    bounded_queue_that_goes_slow,
    priorities,
    pool_shut_down,
    events_of_a_schedule,
    kill_at_the_start,
)

# What a deadlock prints, and which seed it was, is expected here a thousand times.
import weft._dump as reports

said = []
reports.print = lambda *args, file=None: None
weft.print = lambda text: said.append(text)


def found(race, seeds, first):
    """The seed that find_seed() found, or None."""
    said.clear()
    try:
        weft.find_seed(lambda: race(False), seeds, first)
    except AssertionError:
        pass
    except RuntimeError as exc:
        assert "deadlock" in str(exc), exc
    return int(said[0].split()[-1]) if said else None


def replay(race, seed):
    """Its trace, and what it raised."""
    trace.clear()
    weft.explore(seed)
    try:
        race(False)
        error = None
    except (AssertionError, RuntimeError) as exc:
        error = type(exc), str(exc)
    finally:
        weft.explore(None)
    return list(trace), error


def clean(function, seeds):
    trace.clear()
    for seed in range(SEED, SEED + seeds):
        weft.explore(seed)
        try:
            function()
        except BaseException:
            print(function, "fails with seed", seed)
            raise
        finally:
            weft.explore(None)
        trace.clear()


start = time.monotonic()
for race in RACES:
    name = race.__name__
    seed = found(race, FIND, SEED)
    assert seed is not None, "%s was not found" % name
    first, error = replay(race, seed)
    assert error is not None, "%s: seed %d does not bring it back" % (name, seed)
    for _ in range(3):
        assert replay(race, seed) == (first, error), "%s: seed %d, another trace" % (name, seed)
    clean(lambda: race(True), CLEAN)
    print("%s: after %d seeds, %s" % (name, seed - SEED + 1, error[0].__name__))
print(len(RACES), "races in", round(time.monotonic() - start, 1), "s")
start = time.monotonic()
for function in PRIMITIVES:
    clean(function, STRESS)
print(len(PRIMITIVES), "programs over", STRESS, "seeds in", round(time.monotonic() - start, 1), "s")


def beside_asyncio():
    """asyncio's timers take real time, in which virtual time passes, too."""
    ended = []

    async def nap():
        await asyncio.sleep(0.02)
        ended.append("nap")
        await asyncio.sleep(60)

    def thread():
        try:
            with weft.Timeout(0.05):
                weft.await_(nap())
        except TimeoutError:
            ended.append("timeout")

    t = threading.Thread(target=thread)
    t.start()
    time.sleep(0.2)
    ended.append("main")
    t.join()
    assert ended == ["nap", "timeout", "main"], ended


weft.explore(SEED)
beside_asyncio()
weft.explore(None)
print("OK")
