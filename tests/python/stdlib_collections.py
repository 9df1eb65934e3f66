# SPDX-License-Identifier: MIT
# collections, as CPython has them.

from collections import *
d = deque()
d.append(1)
d.append(2)
d.appendleft(0)
print(d, d.popleft(), d.pop(), len(d))
d = deque([1, 2, 3, 4], maxlen=3)
print(d)
d.append(9)
print(d, d.maxlen)
d.rotate(1)
print(d)
d.extendleft([7, 8])
print(d)
try:
    deque().popleft()
except IndexError as e:
    print(e)
dd = defaultdict(list)
dd['a'].append(1)
dd['b']
print(dd['a'], sorted(dd.items()))
c = Counter('abracadabra')
print(c['a'], c['zz'], c.most_common(1))
c['a'] += 5
print(c['a'], c.total())
print(Counter(a=1) + Counter(a=2, b=1), Counter(a=3) - Counter(a=1))
o = OrderedDict([('a', 1), ('b', 2)])
print(list(o), o.popitem())
P = namedtuple('P', ['x', 'y'])
print(P(1, y=2), P(1, 2).y, P(1, 2) == (1, 2), (0,) + P(1, 2))
N = namedtuple('N', 'x y', defaults=[5])
n = N(1)
print(n, n.x, n[1], sorted(n._asdict().items()))
print(n._replace(x=9), N._make([3, 4]), N._fields)
a, b = n
print(a, b, n == (1, 5), isinstance(n, tuple))
m = ChainMap({'a': 1}, {'a': 2, 'b': 3})
print(m['a'], m['b'], len(m), sorted(m))
