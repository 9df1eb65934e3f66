# SPDX-License-Identifier: MIT
# Queue between threads: blocking both ways, timeouts, join, order, sentinels.
import queue
import threading
import time

# Producer and consumer over a small queue.
for maxsize in (0, 1, 3):
    q = queue.Queue(maxsize)
    out = []

    def consumer():
        while True:
            item = q.get()
            if item is None:
                break
            out.append(item)

    t = threading.Thread(target=consumer)
    t.start()
    for i in range(200):
        q.put(i)
    q.put(None)
    t.join()
    print(maxsize, out == list(range(200)), q.qsize())

# A getter that waits is served in time; one that is not times out.
q = queue.Queue()
t = threading.Timer(0.02, q.put, ("late",))
t.start()
print(q.get(timeout=60))
t.join()

# A putter waits for room.
q = queue.Queue(1)
q.put(0)
log = []


def putter():
    for i in range(1, 4):
        q.put(i)
        log.append(i)


t = threading.Thread(target=putter)
t.start()
time.sleep(0.02)
print(log, q.full())
print([q.get() for _ in range(4)])
t.join()
print(log, q.empty())

# join waits for task_done, not for get.
jobs = queue.Queue()
done = []


def worker():
    while True:
        item = jobs.get()
        time.sleep(0.001)
        done.append(item)
        jobs.task_done()


for _ in range(3):
    threading.Thread(target=worker, daemon=True).start()
for i in range(20):
    jobs.put(i)
jobs.join()
print(sorted(done) == list(range(20)), jobs.unfinished_tasks)

# Many to many: each item once; each producer's items in its order.
q = queue.Queue(5)
results = [[] for _ in range(4)]


def produce(p):
    for i in range(50):
        q.put((p, i))


def consume(c):
    while True:
        item = q.get()
        if item is None:
            return
        results[c].append(item)
        if len(results[c]) % 7 == 0:
            time.sleep(0.0005)


producers = [threading.Thread(target=produce, args=(p,)) for p in range(4)]
consumers = [threading.Thread(target=consume, args=(c,)) for c in range(4)]
for t in producers + consumers:
    t.start()
for t in producers:
    t.join()
for _ in consumers:
    q.put(None)
for t in consumers:
    t.join()
everything = sorted(x for r in results for x in r)
print(everything == [(p, i) for p in range(4) for i in range(50)])
print(all([i for p, i in r if p == q0] == sorted(i for p, i in r if p == q0) for r in results for q0 in range(4)))
