# SPDX-License-Identifier: MIT
# Small programs in the style of tutorials and cookbooks for threading, queue, concurrent.futures and
# asyncio, with the modules that these use: logging, functools, contextlib, collections, random, time.

import asyncio
import concurrent.futures
import functools
import logging
import queue
import random
import sys
import threading
import time
from collections import Counter, defaultdict, deque, namedtuple
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta

logging.basicConfig(
    format="%(levelname)s %(threadName)s: %(message)s", level=logging.INFO, stream=sys.stdout
)


def one_thread():
    logging.info("Main: before creating the thread")

    def thread_function(name):
        logging.info("Thread %s: starting", name)
        time.sleep(0.01)
        logging.info("Thread %s: finishing", name)

    x = threading.Thread(target=thread_function, args=(1,), name="T1")
    logging.info("Main: before running the thread")
    x.start()
    x.join()
    logging.info("Main: all done")


def race_with_lock():
    class FakeDatabase:
        def __init__(self):
            self.value = 0
            self._lock = threading.Lock()

        def locked_update(self, name):
            logging.debug("Thread %s about to lock", name)
            with self._lock:
                local_copy = self.value
                local_copy += 1
                time.sleep(0.002)
                self.value = local_copy

    database = FakeDatabase()
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as executor:
        for index in range(4):
            executor.submit(database.locked_update, index)
    logging.info("Testing locked update. Ending value is %d.", database.value)


def pipeline():
    class Pipeline(queue.Queue):
        def __init__(self):
            super().__init__(maxsize=10)

        def get_message(self, name):
            value = self.get()
            logging.debug("%s:got %d from queue", name, value)
            return value

        def set_message(self, value, name):
            self.put(value)
            logging.debug("%s:added %d to queue", name, value)

    seen = []

    def producer(pipeline, event):
        while not event.is_set():
            pipeline.set_message(random.randint(1, 101), "Producer")
            time.sleep(0.001)

    def consumer(pipeline, event):
        while not made.done() or not pipeline.empty():  # the event alone: the last may come after it
            with suppress(queue.Empty):
                seen.append(pipeline.get(timeout=0.01))

    pipe = Pipeline()
    event = threading.Event()
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as executor:
        made = executor.submit(producer, pipe, event)
        executor.submit(consumer, pipe, event)
        time.sleep(0.05)
        event.set()
    logging.info("pipeline: %s, %s left", all(1 <= n <= 101 for n in seen), pipe.qsize())


def futures():
    def load(url, timeout):
        if "bad" in url:
            raise OSError("%s is unreachable" % url)
        time.sleep(0.001 * timeout)
        return len(url) * b"x"

    urls = ["http://a/", "http://bad/", "http://some/page"]
    results = {}
    with concurrent.futures.ThreadPoolExecutor(max_workers=5) as executor:
        future_to_url = {executor.submit(load, url, 5): url for url in urls}
        for future in concurrent.futures.as_completed(future_to_url):
            url = future_to_url[future]
            try:
                data = future.result()
            except Exception as exc:
                results[url] = "generated an exception: %s" % exc
            else:
                results[url] = "page is %d bytes" % len(data)
    for url in urls:
        logging.info("%r %s", url, results[url])
    with concurrent.futures.ThreadPoolExecutor() as executor:
        logging.info("map: %s", list(executor.map(lambda n: n * n, range(5))))


def worker_pool():
    q = queue.Queue()
    done = Counter()
    lock = threading.Lock()

    def worker():
        while True:
            item = q.get()
            if item is None:
                break
            with lock:
                done[item % 3] += 1
            q.task_done()

    threads = [threading.Thread(target=worker, daemon=True) for _ in range(3)]
    for t in threads:
        t.start()
    for item in range(30):
        q.put(item)
    q.join()
    for _ in threads:
        q.put(None)
    for t in threads:
        t.join()
    logging.info("worker pool: %s", sorted(done.items()))


def synchronized():
    def guarded(lock):
        def decorate(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                with lock:
                    return function(*args, **kwargs)

            return wrapper

        return decorate

    total = 0

    @guarded(threading.RLock())
    def add(n):
        nonlocal total
        seen = total
        time.sleep(0)
        total = seen + n

    threads = [threading.Thread(target=add, args=(n,)) for n in range(10)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    logging.info("synchronized: %d", total)


def bounded_buffer():
    class Buffer:
        def __init__(self, size):
            self.items = deque()
            self.size = size
            self.condition = threading.Condition()

        def put(self, item):
            with self.condition:
                self.condition.wait_for(lambda: len(self.items) < self.size)
                self.items.append(item)
                self.condition.notify_all()

        def get(self):
            with self.condition:
                while not self.items:
                    self.condition.wait()
                item = self.items.popleft()
                self.condition.notify_all()
                return item

    buffer = Buffer(2)
    got = []
    consumer = threading.Thread(target=lambda: [got.append(buffer.get()) for _ in range(10)])
    consumer.start()
    for n in range(10):
        buffer.put(n)
    consumer.join()
    logging.info("bounded buffer: %s", got)


def deadlock_free():
    """Locks in order, by a context manager with thread-local state."""
    local = threading.local()

    @contextmanager
    def acquire(*locks):
        locks = sorted(locks, key=lambda lock: id(lock))
        held = getattr(local, "held", [])
        if held and max(id(lock) for lock in held) >= id(locks[0]):
            raise RuntimeError("Lock order violation")
        held.extend(locks)
        local.held = held
        try:
            for lock in locks:
                lock.acquire()
            yield
        finally:
            for lock in reversed(locks):
                lock.release()
            del held[-len(locks) :]

    x, y = threading.Lock(), threading.Lock()
    rounds = []

    def work(first, second):
        for _ in range(5):
            with acquire(first, second):
                rounds.append(1)

    threads = [threading.Thread(target=work, args=pair) for pair in ((x, y), (y, x))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    logging.info("deadlock free: %d", len(rounds))


def actors():
    class ActorExit(Exception):
        pass

    class Actor:
        def __init__(self):
            self._mailbox = queue.Queue()

        def send(self, message):
            self._mailbox.put(message)

        def close(self):
            self.send(ActorExit)

        def start(self):
            self._terminated = threading.Event()
            threading.Thread(target=self._bootstrap, daemon=True).start()

        def _bootstrap(self):
            try:
                self.run()
            except ActorExit:
                pass
            finally:
                self._terminated.set()

        def join(self):
            self._terminated.wait()

        def recv(self):
            message = self._mailbox.get()
            if message is ActorExit:
                raise ActorExit()
            return message

    class Printer(Actor):
        def run(self):
            while True:
                logging.info("Got: %s", self.recv())

    class Tagged(Actor):
        def run(self):
            while True:
                tag, *payload = self.recv()
                getattr(self, "do_" + tag)(*payload)

        def do_add(self, a, b):
            logging.info("%s + %s = %s", a, b, a + b)

    printer = Printer()
    printer.name = "printer"
    for actor, messages in ((Printer(), ["Hello", "World"]), (Tagged(), [("add", 2, 3)])):
        actor.start()
        for message in messages:
            actor.send(message)
        actor.close()
        actor.join()


def publish_subscribe():
    class Exchange:
        def __init__(self):
            self._subscribers = set()

        def attach(self, task):
            self._subscribers.add(task)

        def detach(self, task):
            self._subscribers.remove(task)

        @contextmanager
        def subscribe(self, *tasks):
            for task in tasks:
                self.attach(task)
            try:
                yield
            finally:
                for task in tasks:
                    self.detach(task)

        def send(self, message):
            for subscriber in self._subscribers:
                subscriber.send(message)

    exchanges = defaultdict(Exchange)

    class Display:
        def __init__(self):
            self.count = 0

        def send(self, message):
            self.count += 1
            logging.info("msg[%d]: %r", self.count, message)

    with exchanges["name"].subscribe(Display()):
        exchanges["name"].send("msg1")
        exchanges["name"].send("msg2")
    logging.info("left: %d", len(exchanges["name"]._subscribers))


def pool_of_connections():
    class Connection:
        opened = 0

        def __init__(self):
            Connection.opened += 1

        def close(self):
            Connection.opened -= 1

    pool = threading.BoundedSemaphore(value=3)
    most = []

    def use():
        with pool:
            with closing(Connection()):
                most.append(Connection.opened)
                time.sleep(0.001)

    threads = [threading.Thread(target=use) for _ in range(9)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    logging.info("connections: %s, %d left", max(most) <= 3, Connection.opened)


def timers_and_barriers():
    fired = threading.Event()
    timer = threading.Timer(0.01, fired.set)
    timer.start()
    late = threading.Timer(30, print, ("never",))
    late.start()
    late.cancel()
    logging.info("timer: %s", fired.wait(10))
    barrier = threading.Barrier(3, timeout=10)
    places = []
    racers = [threading.Thread(target=lambda: places.append(barrier.wait())) for _ in range(3)]
    for t in racers:
        t.start()
    for t in racers:
        t.join()
    logging.info("race: %s", sorted(places))


def retry_and_cache():
    Attempt = namedtuple("Attempt", ["number", "ok"])
    attempts = []

    def retry(times):
        def decorate(function):
            @functools.wraps(function)
            def wrapper(*args):
                for number in range(1, times + 1):
                    try:
                        result = function(*args)
                    except OSError as exc:
                        logging.warning("attempt %d failed: %s", number, type(exc).__name__)
                        attempts.append(Attempt(number, False))
                    else:
                        attempts.append(Attempt(number=number, ok=True))
                        return result
                raise OSError("gave up")

            return wrapper

        return decorate

    answers = iter([OSError(), OSError(), "fine"])

    @retry(times=3)
    def flaky():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    logging.info("retry: %s %s", flaky(), [a.ok for a in attempts])

    @functools.lru_cache(maxsize=None)
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    with concurrent.futures.ThreadPoolExecutor(4) as executor:
        logging.info("cached: %s", list(executor.map(fib, [20, 20, 21])))


def scheduled():
    start = datetime(2024, 2, 28, 23, 59, 50)
    logging.info("next: %s", (start + timedelta(days=1, seconds=15)).strftime("%d.%m.%Y %H:%M:%S"))


def failing_thread():
    def fail():
        try:
            raise ValueError("in thread")
        except ValueError:
            logging.getLogger("failing").error("caught %s", "ValueError")

    thread = threading.Thread(target=fail, name="Failing")
    thread.start()
    thread.join()


def asyncio_workers():
    async def worker(name, jobs, results):
        while True:
            n = await jobs.get()
            await asyncio.sleep(0.001 * n)
            jobs.task_done()
            results.append((name, n))

    async def main():
        jobs = asyncio.Queue()
        results = []
        for n in (3, 1, 2):
            jobs.put_nowait(n)
        tasks = [asyncio.create_task(worker("w%d" % i, jobs, results)) for i in range(3)]
        await jobs.join()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        logging.info("asyncio: %s", sorted(n for _, n in results))
        async with asyncio.TaskGroup() as group:
            one = group.create_task(asyncio.to_thread(lambda: "in a thread"))
            two = group.create_task(worker_once())
        logging.info("group: %s, %s", one.result(), two.result())
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(10)
        except TimeoutError:
            logging.info("timed out")

    async def worker_once():
        return "in a task"

    asyncio.run(main())


for program in (
    one_thread,
    race_with_lock,
    pipeline,
    futures,
    worker_pool,
    synchronized,
    bounded_buffer,
    deadlock_free,
    actors,
    publish_subscribe,
    pool_of_connections,
    timers_and_barriers,
    retry_and_cache,
    scheduled,
    failing_thread,
    asyncio_workers,
):
    print("--", program.__name__)
    program()
