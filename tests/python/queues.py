# SPDX-License-Identifier: MIT
"""queue.Queue: order, bounds, timeouts, task_done and join."""

import queue
import threading
import time

q = queue.Queue()
print(q.empty(), q.full(), q.qsize(), q.maxsize)
for i in range(100):
    q.put(i)
print(q.qsize(), [q.get() for _ in range(100)] == list(range(100)))


def raises(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except Exception as exc:
        print(type(exc).__name__, exc)
    else:
        print("nothing")


raises(q.get_nowait)
raises(q.get, False)
raises(q.get, True, 0.01)
raises(q.get, timeout=-1)
q = queue.Queue(maxsize=2)
q.put(1)
q.put_nowait(2)
print(q.full())
raises(q.put_nowait, 3)
raises(q.put, 3, block=False)
raises(q.put, 3, timeout=0.01)
raises(q.put, 3, timeout=-1)
q.get()
q.get()
q.task_done()
q.task_done()
raises(q.task_done)

# A bounded queue between producers and consumers.
q = queue.Queue(3)
got = []


def produce(n):
    for i in range(50):
        q.put((n, i))


def consume():
    while True:
        item = q.get()
        if item is None:
            break
        got.append(item)
        q.task_done()


producers = [threading.Thread(target=produce, args=(n,)) for n in range(4)]
consumers = [threading.Thread(target=consume) for _ in range(3)]
for t in producers + consumers:
    t.start()
for t in producers:
    t.join()
q.join()
for _ in consumers:
    q.put(None)
for t in consumers:
    t.join()
print(len(got), sorted(got) == [(n, i) for n in range(4) for i in range(50)])

# join() waits for the work, not for the queue to be empty.
q = queue.Queue()
finished = []


def slow():
    for _ in range(3):
        item = q.get()
        time.sleep(0.005)
        finished.append(item)
        q.task_done()


for i in range(3):
    q.put(i)
t = threading.Thread(target=slow)
t.start()
q.join()
print(finished)
t.join()

# None and False are items like any other.
q.put(None)
q.put(False)
q.put(0)
print(q.get(), q.get(), q.get())
