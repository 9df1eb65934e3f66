# SPDX-License-Identifier: MIT
# logging, with its handlers and dictConfig, as CPython has it.

import io
import logging
import logging.config
import logging.handlers
import queue
import shutil
import tempfile
import threading
import time
s = io.StringIO()
h = logging.StreamHandler(s)
h.setFormatter(logging.Formatter('%(levelname)-8s %(name)s [%(threadName)s] %(message)s'))
log = logging.getLogger('a.b')
log.addHandler(h)
log.setLevel(logging.DEBUG)
log.propagate = False
log.debug('hi %s %d', 'x', 3)
log.info('no args %')
log.warning('d %(k)s', {'k': 1})
log.log(25, 'lvl')
try:
    1 / 0
except ZeroDivisionError as e:
    log.exception('failed')
out = s.getvalue()
print(out.split('Traceback')[0], 'ZeroDivisionError' in out)

def work(n):
    for i in range(50):
        log.info('t%d %d', n, i)
s.seek(0)
ts = [threading.Thread(target=work, args=(n,), name='W%d' % n) for n in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
lines = [l for l in s.getvalue().split('\n') if '[W' in l]
print(len(lines), sorted(set((l[:19] for l in lines))))
log.removeHandler(h)
print(logging.getLogger('a.b') is log, log.parent.name)
print(logging.getLogger('a').name, log.parent.name, log.getEffectiveLevel())
print(logging.getLevelName(30), logging.getLevelName('INFO'))
print(logging.getLevelName(35))
try:
    log.setLevel('NOPE')
except ValueError as e:
    print(e)
try:
    log.setLevel(1.5)
except TypeError as e:
    print(e)
folder = tempfile.mkdtemp()
p = folder + '/_wl.log'
r = logging.handlers.RotatingFileHandler(p, maxBytes=100, backupCount=2)
rl = logging.getLogger('rot')
rl.addHandler(r)
rl.propagate = False
for i in range(20):
    rl.warning('message number %d', i)
r.close()
for n in (p, p + '.1', p + '.2'):
    print(n[len(folder):], repr(open(n).read()))
shutil.rmtree(folder)
q = queue.Queue()
s2 = io.StringIO()
h2 = logging.StreamHandler(s2)
h2.setLevel(logging.ERROR)
qh = logging.handlers.QueueHandler(q)
ql = logging.getLogger('q')
ql.addHandler(qh)
ql.propagate = False
ql.setLevel(10)
li = logging.handlers.QueueListener(q, h2, respect_handler_level=True)
li.start()
ql.error('e %d', 1)
ql.info('skip')
li.stop()
print(repr(s2.getvalue()))
s3 = io.StringIO()
t = logging.StreamHandler(s3)
m = logging.handlers.MemoryHandler(10, target=t)
ml = logging.getLogger('m')
ml.addHandler(m)
ml.propagate = False
ml.setLevel(1)
ml.info('one')
print(repr(s3.getvalue()))
ml.error('two')
print(repr(s3.getvalue()))

class F(logging.Filter):

    def filter(self, r):
        r.tag = 'T'
        return 'secret' not in r.getMessage()
s4 = io.StringIO()
logging.config.dictConfig(
    {
        'version': 1,
        'disable_existing_loggers': False,
        'formatters': {'f': {'format': '%(tag)s|%(levelname)s|%(message)s'}},
        'filters': {'flt': {'()': F}},
        'handlers': {
            'h': {
                'class': 'logging.StreamHandler',
                'stream': s4,
                'formatter': 'f',
                'filters': ['flt'],
                'level': 'INFO',
            },
            'n': {'class': 'logging.NullHandler'},
        },
        'loggers': {'cfg': {'handlers': ['h'], 'level': 'DEBUG', 'propagate': False}},
        'root': {'handlers': ['n'], 'level': 'WARNING'},
    },
)
c = logging.getLogger('cfg')
c.debug('no')
c.info('yes')
c.error('secret')
print(repr(s4.getvalue()))
for bad in (
    {'version': 2},
    {'version': 1, 'handlers': {'h': {'class': 'logging.Nope'}}},
    {'version': 1, 'root': {'handlers': ['x']}},
):
    try:
        logging.config.dictConfig(bad)
    except ValueError as e:
        print('ValueError', str(e)[:29])
ad = logging.LoggerAdapter(c, {'user': 'me'})
s5 = io.StringIO()
h5 = logging.StreamHandler(s5)
h5.setFormatter(logging.Formatter('{user}:{message}', style='{'))
c.handlers[:] = [h5]
ad.warning('adapted %s', 1)
print(s5.getvalue())
h5.setFormatter(logging.Formatter('$levelname $message', style='$'))
c.warning('dollar')
print(s5.getvalue())
f = logging.Formatter('%(asctime)s %(message)s', '%Y')
rec = logging.makeLogRecord({'msg': 'm', 'created': 0.25, 'msecs': 250.0})
print(f.format(rec))
f.converter = time.gmtime
print(logging.Formatter.formatTime(f, rec))
print(repr(logging.getLogger('cfg')), h5)
try:
    c.info('x', extra={'message': 1})
except KeyError as e:
    print(e)
logging.disable(logging.CRITICAL)
print(c.isEnabledFor(50))
logging.disable(0)
