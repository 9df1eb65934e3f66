# SPDX-License-Identifier: MIT
# LifoQueue, PriorityQueue, SimpleQueue, and subclasses with hooks of their own.
import queue
import threading

q = queue.LifoQueue()
for i in range(5):
    q.put(i)
print([q.get() for _ in range(5)])

q = queue.PriorityQueue()
for i in (5, 1, 4, 2, 3, 1):
    q.put(i)
print([q.get() for _ in range(6)])
for pair in ((2, "b"), (1, "z"), (1, "a")):
    q.put(pair)
print([q.get() for _ in range(3)])

q = queue.LifoQueue(1)
q.put(1)
try:
    q.put(2, timeout=0.01)
except queue.Full:
    print("Full")

q = queue.SimpleQueue()
q.put(1)
q.put(2, block=False)
print(q.qsize(), q.get(), q.get_nowait(), q.empty())
try:
    q.get(timeout=0.01)
except queue.Empty:
    print("Empty")


class SetQueue(queue.Queue):
    def _init(self, maxsize):
        self.items = set()

    def _qsize(self):
        return len(self.items)

    def _put(self, item):
        self.items.add(item)

    def _get(self):
        item = min(self.items)
        self.items.remove(item)
        return item


q = SetQueue(3)
for i in (3, 1, 3, 2):
    q.put(i)
print(q.qsize(), q.full())
t = threading.Thread(target=q.put, args=(0,))
t.start()
print(q.get())
t.join()
print([q.get() for _ in range(3)], q.empty())

# Blocked threads on each kind.
for cls in (queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue):
    q = cls()
    got = []
    threads = [threading.Thread(target=lambda: got.append(q.get())) for _ in range(3)]
    for t in threads:
        t.start()
    for i in range(3):
        q.put(i)
    for t in threads:
        t.join()
    print(cls.__name__, sorted(got), q.empty())
