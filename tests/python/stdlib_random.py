# SPDX-License-Identifier: MIT
# random, as CPython has it, but for the numbers.

import random
r = random.Random(5)
a = [r.random() for _ in range(5)]
r.seed(5)
print(a == [r.random() for _ in range(5)], all((0 <= x < 1 for x in a)))
print(all((1 <= random.randint(1, 3) <= 3 for _ in range(200))))
print(set((random.randrange(0, 10, 5) for _ in range(200))) == {0, 5})
print(sorted(random.sample(range(10), 10)) == list(range(10)))
print(len(random.choices([1, 2], k=7)))
print(set(random.choices('ab', weights=[0, 1], k=20)))
print(len(random.randbytes(7)), 0 <= random.getrandbits(100) < 1 << 100)
l = list(range(20))
random.shuffle(l)
print(sorted(l) == list(range(20)))

def mean(f, n=3000):
    return sum((f() for _ in range(n))) / n
print(abs(mean(lambda: random.gauss(5, 1)) - 5) < 0.2)
print(abs(mean(lambda: random.expovariate(2)) - 0.5) < 0.1)
print(abs(mean(lambda: random.uniform(0, 10)) - 5) < 0.5)
print(abs(mean(lambda: random.betavariate(2, 2)) - 0.5) < 0.1)
print(abs(mean(lambda: random.gammavariate(2, 3)) - 6) < 0.7)
print(abs(mean(lambda: random.triangular(0, 3, 3)) - 2) < 0.2)
for bad in (lambda: random.choice([]), lambda: random.sample([1], 2), lambda: random.randrange(0)):
    try:
        bad()
    except (IndexError, ValueError) as e:
        print(type(e).__name__, e)
s = random.getstate() if 0 else r.getstate()
x = r.random()
r.setstate(s)
print(x == r.random(), random.SystemRandom().random() < 1)
