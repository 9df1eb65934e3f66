# SPDX-License-Identifier: MIT
# Event: set, clear, wait; all waiters wake.
import threading
import time

e = threading.Event()
print(e.is_set(), e.isSet(), e.wait(0), e.wait(0.01), e.wait(timeout=-1))
print(e.set(), e.is_set(), e.wait(), e.wait(0), e.wait(60))
print(e.clear(), e.is_set())

results = []
threads = [threading.Thread(target=lambda: results.append(e.wait())) for _ in range(10)]
threads += [threading.Thread(target=lambda: results.append(e.wait(60))) for _ in range(10)]
for t in threads:
    t.start()
time.sleep(0.02)
print(results)
e.set()
for t in threads:
    t.join()
print(results == [True] * 20)

# Timeouts are never early.
e.clear()
late = []


def wait(ms):
    start = time.monotonic_ns()
    r = e.wait(ms / 1000)
    late.append((r, time.monotonic_ns() - start >= ms * 1000000))


threads = [threading.Thread(target=wait, args=(i * 10,)) for i in range(1, 6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(late)

# Who was waiting when it was set goes on, even if it is cleared at once.
arrived = []
results = []


def arrive():
    arrived.append(1)
    results.append(e.wait(60))


threads = [threading.Thread(target=arrive) for _ in range(5)]
for t in threads:
    t.start()
while len(arrived) < 5:
    time.sleep(0.001)
time.sleep(0.05)
e.set()
e.clear()
for t in threads:
    t.join()
print(results, e.is_set())

# Ping-pong.
a, b = threading.Event(), threading.Event()
log = []


def player(mine, other, name):
    for i in range(5):
        mine.wait()
        mine.clear()
        log.append(name + str(i))
        other.set()


threads = [
    threading.Thread(target=player, args=(a, b, "ping")),
    threading.Thread(target=player, args=(b, a, "pong")),
]
for t in threads:
    t.start()
a.set()
for t in threads:
    t.join()
print(log)


class Alarm(threading.Event):
    def __init__(self, label):
        threading.Event.__init__(self)
        self.label = label

    def ring(self):
        self.set()
        return self.label


alarm = Alarm("fire")
t = threading.Thread(target=lambda: print(alarm.wait()))
t.start()
label = alarm.ring()
t.join()
print(label)
