# SPDX-License-Identifier: MIT
# An exception ends its thread, is reported through threading.excepthook, and harms nobody else.
import sys
import threading
import time

caught = []


def hook(args):
    caught.append((args.exc_type.__name__, str(args.exc_value), args.thread.name))


default = threading.excepthook
print(callable(threading.__excepthook__))
threading.excepthook = hook


def fail(exc):
    time.sleep(0.001)
    raise exc


class Custom(Exception):
    pass


for i, exc in enumerate((ValueError("v"), KeyError("k"), Custom("c", 1), OSError(5), StopIteration())):
    t = threading.Thread(target=fail, args=(exc,), name="f%d" % i)
    t.start()
    t.join()
    print(t.is_alive())
for name, text, thread in caught:
    print(name, thread, text if name in ("ValueError", "Custom") else "")

# SystemExit reaches a hook; the default one says nothing.
caught.clear()
for exc in (SystemExit(), SystemExit(3), SystemExit("words")):
    t = threading.Thread(target=fail, args=(exc,))
    t.start()
    t.join()
t = threading.Thread(target=sys.exit, name="exit")
t.start()
t.join()
print(caught)
threading.excepthook = threading.__excepthook__
t = threading.Thread(target=fail, args=(SystemExit(1),))
t.start()
t.join()
threading.excepthook = hook

# Others run on beside failing threads, and locks that `with` holds are released.
lock = threading.Lock()
total = [0]


def steady(n):
    for _ in range(n):
        with lock:
            total[0] += 1
        time.sleep(0)


def holder():
    with lock:
        time.sleep(0.001)
        raise RuntimeError("inside with")


threads = []
for i in range(10):
    threads.append(threading.Thread(target=steady, args=(50,)))
    threads.append(threading.Thread(target=holder))
for t in threads:
    t.start()
for t in threads:
    t.join()
print(total, lock.locked(), len(caught), sorted({c[:2] for c in caught}))

# try/finally and except inside a thread.
steps = []


def tidy():
    try:
        try:
            time.sleep(0.001)
            1 / 0
        except ZeroDivisionError:
            steps.append("except")
            time.sleep(0.001)
            raise ValueError("second")
        finally:
            time.sleep(0.001)
            steps.append("finally")
    except ValueError as e:
        steps.append(str(e))


t = threading.Thread(target=tidy)
t.start()
t.join()
print(steps)

# A hook that calls the default's neighbours, and one set back.
threading.excepthook = threading.__excepthook__
print(threading.excepthook == default)
