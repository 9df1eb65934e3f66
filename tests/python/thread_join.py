# SPDX-License-Identifier: MIT
# join with timeouts of every kind; many joiners; joining in any order.
import threading
import time

hold = threading.Event()
t = threading.Thread(target=hold.wait)
t.start()

for timeout in (0, 0.0, -1, -0.5, 0.001, 0.02):
    start = time.monotonic_ns()
    print(t.join(timeout), t.is_alive())
    elapsed = time.monotonic_ns() - start
    print(elapsed >= round(timeout * 1000) * 1000000, elapsed < 5000000000)
print(t.join(timeout=0.001), t.is_alive())

# Many threads join one.
done = []


def joiner(i):
    t.join()
    done.append(i)


joiners = [threading.Thread(target=joiner, args=(i,)) for i in range(10)]
for j in joiners:
    j.start()
time.sleep(0.01)
print(done, t.is_alive())
hold.set()
for j in reversed(joiners):
    j.join()
print(sorted(done), t.is_alive())

# A timeout longer than the thread lives.
t = threading.Thread(target=time.sleep, args=(0.01,))
t.start()
print(t.join(60), t.is_alive())

try:
    t = threading.Thread(target=time.sleep, args=(0.05,))
    t.start()
    t.join(1e300)
except OverflowError:
    print("OverflowError")
t.join(threading.TIMEOUT_MAX)
print(t.is_alive())

# A chain: each joins the one before.
order = []


def link(previous, i):
    if previous is not None:
        previous.join()
    order.append(i)


previous = None
for i in range(20):
    previous = threading.Thread(target=link, args=(previous, i))
    previous.start()
previous.join()
print(order)
