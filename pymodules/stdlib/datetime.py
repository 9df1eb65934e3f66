# SPDX-License-Identifier: MIT
"""CPython 3.13's `datetime`: timedelta, timezone, date, time, datetime.

Their attributes are not to be assigned to, but nothing prevents it. strptime() takes %Y %y %m %d %H %I %M %S %f %p %b %B %a %A %j %z %Z and
literal text.
"""

import time as _time

from _strftime import DAYS, MONTHS, strftime

MINYEAR = 1
MAXYEAR = 9999
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAY_US = 86400 * 1000000


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year, month):
    if month == 2:
        return 29 if _is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _day_of_year(year, month, day):
    return _DAYS_BEFORE[month - 1] + (month > 2 and _is_leap(year)) + day


def _to_ordinal(year, month, day):
    y = year - 1
    return y * 365 + y // 4 - y // 100 + y // 400 + _day_of_year(year, month, day)


def _from_ordinal(n):
    year = (n * 400) // 146097 + 1
    while _to_ordinal(year, 1, 1) > n:
        year -= 1
    while _to_ordinal(year + 1, 1, 1) <= n:
        year += 1
    day = n - _to_ordinal(year, 1, 1) + 1
    month = 1
    while day > _days_in(year, month):
        day -= _days_in(year, month)
        month += 1
    return year, month, day


def _check_date(year, month, day):
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError("year %d is out of range" % year)
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in(year, month):
        raise ValueError("day is out of range for month")


def _check_time(hour, minute, second, microsecond):
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")


class _Ordered:
    """Comparison by what _key() returns."""

    def _other_key(self, other, operator):
        if not isinstance(other, self._kind):
            raise TypeError(
                "'%s' not supported between instances of '%s' and '%s'"
                % (operator, self._shown_name(), _name_of(other))
            )
        return self._key_against(other)

    def _shown_name(self):
        return "datetime." + type(self).__name__

    def __lt__(self, other):
        mine, others = self._other_key(other, "<")
        return mine < others

    def __le__(self, other):
        mine, others = self._other_key(other, "<=")
        return mine <= others

    def __gt__(self, other):
        mine, others = self._other_key(other, ">")
        return mine > others

    def __ge__(self, other):
        mine, others = self._other_key(other, ">=")
        return mine >= others

    def __hash__(self):
        return hash(self._key())

    def _key_against(self, other):
        return self._key(), other._key()


def _name_of(other):
    name = type(other).__name__
    return "datetime." + name if isinstance(other, _Ordered) else name


class timedelta(_Ordered):
    """A duration, in whole microseconds."""

    def __init__(
        self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0
    ):
        us = 0
        for value, unit in (
            (weeks, 7 * _DAY_US),
            (days, _DAY_US),
            (hours, 3600000000),
            (minutes, 60000000),
            (seconds, 1000000),
            (milliseconds, 1000),
            (microseconds, 1),
        ):
            if isinstance(value, int):
                us += value * unit
            elif value:
                # The whole part exactly, for it may be large.
                whole = int(value)
                us += whole * unit + round((value - whole) * unit)
        if not -999999999 * _DAY_US <= us < 1000000000 * _DAY_US:
            raise OverflowError("days=%d; must have magnitude <= 999999999" % (us // _DAY_US))
        self._us = us

    days = property(lambda self: self._us // _DAY_US)
    seconds = property(lambda self: self._us % _DAY_US // 1000000)
    microseconds = property(lambda self: self._us % 1000000)

    def total_seconds(self):
        return self._us / 1000000

    def _key(self):
        return self._us

    def __eq__(self, other):
        return isinstance(other, timedelta) and self._us == other._us

    def __bool__(self):
        return self._us != 0

    def __neg__(self):
        return _delta(-self._us)

    def __pos__(self):
        return self

    def __abs__(self):
        return _delta(abs(self._us))

    def __add__(self, other):
        if isinstance(other, timedelta):
            return _delta(self._us + other._us)
        if isinstance(other, date):
            return other + self
        return NotImplemented

    def __sub__(self, other):
        return _delta(self._us - other._us) if isinstance(other, timedelta) else NotImplemented

    def __mul__(self, other):
        return _delta(round(self._us * other))

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._us / other._us
        return _delta(round(self._us / other))

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._us // other._us
        return _delta(self._us // other)

    def __mod__(self, other):
        return _delta(self._us % other._us)

    def __divmod__(self, other):
        return self // other, self % other

    def __repr__(self):
        parts = []
        for name in ("days", "seconds", "microseconds"):
            value = getattr(self, name)
            if value:
                parts.append("%s=%d" % (name, value))
        return "datetime.timedelta(%s)" % (", ".join(parts) or "0")

    def __str__(self):
        days, seconds = self.days, self.seconds
        text = "%d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
        if days:
            text = "%d day%s, %s" % (days, "" if abs(days) == 1 else "s", text)
        if self.microseconds:
            text += ".%06d" % self.microseconds
        return text


timedelta._kind = timedelta


def _delta(us):
    return timedelta(0, 0, us)


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(999999999, 86399, 999999)
timedelta.resolution = timedelta(0, 0, 1)


class tzinfo:
    """A time zone: a subclass says utcoffset(), tzname() and dst()."""

    def utcoffset(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def tzname(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def dst(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt):
        return dt + dt.utcoffset()


class timezone(tzinfo):
    """A fixed offset from UTC."""

    def __init__(self, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(
                "timezone() argument 1 must be datetime.timedelta, not %s" % _name_of(offset)
            )
        if abs(offset._us) >= _DAY_US:
            raise ValueError(
                "offset must be a timedelta strictly between -timedelta(hours=24) and "
                "timedelta(hours=24), not %r." % offset
            )
        self._offset = offset
        self._name = name

    def utcoffset(self, dt):
        return self._offset

    def dst(self, dt):
        return None

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" + (_offset_text(self._offset, ":") if self._offset else "")

    def fromutc(self, dt):
        return dt + self._offset

    def __eq__(self, other):
        return isinstance(other, timezone) and self._offset == other._offset

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        if self._name is None:
            return "datetime.timezone(%r)" % self._offset
        return "datetime.timezone(%r, %r)" % (self._offset, self._name)

    def __str__(self):
        return self.tzname(None)


def _offset_text(offset, colon):
    if offset is None:
        return ""
    us = abs(offset._us)
    seconds = us // 1000000
    sign = "-" if offset._us < 0 else "+"
    text = "%s%02d%s%02d" % (sign, seconds // 3600, colon, seconds // 60 % 60)
    if seconds % 60:
        text += "%s%02d" % (colon, seconds % 60)
    return text


timezone.utc = timezone(timedelta(0))
UTC = timezone.utc


class date(_Ordered):
    """A day of the Gregorian calendar."""

    def __init__(self, year, month, day):
        _check_date(year, month, day)
        self.year, self.month, self.day = year, month, day

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromtimestamp(cls, timestamp):
        return cls(*_time.localtime(int(timestamp // 1))[:3])

    @classmethod
    def fromordinal(cls, n):
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, text):
        year, month, day, rest = _parse_date(text)
        if rest:
            raise ValueError("Invalid isoformat string: %r" % text)
        return cls(year, month, day)

    def toordinal(self):
        return _to_ordinal(self.year, self.month, self.day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        thursday = date.fromordinal(self.toordinal() - self.weekday() + 3)
        week = (_day_of_year(thursday.year, thursday.month, thursday.day) - 1) // 7 + 1
        return thursday.year, week, self.isoweekday()

    def timetuple(self):
        return (self.year, self.month, self.day, 0, 0, 0) + self._week_and_year_day() + (-1,)

    def _week_and_year_day(self):
        return self.weekday(), _day_of_year(self.year, self.month, self.day)

    def replace(self, year=None, month=None, day=None):
        return type(self)(
            self.year if year is None else year,
            self.month if month is None else month,
            self.day if day is None else day,
        )

    def isoformat(self):
        return "%04d-%02d-%02d" % (self.year, self.month, self.day)

    __str__ = isoformat

    def ctime(self):
        return self.strftime("%a %b %e %H:%M:%S %Y")

    def strftime(self, format):
        return strftime(format, self.timetuple())

    def __format__(self, format):
        return self.strftime(format) if format else str(self)

    def _key(self):
        return self.year, self.month, self.day

    def __eq__(self, other):
        return (
            isinstance(other, date)
            and isinstance(self, datetime) == isinstance(other, datetime)
            and self._key() == other._key()
        )

    def __hash__(self):
        return hash(self._key())

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return type(self).fromordinal(_in_range(self.toordinal() + other.days))

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def __repr__(self):
        return "datetime.date(%d, %d, %d)" % (self.year, self.month, self.day)


date._kind = date


def _in_range(ordinal):
    if not 0 < ordinal <= 3652059:
        raise OverflowError("date value out of range")
    return ordinal


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(1)


def _time_text(t, timespec):
    text = "%02d:%02d:%02d" % (t.hour, t.minute, t.second)
    if timespec == "hours":
        return text[:2]
    if timespec == "minutes":
        return text[:5]
    if timespec == "milliseconds":
        return text + ".%03d" % (t.microsecond // 1000)
    if timespec == "microseconds" or (timespec == "auto" and t.microsecond):
        return text + ".%06d" % t.microsecond
    if timespec not in ("auto", "seconds"):
        raise ValueError("Unknown timespec value")
    return text


class time(_Ordered):
    """A time of day."""

    def __init__(self, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        _check_time(hour, minute, second, microsecond)
        self.hour, self.minute, self.second, self.microsecond = hour, minute, second, microsecond
        self.tzinfo = tzinfo
        self.fold = fold

    @classmethod
    def fromisoformat(cls, text):
        return cls(*_parse_time(text.lstrip("T"), text))

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(None)

    def tzname(self):
        return None if self.tzinfo is None else self.tzinfo.tzname(None)

    def dst(self):
        return None if self.tzinfo is None else self.tzinfo.dst(None)

    def replace(self, **kwargs):
        for name in ("hour", "minute", "second", "microsecond", "tzinfo", "fold"):
            kwargs.setdefault(name, getattr(self, name))
        return type(self)(**kwargs)

    def isoformat(self, timespec="auto"):
        return _time_text(self, timespec) + _offset_text(self.utcoffset(), ":")

    __str__ = isoformat

    def strftime(self, format):
        t = (1900, 1, 1, self.hour, self.minute, self.second, 0, 1)
        zone = _offset_text(self.utcoffset(), "")
        return strftime(format, t, self.microsecond, zone, self.tzname() or "")

    def __format__(self, format):
        return self.strftime(format) if format else str(self)

    def _key(self):
        us = ((self.hour * 60 + self.minute) * 60 + self.second) * 1000000 + self.microsecond
        offset = self.utcoffset()
        return us if offset is None else us - offset._us

    def __eq__(self, other):
        return isinstance(other, time) and self._key() == other._key()

    def __repr__(self):
        parts = ["%d" % self.hour, "%d" % self.minute]
        if self.second or self.microsecond:
            parts.append("%d" % self.second)
        if self.microsecond:
            parts.append("%d" % self.microsecond)
        if self.tzinfo is not None:
            parts.append("tzinfo=%r" % self.tzinfo)
        return "datetime.time(%s)" % ", ".join(parts)


time._kind = time
time.min = time(0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(0, 0, 1)


class datetime(date):
    """A day and a time of day, with or without a time zone."""

    def __init__(
        self, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0
    ):
        _check_date(year, month, day)
        _check_time(hour, minute, second, microsecond)
        self.year, self.month, self.day = year, month, day
        self.hour, self.minute, self.second, self.microsecond = hour, minute, second, microsecond
        self.tzinfo = tzinfo
        self.fold = fold

    @classmethod
    def now(cls, tz=None):
        ns = _time.time_ns()
        return cls._of(ns // 1000000000, ns // 1000 % 1000000, tz)

    @classmethod
    def utcnow(cls):
        ns = _time.time_ns()
        return cls(*_time.gmtime(ns // 1000000000)[:6], ns // 1000 % 1000000)

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        us = round(timestamp * 1000000)
        return cls._of(us // 1000000, us % 1000000, tz)

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        us = round(timestamp * 1000000)
        return cls(1970, 1, 1) + _delta(us)

    @classmethod
    def _of(cls, seconds, us, tz):
        if tz is None:
            return cls(*_time.localtime(seconds)[:6], us)
        utc = cls(1970, 1, 1, 0, 0, 0, 0, tz) + timedelta(0, seconds, us)
        return tz.fromutc(utc)

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        return cls(
            date.year,
            date.month,
            date.day,
            time.hour,
            time.minute,
            time.second,
            time.microsecond,
            time.tzinfo if tzinfo is True else tzinfo,
        )

    @classmethod
    def fromordinal(cls, n):
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, text):
        year, month, day, rest = _parse_date(text)
        if not rest:
            return cls(year, month, day)
        return cls(year, month, day, *_parse_time(rest[1:], text))

    @classmethod
    def strptime(cls, text, format):
        return _strptime(cls, text, format)

    def date(self):
        return date(self.year, self.month, self.day)

    def time(self):
        return time(self.hour, self.minute, self.second, self.microsecond)

    def timetz(self):
        return time(self.hour, self.minute, self.second, self.microsecond, self.tzinfo)

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(self)

    def tzname(self):
        return None if self.tzinfo is None else self.tzinfo.tzname(self)

    def dst(self):
        return None if self.tzinfo is None else self.tzinfo.dst(self)

    def timestamp(self):
        if self.tzinfo is None:
            seconds = _time.mktime(
                (self.year, self.month, self.day, self.hour, self.minute, self.second, 0, 0, -1)
            )
            return seconds + self.microsecond / 1000000
        return self._utc_us() / 1000000 - 62135596800

    def _local_us(self):
        """Microseconds since the first of January of the year 1."""
        seconds = (self.hour * 60 + self.minute) * 60 + self.second
        return ((self.toordinal() - 1) * 86400 + seconds) * 1000000 + self.microsecond

    def _utc_us(self):
        offset = self.utcoffset()
        return self._local_us() if offset is None else self._local_us() - offset._us

    def astimezone(self, tz=None):
        if self.utcoffset() is None or tz is None:
            seconds = int(self.timestamp() // 1)
            local = datetime(*_time.localtime(seconds)[:6])
            utc = datetime(*_time.gmtime(seconds)[:6])
            zone = timezone(local - utc)
            if tz is None:
                return local.replace(microsecond=self.microsecond, tzinfo=zone)
            return self.replace(tzinfo=zone).astimezone(tz)
        if tz is self.tzinfo:
            return self
        return tz.fromutc((self - self.utcoffset()).replace(tzinfo=tz))

    def timetuple(self):
        dst = self.dst()
        return (
            (self.year, self.month, self.day, self.hour, self.minute, self.second)
            + self._week_and_year_day()
            + (-1 if dst is None else int(bool(dst)),)
        )

    def utctimetuple(self):
        offset = self.utcoffset()
        utc = self if offset is None else (self - offset).replace(tzinfo=None)
        return utc.timetuple()[:8] + (0,)

    def replace(self, **kwargs):
        for name in "year month day hour minute second microsecond tzinfo fold".split():
            kwargs.setdefault(name, getattr(self, name))
        return type(self)(**kwargs)

    def isoformat(self, sep="T", timespec="auto"):
        day = "%04d-%02d-%02d" % (self.year, self.month, self.day)
        return day + sep + _time_text(self, timespec) + _offset_text(self.utcoffset(), ":")

    def __str__(self):
        return self.isoformat(" ")

    def strftime(self, format):
        zone = _offset_text(self.utcoffset(), "")
        return strftime(format, self.timetuple(), self.microsecond, zone, self.tzname() or "")

    def _key(self):
        return self._utc_us()

    def __eq__(self, other):
        return (
            isinstance(other, datetime)
            and (self.utcoffset() is None) == (other.utcoffset() is None)
            and self._utc_us() == other._utc_us()
        )

    def _key_against(self, other):
        if not isinstance(other, datetime):
            raise TypeError("can't compare datetime.datetime to datetime.date")
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return self._utc_us(), other._utc_us()

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        us = self._local_us() + other._us
        seconds = us // 1000000
        year, month, day = _from_ordinal(_in_range(seconds // 86400 + 1))
        seconds %= 86400
        return type(self)(
            year,
            month,
            day,
            seconds // 3600,
            seconds // 60 % 60,
            seconds % 60,
            us % 1000000,
            self.tzinfo,
        )

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        if self.tzinfo is other.tzinfo:
            return _delta(self._local_us() - other._local_us())
        return _delta(self._utc_us() - other._utc_us())

    def __repr__(self):
        parts = [self.year, self.month, self.day, self.hour, self.minute]
        if self.second or self.microsecond:
            parts.append(self.second)
        if self.microsecond:
            parts.append(self.microsecond)
        parts = [str(part) for part in parts]
        if self.tzinfo is not None:
            parts.append("tzinfo=%r" % self.tzinfo)
        return "datetime.datetime(%s)" % ", ".join(parts)


datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(0, 0, 1)


def _number(text, digits):
    part = text[:digits]
    if len(part) != digits or not part.isdigit():
        raise ValueError
    return int(part), text[digits:]


def _parse_date(text):
    """(year, month, day, the rest) of YYYY-MM-DD or YYYYMMDD."""
    try:
        year, rest = _number(text, 4)
        dash = rest[:1] == "-"
        month, rest = _number(rest[dash:], 2)
        if dash and rest[:1] != "-":
            raise ValueError
        day, rest = _number(rest[dash:], 2)
    except (ValueError, TypeError):
        raise ValueError("Invalid isoformat string: %r" % (text,))
    return year, month, day, rest


def _parse_time(text, whole):
    """(hour, minute, second, microsecond, tzinfo) of HH[:MM[:SS[.ffffff]]][+HH:MM]."""
    try:
        zone = None
        for sign in "+-Z":
            at = text.find(sign)
            if at >= 0:
                text, zone = text[:at], text[at:]
                break
        tz = None
        if zone == "Z":
            tz = UTC
        elif zone is not None:
            hour, minute, second, us = _parse_clock(zone[1:])
            offset = timedelta(0, second, us, 0, minute, hour)
            tz = UTC if not offset else timezone(-offset if zone[0] == "-" else offset)
        return _parse_clock(text) + (tz,)
    except ValueError:
        raise ValueError("Invalid isoformat string: %r" % (whole,))


def _parse_clock(text):
    values = [0, 0, 0, 0]
    colon = ":" in text
    for i in range(3):
        values[i], text = _number(text, 2)
        if not text:
            return tuple(values)
        if i < 2 and colon:
            if text[0] != ":":
                raise ValueError
            text = text[1:]
    if text[0] not in ".," or len(text) < 2 or not text[1:].isdigit():
        raise ValueError
    values[3] = int((text[1:] + "00000")[:6])
    return tuple(values)


def _strptime(cls, text, format):
    found = {"Y": 1900, "m": 1, "d": 1, "H": 0, "M": 0, "S": 0, "f": 0}
    afternoon = tz = None
    rest = text

    def fail():
        raise ValueError("time data %r does not match format %r" % (text, format))

    def take(most):
        nonlocal rest
        n = 0
        while n < most and rest[n : n + 1].isdigit():
            n += 1
        if not n:
            fail()
        value, rest = rest[:n], rest[n:]
        return value

    def take_name(names):
        nonlocal rest
        for i, name in enumerate(names):
            if rest[: len(name)].lower() == name.lower():
                rest = rest[len(name) :]
                return i
        fail()

    directives = iter(
        format.replace("%T", "%H:%M:%S")
        .replace("%F", "%Y-%m-%d")
        .replace("%c", "%a %b %d %H:%M:%S %Y")
    )
    for c in directives:
        if c.isspace():
            rest = rest.lstrip()
        elif c != "%":
            if rest[:1] != c:
                fail()
            rest = rest[1:]
        else:
            c = next(directives, "")
            if c == "Y":
                found["Y"] = int(take(4))
            elif c == "y":
                value = int(take(2))
                found["Y"] = value + (2000 if value < 69 else 1900)
            elif c in ("m", "d", "H", "M", "S"):
                found[c] = int(take(2))
            elif c == "I":
                found["H"] = int(take(2)) % 12
            elif c == "j":
                found["j"] = int(take(3))
            elif c == "f":
                found["f"] = int((take(6) + "00000")[:6])
            elif c == "p":
                afternoon = take_name(("AM", "PM"))
            elif c == "B":
                found["m"] = take_name(MONTHS) + 1
            elif c == "b":
                found["m"] = take_name([name[:3] for name in MONTHS]) + 1
            elif c == "A":
                take_name(DAYS)
            elif c == "a":
                take_name([name[:3] for name in DAYS])
            elif c == "z":
                if rest[:1] == "Z":
                    rest, tz = rest[1:], UTC
                elif rest[:1] in ("+", "-") and rest[:1]:
                    sign, rest = rest[0], rest[1:]
                    hours = int(take(2))
                    if rest[:1] == ":":
                        rest = rest[1:]
                    offset = timedelta(hours=hours, minutes=int(take(2)))
                    tz = timezone(-offset if sign == "-" else offset)
                else:
                    fail()
            elif c == "Z":
                take_name(("UTC", "GMT"))
            elif c == "%":
                if rest[:1] != "%":
                    fail()
                rest = rest[1:]
            else:
                raise ValueError("'%s' is a bad directive in format '%s'" % (c, format))
    if rest:
        raise ValueError("unconverted data remains: %s" % rest)
    if afternoon:
        found["H"] += 12
    if not (1 <= found["m"] <= 12 and 1 <= found["d"] <= 31):
        fail()
    if found["H"] > 23 or found["M"] > 59:
        fail()
    result = cls(
        found["Y"], found["m"], found["d"], found["H"], found["M"], found["S"], found["f"], tz
    )
    if "j" in found:
        result = result.replace(month=1, day=1) + timedelta(found["j"] - 1)
    return result
