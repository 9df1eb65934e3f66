# SPDX-License-Identifier: MIT
# enumerate, active_count, current_thread.
import threading

print(threading.active_count(), [t.name for t in threading.enumerate()])

hold = threading.Event()
threads = [threading.Thread(target=hold.wait, name="t%d" % i, daemon=i % 2 == 0) for i in range(5)]
print(threading.active_count())
for t in threads:
    t.start()
print(threading.active_count(), sorted(t.name for t in threading.enumerate()))
print(all(t in threading.enumerate() for t in threads))
print(threading.main_thread() in threading.enumerate())
hold.set()
for t in threads:
    t.join()
print(threading.active_count(), [t.name for t in threading.enumerate()])
print(threading.activeCount(), threading.currentThread().name)


def inside():
    seen.append((threading.active_count(), threading.current_thread() in threading.enumerate()))


seen = []
t = threading.Thread(target=inside)
t.start()
t.join()
print(seen)


# A thread that failed is gone as well.
def fail():
    raise ValueError


threading.excepthook = lambda args: None
t = threading.Thread(target=fail)
t.start()
t.join()
print(t.is_alive(), threading.active_count())
