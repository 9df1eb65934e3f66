# SPDX-License-Identifier: MIT
"""CPython 3.13's `random`, whole, over MicroPython's generator: the functions and their errors are
the same, the numbers for a seed are not. As there, the functions share a generator that threads may
use at once; a Random object has one of its own."""

import math
import os

import urandom as _native
from _weft import RLock

_lock = RLock()  # for what must not be torn, such as a pair of gauss()


class Random:
    """A generator: xorshift, 64 bits. Seeded by the system's random numbers, or by seed(a)."""

    def __init__(self, x=None):
        self.seed(x)

    def seed(self, a=None, version=2):
        if a is None:
            a = int.from_bytes(os.urandom(8), "big")
        elif isinstance(a, (str, bytes, bytearray)):
            a = _hash(a.encode() if isinstance(a, str) else bytes(a))
        elif isinstance(a, float):
            a = _hash(repr(a).encode())
        elif not isinstance(a, int):
            raise TypeError(
                "The only supported seed types are: None,\nint, float, str, bytes, and bytearray."
            )
        state = abs(a)
        mixed = 0
        while True:
            mixed = (mixed ^ state & _MASK) * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019 & _MASK
            state >>= 64
            if not state:
                break
        self._state = mixed or 1
        self._gauss_next = None

    def getstate(self):
        return (3, (self._state,), self._gauss_next)

    def setstate(self, state):
        _, (self._state,), self._gauss_next = state

    def _next(self):
        with _lock:
            x = self._state
            x ^= x >> 12
            x ^= x << 25 & _MASK
            x ^= x >> 27
            self._state = x
            return x * 0x2545F4914F6CDD1D & _MASK

    def getrandbits(self, k):
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        value, have = 0, 0
        while have < k:
            value = value << 64 | self._next()
            have += 64
        return value >> have - k

    def random(self):
        return (self._next() >> 11) * 1.1102230246251565e-16

    def randbytes(self, n):
        return self.getrandbits(n * 8).to_bytes(n, "little")

    def _below(self, n):
        bits = 0
        while n >> bits:
            bits += 1
        while True:
            value = self.getrandbits(bits)
            if value < n:
                return value

    def randrange(self, start, stop=None, step=1):
        if not isinstance(start, int) or not isinstance(step, int):
            raise TypeError("'float' object cannot be interpreted as an integer")
        if stop is None:
            if start > 0:
                return self._below(start)
            raise ValueError("empty range for randrange()")
        if step == 0:
            raise ValueError("zero step for randrange()")
        n = (stop - start + step - (1 if step > 0 else -1)) // step
        if n <= 0:
            raise ValueError("empty range in randrange(%d, %d)" % (start, stop))
        return start + step * self._below(n)

    def randint(self, a, b):
        return self.randrange(a, b + 1)

    def choice(self, seq):
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._below(len(seq))]

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        n = len(population)
        if cum_weights is None:
            if weights is None:
                return [population[self._below(n)] for _ in range(k)]
            cum_weights, total = [], 0
            for weight in weights:
                total += weight
                cum_weights.append(total)
        elif weights is not None:
            raise TypeError("Cannot specify both weights and cumulative weights")
        if len(cum_weights) != n:
            raise ValueError("The number of weights does not match the population")
        total = cum_weights[-1] + 0.0
        if total <= 0:
            raise ValueError("Total of weights must be greater than zero")
        found = []
        for _ in range(k):
            point = self.random() * total
            at = 0
            while at < n - 1 and cum_weights[at] <= point:
                at += 1
            found.append(population[at])
        return found

    def shuffle(self, x):
        for i in range(len(x) - 1, 0, -1):
            j = self._below(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        if isinstance(population, (set, frozenset, dict)):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        pool = list(population)
        if counts is not None:
            pool = [item for item, count in zip(pool, counts) for _ in range(count)]
        if not 0 <= k <= len(pool):
            raise ValueError("Sample larger than population or is negative")
        result = []
        for i in range(k):
            j = i + self._below(len(pool) - i)
            pool[i], pool[j] = pool[j], pool[i]
            result.append(pool[i])
        return result

    def uniform(self, a, b):
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        u = self.random()
        c = 0.5 if mode is None else (mode - low) / (high - low) if high != low else 0.0
        if u > c:
            u, c = 1.0 - u, 1.0 - c
            low, high = high, low
        return low + (high - low) * math.sqrt(u * c)

    def gauss(self, mu=0.0, sigma=1.0):
        with _lock:
            z, self._gauss_next = self._gauss_next, None
            if z is None:
                angle = self.random() * 2 * math.pi
                radius = math.sqrt(-2.0 * math.log(1.0 - self.random()))
                z = math.cos(angle) * radius
                self._gauss_next = math.sin(angle) * radius
        return mu + z * sigma

    normalvariate = gauss

    def lognormvariate(self, mu=0.0, sigma=1.0):
        return math.exp(self.gauss(mu, sigma))

    def expovariate(self, lambd=1.0):
        return -math.log(1.0 - self.random()) / lambd

    def paretovariate(self, alpha):
        return (1.0 - self.random()) ** (-1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        return alpha * (-math.log(1.0 - self.random())) ** (1.0 / beta)

    def gammavariate(self, alpha, beta):
        """Marsaglia and Tsang's method."""
        if alpha <= 0.0 or beta <= 0.0:
            raise ValueError("gammavariate: alpha and beta must be > 0.0")
        if alpha < 1.0:
            u = 1.0 - self.random()
            return self.gammavariate(alpha + 1.0, beta) * u ** (1.0 / alpha)
        d = alpha - 1.0 / 3.0
        c = 1.0 / math.sqrt(9.0 * d)
        while True:
            x = self.gauss()
            v = (1.0 + c * x) ** 3
            if v > 0 and math.log(1.0 - self.random()) < 0.5 * x * x + d - d * v + d * math.log(v):
                return d * v * beta

    def betavariate(self, alpha, beta):
        y = self.gammavariate(alpha, 1.0)
        return y / (y + self.gammavariate(beta, 1.0)) if y else 0.0

    def vonmisesvariate(self, mu, kappa):
        if kappa <= 1e-6:
            return 2 * math.pi * self.random()
        s = 0.5 / kappa
        r = s + math.sqrt(1.0 + s * s)
        while True:
            z = math.cos(math.pi * self.random())
            d = z / (r + z)
            u = self.random()
            if u < 1.0 - d * d or u <= (1.0 - d) * math.exp(d):
                break
        q = 1.0 / r
        f = (q + z) / (1.0 + q * z)
        angle = math.acos(f) if self.random() > 0.5 else -math.acos(f)
        return (mu + angle) % (2 * math.pi)

    def binomialvariate(self, n=1, p=0.5):
        if n < 0:
            raise ValueError("n must be non-negative")
        if not 0.0 <= p <= 1.0:
            raise ValueError("p must be in the range 0.0 <= p <= 1.0")
        return sum([self.random() < p for _ in range(n)])


_MASK = (1 << 64) - 1


def _hash(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & _MASK
    return value


class SystemRandom(Random):
    """The operating system's random numbers."""

    def seed(self, *args, **kwargs):
        self._gauss_next = None

    def _next(self):
        return int.from_bytes(os.urandom(8), "big")

    def getstate(self):
        raise NotImplementedError("System entropy source does not have state.")

    setstate = getstate


class _Shared(Random):
    """The module's own generator: MicroPython's, which one call advances."""

    def seed(self, a=None, version=2):
        self._gauss_next = None
        if a is None:
            _native.seed()
        else:
            if not isinstance(a, int):
                a = _hash(a.encode() if isinstance(a, str) else repr(a).encode())
            _native.seed(a & 0x3FFFFFFF)

    def _next(self):
        return _native.getrandbits(32) << 32 | _native.getrandbits(32)

    def getstate(self):
        raise NotImplementedError("MicroPython's generator does not show its state; use Random().")

    setstate = getstate


_inst = _Shared()
for _name in (
    "seed getstate setstate getrandbits random randbytes randrange randint choice choices shuffle"
    " sample uniform triangular gauss normalvariate lognormvariate expovariate paretovariate"
    " weibullvariate gammavariate betavariate vonmisesvariate binomialvariate"
).split():
    globals()[_name] = getattr(_inst, _name)
