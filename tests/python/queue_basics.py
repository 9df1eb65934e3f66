# SPDX-License-Identifier: MIT
# Queue in one thread: order, limits, errors.
import queue
import threading
import time


def attempt(what, function, *args, **kwargs):
    try:
        print(what, "->", function(*args, **kwargs))
    except (queue.Empty, queue.Full) as e:
        print(what, "->", type(e).__name__, e.args)
    except ValueError as e:
        print(what, "-> ValueError:", e)


q = queue.Queue()
print(q.qsize(), q.empty(), q.full(), q.maxsize)
for item in (1, "two", None, [3], (), 0):
    q.put(item)
print(q.qsize(), q.empty(), q.full())
print([q.get() for _ in range(6)], q.empty())

attempt("get_nowait", q.get_nowait)
attempt("get(False)", q.get, False)
attempt("get(block=False)", q.get, block=False)
attempt("get with a timeout", q.get, True, 0.01)
attempt("get timeout by keyword", q.get, timeout=0.01)
attempt("get timeout 0", q.get, timeout=0)
attempt("get timeout -1", q.get, True, -1)
attempt("get not blocking ignores the timeout", q.get, False, -1)

q = queue.Queue(2)
q.put(1)
q.put_nowait(2)
print(q.full(), q.maxsize)
attempt("put_nowait", q.put_nowait, 3)
attempt("put(False)", q.put, 3, False)
attempt("put(block=False)", q.put, 3, block=False)
attempt("put with a timeout", q.put, 3, True, 0.01)
attempt("put timeout by keyword", q.put, 3, timeout=0.01)
attempt("put timeout -1", q.put, 3, True, -1)
print(q.get(), q.get())

start = time.monotonic_ns()
attempt("timeout", q.get, timeout=0.05)
print(time.monotonic_ns() - start >= 50000000)

# maxsize 0 or less: no limit.
for maxsize in (0, -1):
    q = queue.Queue(maxsize=maxsize)
    for i in range(1000):
        q.put_nowait(i)
    print(q.qsize(), q.full(), [q.get() for _ in range(1000)] == list(range(1000)))

# task_done and join.
q = queue.Queue()
attempt("task_done of nothing", q.task_done)
q.join()
q.put(1)
q.put(2)
print(q.unfinished_tasks)
q.get()
q.task_done()
q.get()
q.task_done()
q.join()
attempt("task_done too often", q.task_done)

# Objects are passed as they are.
items = [object(), [], {}, lambda: 1, threading.Lock()]
for item in items:
    q.put(item)
print(all(q.get() is item for item in items))
print(issubclass(queue.Empty, Exception), issubclass(queue.Full, Exception))
