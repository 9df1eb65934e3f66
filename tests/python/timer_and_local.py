# SPDX-License-Identifier: MIT
# Timer and local.
import threading
import time

out = []
t = threading.Timer(0.02, out.append, args=[1])
t.start()
t.join()
print(out, t.is_alive())

t = threading.Timer(60, out.append, args=(2,))
t.start()
t.cancel()
t.join()
print(out)

t = threading.Timer(0.005, lambda a, b=0: out.append((a, b)), [1], {"b": 2})
t.start()
t.join()
print(out)

order = []
timers = [threading.Timer(s, order.append, (s,)) for s in (0.3, 0.05, 0.15)]
for t in timers:
    t.start()
for t in timers:
    t.join()
print(order)

mine = threading.local()
mine.x = "main"


def use(n):
    at_first.append(hasattr(mine, "x"))
    mine.x = n
    time.sleep(0.01)
    seen.append(mine.x == n)
    del mine.x
    seen.append(hasattr(mine, "x"))


at_first = []
seen = []
threads = [threading.Thread(target=use, args=(i,)) for i in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(at_first.count(False), seen.count(True), seen.count(False), mine.x)


class Sub(threading.local):
    count = 0

    def __init__(self, start):
        self.value = start

    def bump(self):
        self.value += 1
        return self.value


s = Sub(10)
print(s.bump(), s.bump())
t = threading.Thread(target=lambda: print(s.bump()))
t.start()
t.join()
print(s.bump(), s.count)
try:
    mine.nothing
except AttributeError:
    print("AttributeError")
