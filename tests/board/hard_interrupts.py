# SPDX-License-Identifier: MIT
# weft: only
"""From a hard interrupt: what wakes works at any moment and does not allocate; what waits is refused."""

import board
import gc
import queue
import threading
import time

COUNT = 3000

numbers = queue.Queue()
semaphore = threading.Semaphore(0)
event = threading.Event()
refused = queue.Queue()
sent = 0
released = 0


def callback():
    global sent, released
    if sent < COUNT:
        try:
            numbers.put_nowait(sent)
            sent += 1
        except MemoryError:
            pass  # no room: the reader is behind
        semaphore.release()
        released += 1
        event.set()
        event.clear()


def refuse():
    try:
        lock.acquire()
    except RuntimeError:
        board.every_ms(None)


# Others that are at it all the while.
def churn(mine, theirs):
    while not done:
        theirs.put(mine.get())
        items = [[n] for n in range(20)]
        assert items[19] == [19]


def collect():
    while not done:
        gc.collect()
        time.sleep(0.003)


done = False
a, b = queue.Queue(), queue.Queue()
a.put(1)
a.put(2)
others = [
    threading.Thread(target=churn, args=(a, b)),
    threading.Thread(target=churn, args=(b, a)),
    threading.Thread(target=collect),
]
for thread in others:
    thread.start()

waits = 0


def wait():
    global waits
    while not done:
        event.wait()
        waits += 1


others.append(threading.Thread(target=wait))
others[-1].start()

for n in range(100):  # room for as many
    numbers.put(n)
for n in range(100):
    numbers.get()
board.every_ms(callback)
for n in range(COUNT):
    assert numbers.get() == n
    semaphore.acquire()
board.every_ms(None)
done = True
event.set()
for thread in others[:2]:
    thread.kill()
for thread in others:
    thread.join()
left = 0
while semaphore.acquire(False):
    left += 1
assert left + COUNT == released, (left, released)
assert waits > 0 and numbers.empty() and a.qsize() + b.qsize() <= 2

lock = threading.Lock()
lock.acquire()
board.every_ms(refuse)
time.sleep(0.01)
print("OK")
