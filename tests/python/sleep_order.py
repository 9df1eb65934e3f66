# Sleepers wake in the order of their deadlines; sleep is never short.
import threading
import time

order = []
early = []


def sleeper(seconds, name):
    start = time.monotonic()
    time.sleep(seconds)
    if time.monotonic() - start < seconds:
        early.append(name)
    order.append(name)


durations = [0.25, 0.05, 0.15, 0.2, 0.1]
threads = [threading.Thread(target=sleeper, args=(d, d)) for d in durations]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(order, early)

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
