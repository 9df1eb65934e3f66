# SPDX-License-Identifier: MIT
# string, base64, uuid, urllib.parse, textwrap, copy, operator, bisect, heapq, types, traceback and
# warnings, as CPython has them.

import string, base64, uuid, textwrap, copy, operator, bisect, heapq, types, traceback, warnings, io
from urllib.parse import *
t = string.Template('$a ${b} $$ x')
print(t.substitute(a=1, b=2), t.safe_substitute(a=1), t.get_identifiers())
print(t.is_valid())
for bad in ('$', 'a ${b', '${}'):
    try:
        print(string.Template(bad).substitute())
    except ValueError as e:
        print(e)
    print(string.Template(bad).safe_substitute())
try:
    t.substitute()
except KeyError as e:
    print(repr(e.args))
print(string.capwords('hello  big world'), len(string.printable))
print(string.punctuation)
for s in (b'', b'f', b'fo', b'foo', b'foobar', bytes(range(256))):
    for e, d in (
        (base64.b64encode, base64.b64decode),
        (base64.b32encode, base64.b32decode),
        (base64.b16encode, base64.b16decode),
        (base64.urlsafe_b64encode, base64.urlsafe_b64decode),
        (base64.encodebytes, base64.decodebytes),
    ):
        x = e(s)
        print(x[:40], d(x) == s)
for bad in ('abc', 'a', 'ab=', 'a b c d', 'é'):
    try:
        print(base64.b64decode(bad))
    except Exception as e:
        print(isinstance(e, ValueError), e)
try:
    base64.b64decode('ab!c', validate=True)
except ValueError as e:
    print('invalid')
try:
    base64.b64encode('str')
except TypeError as e:
    print(e)
u = uuid.UUID('12345678-1234-5678-1234-567812345678')
print(u, repr(u), u.hex, u.int, u.fields, u.bytes, u.bytes_le, u.urn)
print(u.variant, u.version, u.time)
v = uuid.uuid4()
print(v.version, v.variant, len(str(v)), v == uuid.UUID(str(v)))
print(v != uuid.uuid4(), uuid.UUID(bytes_le=v.bytes_le) == v)
print(uuid.UUID(fields=v.fields) == v)
w = uuid.uuid1()
print(w.version, uuid.NAMESPACE_DNS, uuid.uuid1(5, 6).node)
for bad in ('x', '1234'):
    try:
        uuid.UUID(bad)
    except ValueError as e:
        print(e)
try:
    uuid.UUID()
except TypeError as e:
    print(e)
for url in (
    'http://user:pw@Host.com:8080/p/a;x?q=1&r=2#frag',
    'mqtt://broker',
    '/rel/path?x',
    'mailto:a@b.c',
    'http://[::1]:80/',
    'file:///etc/x',
    '//net/path',
    'HTTP://a',
    'a:b:c',
    '',
):
    p = urlparse(url)
    print(list(p), p.geturl(), p.hostname, p.port, p.username, p.password)
    print(list(urlsplit(url)))
for b, u2 in (
    ('http://a/b/c/d', 'e'),
    ('http://a/b/c/d', '../e'),
    ('http://a/b/c/d', '/e'),
    ('http://a/b/c/d', '//h/e'),
    ('http://a/b/c/d?q', '?x'),
    ('http://a/b/c/d', '#f'),
    ('http://a', 'x'),
    ('http://a/b/', './y/../z'),
    ('http://a/b/c', 'http://z'),
    ('http://a/b/c', '../../../g'),
    ('a/b', 'c'),
    ('http://a/b/c', '..'),
    ('http://a/b/c/', '.'),
):
    print(urljoin(b, u2))
print(quote('a b/é?'), quote_plus('a b&c'), unquote('a%20b%C3%A9%zz%'))
print(unquote_plus('a+b'), unquote('%ff'), quote(b'\x00\xff'))
print(quote('a/b', safe=''))
print(urlencode({'a': '1 2'}), urlencode([('a', 1), ('b', 'x&y')]))
print(urlencode([('k', [1, 2])], doseq=True), parse_qs('a=1&a=2&b=&c'))
print(parse_qsl('a=1&b=&c', keep_blank_values=True), parse_qsl('x=%20+y'))
print(list(urldefrag('http://a/b#c')))
T = 'The quick brown fox jumps over the lazy dog and averyveryverylongwordthatdoesnotfit here'
print(textwrap.wrap(T, 20))
print(textwrap.fill(T, 30, initial_indent='* ', subsequent_indent='  '))
print(textwrap.shorten(T, 30))
print(repr(textwrap.dedent('\n    a\n      b\n\n    c\n')))
print(repr(textwrap.indent('a\n\nb\n', '> ')))

class C:

    def __init__(self):
        self.x = [1, [2]]
c = C()
d = copy.copy(c)
e = copy.deepcopy(c)
print(d.x is c.x, e.x is c.x, e.x == c.x, e.x[1] is c.x[1])
l = [1]
l.append(l)
m = copy.deepcopy(l)
print(m[1] is m, m is not l)
print(copy.deepcopy({'a': (1, [2])}), copy.copy([1]), copy.deepcopy((1, 2)))
print(operator.itemgetter(1)([5, 6]), operator.itemgetter(0, 1)('ab'))
print(operator.attrgetter('x')(c), operator.methodcaller('upper')('a'))
print(operator.add(1, 2), operator.indexOf([1, 2], 2))
a = [1, 3, 3, 5]
print(bisect.bisect(a, 3), bisect.bisect_left(a, 3))
bisect.insort(a, 4)
print(a)
print(heapq.nsmallest(2, [3, 1, 2]), heapq.nlargest(2, [3, 1, 2]))
print(list(heapq.merge([1, 4], [2, 3], [0])), heapq.heappushpop([1, 2], 0))
print(heapq.heapreplace([1, 2], 5))
n = types.SimpleNamespace(a=1, b='x')
print(n, n.a, n == types.SimpleNamespace(a=1, b='x'))
try:
    raise ValueError('oops')
except ValueError as e:
    s = io.StringIO()
    traceback.print_exc(file=s)
    print(s.getvalue().startswith('Traceback'))
    print(s.getvalue().endswith('ValueError: oops\n'))
    print(traceback.format_exception_only(e), 'oops' in traceback.format_exc())
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    warnings.warn('careful')
    warnings.warn('dep', DeprecationWarning)
    print(len(w), str(w[0].message), w[1].category.__name__)
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try:
        warnings.warn('boom')
    except UserWarning as e:
        print('raised', e)
