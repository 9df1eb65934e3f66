# SPDX-License-Identifier: MIT
# A list that is changed while it is sorted.
import threading
import time

changes = {
    "append": lambda items: items.append(0),
    "grow": lambda items: items.extend(range(100)),
    "pop": lambda items: items.pop(),
}
for name, change in sorted(changes.items()):

    def key(item):
        change(items)
        return item

    items = [3, 1, 2, 5, 4]
    try:
        items.sort(key=key)
        print(name, "sorted")
    except (ValueError, IndexError):  # CPython empties it meanwhile
        print(name, "refused")

# By another thread, as the key function waits.
items = list(range(50, 0, -1))
started = threading.Event()


def slow(item):
    started.set()
    time.sleep(0.001)
    return item


def change():
    started.wait()
    for n in range(100):
        items.append(n)


thread = threading.Thread(target=change)
thread.start()
try:
    items.sort(key=slow)
    print("sorted")
except ValueError as exc:
    print(exc)
thread.join()
print(sorted([3, 1, 2], key=lambda it: -it), sorted("cab", key=str, reverse=True))
items = [3, 1, 2]
items.sort(key=lambda it: it, reverse=True)
print(items)
try:
    [].sort(1)
except TypeError:
    print("TypeError")
