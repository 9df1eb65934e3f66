# SPDX-License-Identifier: MIT
# Sleep is never short, and what it refuses; the main thread sleeps while others work.
import threading
import time

ended = []
early = []


def sleeper(ms, name):
    start = time.monotonic_ns()
    time.sleep(ms / 1000)
    if time.monotonic_ns() - start < ms * 1000000:
        early.append(name)
    ended.append(name)


durations = [50, 10, 30, 40, 20]
threads = [threading.Thread(target=sleeper, args=(d, d)) for d in durations]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(ended), early)

for bad in (-1, -0.001):
    try:
        time.sleep(bad)
    except ValueError as e:
        print("ValueError:", e)
for bad in ("1", None):
    try:
        time.sleep(bad)
        print("slept")
    except TypeError:
        print("TypeError")

print(time.sleep(0), time.sleep(0.0), time.sleep(False))

# The main thread sleeps while others work.
beats = [0]
stop = []


def beat():
    while not stop:
        beats[0] += 1
        time.sleep(0.001)


t = threading.Thread(target=beat)
t.start()
while beats[0] <= 5:
    time.sleep(0.01)
stop.append(1)
t.join()
print(beats[0] > 5)
