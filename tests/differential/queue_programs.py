# SPDX-License-Identifier: MIT
"""queue, as programs use it: its insides, overridden methods, errors, shutdown."""

import queue
import threading


def shows(what, call, *args, **kwargs):
    try:
        print(what, call(*args, **kwargs))
    except Exception as exc:
        print(what, type(exc).__name__, exc)


class Told(queue.Queue):
    def put(self, item, block=True, timeout=None):
        print("put", item, block, timeout)
        queue.Queue.put(self, item, block, timeout)

    def get(self, block=True, timeout=None):
        print("get", block, timeout)
        return super().get(block, timeout)


q = Told()
q.put_nowait(1)
print(q.get_nowait())
shows("empty", q.get_nowait)


class Counted(queue.Queue):
    def put_nowait(self, item):
        print("mine")
        super().put_nowait(item)


q = Counted()
q.put_nowait(3)
print(q.get())


class Unique(queue.Queue):
    def _init(self, maxsize):
        self.items = []

    def _qsize(self):
        return len(self.items)

    def _put(self, item):
        if item not in self.items:
            self.items.append(item)

    def _get(self):
        return self.items.pop()


q = Unique()
for n in (1, 2, 1):
    q.put(n)
print(q.qsize(), q.unfinished_tasks, q.get(), q.get(), q.empty())

q = queue.Queue()
for n in range(5):
    q.put(n)
print(q.unfinished_tasks)
q.unfinished_tasks = 2
print(q.unfinished_tasks, q.qsize())
q.task_done()
q.task_done()
shows("task_done", q.task_done)
shows("join", q.join)

# The usual way to empty a queue.
q = queue.Queue(3)
for n in range(3):
    q.put(n)
with q.mutex:
    q.queue.clear()
    q.all_tasks_done.notify_all()
    q.unfinished_tasks = 0
    q.not_full.notify_all()
print(q.empty(), q.full(), q.qsize(), q.unfinished_tasks)
q.join()
q.put(7)
print(list(q.queue), len(q.queue), q.queue[0], 7 in q.queue)
q.queue.append(8)
q.queue.appendleft(6)
with q.not_empty:
    print(q._qsize())

# A consumer that waits on the queue's own condition.
q = queue.Queue()
seen = []


def consumer():
    with q.not_empty:
        while not q._qsize():
            q.not_empty.wait()
        seen.append(q._get())


t = threading.Thread(target=consumer)
t.start()
q.put("item")
t.join()
print(seen, q.qsize(), q.unfinished_tasks)

p = queue.PriorityQueue()
for item in ((2, "b"), (1, "z"), (1, "a")):
    p.put(item)
print(p.queue[0], [p.get() for _ in range(3)])
p = queue.LifoQueue()
for item in (3, 1, 2):
    p.put(item)
print(p.queue, p.get(), p.unfinished_tasks, p.get_nowait(), p.qsize())

for kind in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    q = kind(1)
    print(q.maxsize, q.full(), q.empty())
    q.put(1)
    shows("put", q.put, 2, False)
    shows("put", q.put, 2, timeout=0.01)
    shows("put", q.put, 2, True, -1)
    shows("put_nowait", q.put_nowait, 2)
    shows("get", q.get, True, -1)
    print(q.get())
    shows("get", q.get, False)
    shows("get", q.get, timeout=0.01)
    q.put(5)
    q.shutdown()
    print(q.is_shutdown)
    shows("put", q.put, 6)
    shows("get", q.get)
    shows("get", q.get)
    shows("get_nowait", q.get_nowait)
    q.shutdown(immediate=True)
s = queue.SimpleQueue()
s.put(1, False, -5)
shows("simple", s.get, False, -1)
shows("simple", s.get, True, -1)
shows("simple", s.get_nowait)
shows("simple", s.get, timeout=0.01)
print(s.qsize(), s.empty(), queue.__all__)
