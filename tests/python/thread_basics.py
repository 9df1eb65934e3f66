# SPDX-License-Identifier: MIT
# start, join, is_alive, arguments, return to the main thread.
import threading
import time


def work(*args, **kwargs):
    print("work", args, sorted(kwargs.items()), threading.current_thread().name)


for args, kwargs in (((), {}), ((1, "two"), {}), ((), {"three": 3}), ((1,), {"b": 2, "a": [3]})):
    t = threading.Thread(target=work, name="worker", args=args, kwargs=kwargs)
    print(t.is_alive(), t.ident)
    t.start()
    t.join()
    print(t.is_alive(), type(t.ident))

# A list of arguments serves too.
t = threading.Thread(target=work, name="listed", args=[1, 2])
t.start()
t.join()

# No target: nothing happens.
t = threading.Thread()
t.start()
print(t.join(), t.is_alive())

# A thread runs while the main thread waits, and sees and changes the same objects.
log = []


def count(name, n):
    for i in range(n):
        log.append((name, i))
        time.sleep(0.001)


threads = [threading.Thread(target=count, args=(name, 3)) for name in "abc"]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(log))
for name in "abc":
    print([i for n, i in log if n == name])


# Threads start threads.
def tree(depth):
    if depth == 0:
        leaves.append(1)
        return
    children = [threading.Thread(target=tree, args=(depth - 1,)) for _ in range(2)]
    for c in children:
        c.start()
    for c in children:
        c.join()


leaves = []
tree(5)
print(len(leaves))

# Main thread.
main = threading.main_thread()
print(main is threading.current_thread(), main.name, main.daemon, main.is_alive())
print(threading.get_ident() == main.ident)


# A closure, a bound method, a generator inside a thread.
class Counter:
    def __init__(self):
        self.total = 0

    def add(self, n):
        for i in (x * x for x in range(n)):
            self.total += i
            time.sleep(0)


c = Counter()
t = threading.Thread(target=c.add, args=(10,))
t.start()
t.join()
print(c.total)
