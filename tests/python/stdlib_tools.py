# SPDX-License-Identifier: MIT
# functools, contextlib and itertools, as CPython has them.

from functools import *
from itertools import *
import contextlib, io, threading, asyncio
from contextlib import *
p = partial(dict, base=2)
print(p(), partial(max, 1)(0, 5), p.keywords, partial(partial(max, 3), 4)(1))
calls = []

@lru_cache(maxsize=2)
def sq(x):
    calls.append(x)
    return x * x
print([sq(n) for n in (1, 2, 1, 3, 1, 2)], calls, sq.cache_info())
print(sq.cache_parameters())
sq.cache_clear()
print(sq.cache_info())

@lru_cache
def ident(x, y=1):
    return (x, y)
print(ident(1), ident(1, y=2), ident(1, 2), ident.cache_info().currsize)

@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(60), fib.cache_info())

class M:

    def __init__(self):
        self.n = 0

    @lru_cache(None)
    def m(self, x):
        self.n += 1
        return x

    @cached_property
    def cp(self):
        self.n += 10
        return self.n
m = M()
print(m.m(1), m.m(1), m.n, m.cp, m.cp, m.n, M.m.cache_info())
for bad in (lambda: lru_cache('x'), lambda: partial(1), lambda: reduce(max, [])):
    try:
        bad()
    except TypeError as e:
        print(e)
print(reduce(lambda a, b: a + b, [1, 2, 3]))
print(reduce(lambda a, b: a + b, [], 5))
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))

@total_ordering
class V:

    def __init__(s, v):
        s.v = v

    def __eq__(s, o):
        return s.v == o.v

    def __lt__(s, o):
        return s.v < o.v
print(V(1) < V(2), V(1) <= V(1), V(2) > V(1), V(1) >= V(2))
print(sorted([V(3), V(1)])[0].v)

@singledispatch
def sd(x):
    return 'obj'

@sd.register(int)
def _(x):
    return 'int'

@sd.register(list)
def _(x):
    return 'list'

class SubL(list):
    pass
print(sd(1), sd([]), sd('s'), sd(SubL()), sd(True), sd.dispatch(float)(1))

def deco(f):

    @wraps(f)
    def w(*a):
        return f(*a) + 1
    return w

@deco
def ff(x):
    return x
print(ff(1))
lock = threading.Lock()
n = 0

@lru_cache(None)
def slow(x):
    global n
    with lock:
        n += 1
    return x
ts = [threading.Thread(target=lambda: [slow(i % 10) for i in range(200)]) for _ in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
i = slow.cache_info()
print(i.hits + i.misses, i.currsize, n >= 10)

@contextmanager
def cm(a):
    print('enter', a)
    try:
        yield a
    except KeyError as e:
        print('swallow', type(e).__name__)
    finally:
        print('exit', a)
with cm(1) as x:
    print('body', x)
with cm(2):
    raise KeyError('k')
try:
    with cm(3):
        raise ValueError('v')
except ValueError as e:
    print('out', e)

@contextmanager
def bad():
    return
    yield
try:
    with bad():
        pass
except RuntimeError as e:
    print(e)

@contextmanager
def twice():
    yield
    yield
try:
    with twice():
        pass
except RuntimeError as e:
    print(e)

@cm(9)
def decorated():
    print('in')
decorated()
decorated()
with suppress(ValueError, KeyError):
    raise KeyError
with nullcontext(5) as x:
    print(x)

class Cl:

    def close(self):
        print('closed')
with closing(Cl()):
    pass
o = io.StringIO()
with redirect_stdout(o):
    print('hidden')
print(repr(o.getvalue()))
with ExitStack() as st:
    st.enter_context(cm('a'))
    st.enter_context(cm('b'))
    st.callback(print, 'cb')
    st.push(lambda *e: print('push', e[0]))
try:
    with ExitStack() as st:
        st.callback(print, 'last')
        st.push(lambda t, e, tb: print('saw', t))
        raise ZeroDivisionError
except ZeroDivisionError:
    print('through')
with ExitStack() as st:
    st.push(lambda t, e, tb: True)
    raise ZeroDivisionError
st = ExitStack()
st.callback(print, 'moved')
st2 = st.pop_all()
st.close()
st2.close()

class A:

    async def __aenter__(self):
        print('aenter')
        return 1

    async def __aexit__(self, *a):
        print('aexit', a[0])

async def main():
    async with AsyncExitStack() as s:
        print(await s.enter_async_context(A()))
        s.callback(print, 'sync')

        async def acb(x):
            print('async', x)
        s.push_async_callback(acb, 2)
    async with nullcontext(3) as x:
        print(x)
asyncio.run(main())
print(list(islice(count(5, 2), 3)), list(islice(cycle('ab'), 5)))
print(list(repeat(1, 3)), list(chain([1], 'ab')))
print(list(chain.from_iterable([[1], [2]])))
print(list(islice(range(10), 2, 8, 3)), list(islice('abc', None)))
print(list(takewhile(lambda x: x < 3, [1, 2, 3, 1])))
print(list(dropwhile(lambda x: x < 3, [1, 3, 1])))
print(list(filterfalse(None, [0, 1])), list(starmap(pow, [(2, 3)])))
print(list(compress('abc', [1, 0, 1])))
print(list(accumulate([1, 2, 3])))
print(list(accumulate([1, 2, 3], lambda a, b: a * b, initial=2)))
print(list(zip_longest('ab', 'c', fillvalue='-')), list(pairwise('abc')))
print(list(product('ab', [1, 2])), list(product([0, 1], repeat=2)))
print(list(product()))
print(list(permutations('abc', 2)), list(combinations('abcd', 2)))
print(list(combinations_with_replacement('ab', 2)))
print(list(permutations([1, 2])), list(combinations('ab', 3)))
print([(k, list(g)) for k, g in groupby('aaabbc')])
print([k for k, g in groupby([1, 1, 2])])
print([(k, list(g)) for k, g in groupby([1, 3, 2, 4], lambda x: x % 2)])
a, b = tee([1, 2, 3])
print(next(a), list(b), list(a))
try:
    islice([], -1)
except ValueError as e:
    print(e)
