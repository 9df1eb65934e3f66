# SPDX-License-Identifier: MIT
# Barrier: all arrive, one is chosen, rounds, abort, reset, timeout.
import threading
import time

b = threading.Barrier(3)
print(b.parties, b.n_waiting, b.broken)
indices = []
threads = [threading.Thread(target=lambda: indices.append(b.wait())) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(indices), b.n_waiting)

# Rounds: nobody is a round ahead.
rounds = [0] * 4
ahead = []
b = threading.Barrier(4, action=lambda: actions.append(1))
actions = []


def runner(i):
    for r in range(20):
        rounds[i] = r
        b.wait()
        if max(rounds) - min(rounds) > 1:
            ahead.append((i, r))
        b.wait()


threads = [threading.Thread(target=runner, args=(i,)) for i in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(rounds, ahead, len(actions))


def wait(b, timeout=None):
    try:
        b.wait(timeout)
        out.append("passed")
    except threading.BrokenBarrierError:
        out.append("broken")


# A timeout breaks it for all, until reset.
out = []
b = threading.Barrier(3)
threads = [threading.Thread(target=wait, args=(b, s)) for s in (0.02, 60)]
for t in threads:
    t.start()
for t in threads:
    t.join()
wait(b)
print(out, b.broken)
b.reset()
print(b.broken)

for end in ("abort", "reset"):
    out = []
    b = threading.Barrier(3)
    threads = [threading.Thread(target=wait, args=(b,)) for _ in range(2)]
    for t in threads:
        t.start()
    while b.n_waiting < 2:
        time.sleep(0.001)
    getattr(b, end)()
    for t in threads:
        t.join()
    print(end, out, b.broken)

print(issubclass(threading.BrokenBarrierError, RuntimeError))
b = threading.Barrier(1)
print(b.wait(), b.wait(0))


def fail():
    raise ValueError("action")


b = threading.Barrier(1, fail)
try:
    b.wait()
except ValueError as e:
    print(e, b.broken)
