# SPDX-License-Identifier: MIT
"""The part of CPython 3.13's `time` that is about dates, and its rarer clocks. Programs find it in
`time`. All is as in the C locale; of years only those of the platform's own clock are known.
"""

import utime
from collections import namedtuple

from _weft import monotonic, monotonic_ns

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DATE_TIME = "%a %b %e %H:%M:%S %Y"  # %c


class struct_time(
    namedtuple(
        "time.struct_time",
        (
            "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday",
            "tm_isdst",
        ),  # fmt: skip
    )
):
    """A date and time: made from a sequence, it is a tuple of 9 whose items have names."""

    def __init__(self, sequence):
        items = tuple(sequence)
        if not 9 <= len(items) <= 11:
            raise TypeError(
                "time.struct_time() takes %s-sequence (%d-sequence given)"
                % ("an at least 9" if len(items) < 9 else "an at most 11", len(items))
            )
        super().__init__(*items[:9])


def _broken_down(convert, seconds):
    items = convert() if seconds is None else convert(int(seconds // 1))
    return struct_time(tuple(items) + (0,) * (9 - len(items)))


def gmtime(seconds=None):
    """Seconds since the Epoch, or now, as a struct_time in UTC."""
    return _broken_down(utime.gmtime, seconds)


def localtime(seconds=None):
    """Seconds since the Epoch, or now, as a struct_time in local time."""
    return _broken_down(utime.localtime, seconds)


def mktime(t):
    """The inverse of localtime(): float seconds since the Epoch."""
    return float(utime.mktime(tuple(t)))


# --- days ---


def _days(year, month, day):
    """Days since 1970-01-01, by the Gregorian calendar."""
    if month < 3:
        year -= 1
        month += 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + day - 719469


def _date(days):
    """The inverse of _days()."""
    year = days * 400 // 146097 + 1970
    while _days(year, 1, 1) > days:
        year -= 1
    while _days(year + 1, 1, 1) <= days:
        year += 1
    month = 12
    while _days(year, month, 1) > days:
        month -= 1
    return year, month, days - _days(year, month, 1) + 1


def _weekday(days):
    return (days + 3) % 7  # Monday is 0


def _iso_year_and_week(days):
    thursday = days - _weekday(days) + 3
    year = _date(thursday)[0]
    return year, (thursday - _days(year, 1, 1)) // 7 + 1


# --- out ---


def asctime(t=None):
    """As 'Sat Jun  6 16:26:11 1998'."""
    return strftime(_DATE_TIME, t)


def ctime(seconds=None):
    """asctime(localtime(seconds))"""
    return asctime(localtime(seconds))


def _utc_offset(t):
    """Seconds that local time at t is ahead of UTC."""
    seconds = utime.mktime(tuple(t))
    g = utime.gmtime(seconds)
    l = utime.localtime(seconds)
    return (
        (_days(l[0], l[1], l[2]) - _days(g[0], g[1], g[2])) * 86400
        + (l[3] - g[3]) * 3600
        + (l[4] - g[4]) * 60
    )


def _offset_text(t):
    offset = _utc_offset(t)
    return "%s%02d%02d" % ("-" if offset < 0 else "+", abs(offset) // 3600, abs(offset) // 60 % 60)


def _yday(t):
    return t[7] - 1


_FORMATS = {
    "a": lambda t: _DAYS[t[6]][:3],
    "A": lambda t: _DAYS[t[6]],
    "b": lambda t: _MONTHS[t[1] - 1][:3],
    "B": lambda t: _MONTHS[t[1] - 1],
    "C": lambda t: "%02d" % (t[0] // 100),
    "d": lambda t: "%02d" % t[2],
    "e": lambda t: "%2d" % t[2],
    "g": lambda t: "%02d" % (_iso_year_and_week(_days(t[0], t[1], t[2]))[0] % 100),
    "G": lambda t: "%d" % _iso_year_and_week(_days(t[0], t[1], t[2]))[0],
    "H": lambda t: "%02d" % t[3],
    "I": lambda t: "%02d" % ((t[3] + 11) % 12 + 1),
    "j": lambda t: "%03d" % t[7],
    "m": lambda t: "%02d" % t[1],
    "M": lambda t: "%02d" % t[4],
    "n": lambda t: "\n",
    "p": lambda t: "PM" if t[3] >= 12 else "AM",
    "s": lambda t: "%d" % utime.mktime(tuple(t)),
    "S": lambda t: "%02d" % t[5],
    "t": lambda t: "\t",
    "u": lambda t: "%d" % (t[6] + 1),
    "U": lambda t: "%02d" % ((_yday(t) + 7 - (t[6] + 1) % 7) // 7),
    "V": lambda t: "%02d" % _iso_year_and_week(_days(t[0], t[1], t[2]))[1],
    "w": lambda t: "%d" % ((t[6] + 1) % 7),
    "W": lambda t: "%02d" % ((_yday(t) + 7 - t[6]) // 7),
    "y": lambda t: "%02d" % (t[0] % 100),
    "Y": lambda t: "%d" % t[0],
    "z": _offset_text,
    "Z": lambda t: "UTC" if _utc_offset(t) == 0 else _offset_text(t)[:3],
    "%": lambda t: "%",
}
_FORMATS["h"] = _FORMATS["b"]
# Those that stand for several.
_SHORT = {
    "c": _DATE_TIME,
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "r": "%I:%M:%S %p",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
}
_RANGES = (  # of the items of a struct_time, the year left out
    ("month", 1, 12),
    ("day of month", 1, 31),
    ("hour", 0, 23),
    ("minute", 0, 59),
    ("seconds", 0, 61),
    ("day of week", 0, 6),
    ("day of year", 1, 366),
)


def _checked(t):
    if not isinstance(t, (tuple, struct_time)):
        raise TypeError("Tuple or struct_time argument required")
    if len(t) != 9:
        raise TypeError("strftime(): illegal time tuple argument")
    items = list(t)
    for i in (1, 2, 7):
        items[i] = items[i] or 1  # as CPython has it
    items[6] %= 7
    for value, (name, low, high) in zip(items[1:], _RANGES):
        if not low <= value <= high:
            raise ValueError(name + " out of range")
    return tuple(items)


def strftime(format, t=None):
    """A struct_time or tuple, now by default, as text. ValueError if it is no date."""
    return _format(format, _checked(localtime() if t is None else t))


def _format(format, t):
    parts = format.split("%")
    text = [parts[0]]
    i = 1
    while i < len(parts):
        part = parts[i]
        if not part:  # %%, or % at the end
            text.append("%")
            i += 1
            if i < len(parts):
                text.append(parts[i])
        elif part[0] in _SHORT:
            text.append(_format(_SHORT[part[0]], t) + part[1:])
        elif part[0] in _FORMATS:
            text.append(_FORMATS[part[0]](t) + part[1:])
        else:  # as the C library does
            text.append("%" + part)
        i += 1
    return "".join(text)


# --- in ---

_DIGITS = {  # how many at most, the least and the greatest value
    "d": (2, 1, 31),
    "G": (4, 0, 9999),
    "H": (2, 0, 23),
    "I": (2, 1, 12),
    "j": (3, 1, 366),
    "m": (2, 1, 12),
    "M": (2, 0, 59),
    "S": (2, 0, 61),
    "u": (1, 1, 7),
    "U": (2, 0, 53),
    "V": (2, 1, 53),
    "w": (1, 0, 6),
    "W": (2, 0, 53),
    "y": (2, 0, 99),
    "Y": (4, 0, 9999),
}
_EXACT = ("G", "y", "Y")  # as many digits as that


class _Text:
    """What is left to read."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def spaces(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at > start

    def literal(self, text):
        if self.text[self.at : self.at + len(text)].lower() != text.lower():
            raise ValueError
        self.at += len(text)

    def name(self, names):
        rest = self.text[self.at :].lower()
        for i, name in enumerate(names):
            if rest.startswith(name.lower()):
                self.at += len(name)
                return i
        raise ValueError

    def digits(self, most):
        start = self.at
        while self.at < len(self.text) and self.at - start < most and self.text[self.at].isdigit():
            self.at += 1
        return self.text[start : self.at]

    def number(self, directive):
        most, low, high = _DIGITS[directive]
        if directive == "d" and self.text[self.at : self.at + 1] == " ":
            self.at += 1
            most = 1
        digits = self.digits(most)
        # One digit less, if that many are no such number.
        while digits and not low <= int(digits) <= high and directive not in _EXACT:
            digits = digits[:-1]
            self.at -= 1
        if not digits or directive in _EXACT and len(digits) != most:
            raise ValueError
        return int(digits)

    def offset(self):
        if self.text[self.at : self.at + 1] == "Z":
            self.at += 1
            return
        sign = self.text[self.at : self.at + 1]
        self.at += 1
        if sign not in ("+", "-") or len(self.digits(2)) != 2:
            raise ValueError
        if self.text[self.at : self.at + 1] == ":":
            self.at += 1
        if len(self.digits(2)) != 2:
            raise ValueError


def strptime(string, format="%a %b %d %H:%M:%S %Y"):
    """The struct_time that a text stands for. ValueError if it does not match the format."""
    for argument in (string, format):
        if not isinstance(argument, str):
            raise TypeError(
                "strptime() argument %d must be str, not %s"
                % (0 if argument is string else 1, repr(type(argument)))
            )
    text = _Text(string)
    found = {}
    try:
        _scan(text, format, found, format)
    except IndexError:
        raise ValueError("stray %% in format '%s'" % format)
    except ValueError as exc:
        if exc.args:
            raise
        raise ValueError("time data %r does not match format %r" % (string, format))
    if text.at < len(string):
        raise ValueError("unconverted data remains: %s" % string[text.at :])
    return _put_together(found)


def _scan(text, format, found, whole):
    i = 0
    while i < len(format):
        c = format[i]
        i += 1
        if c.isspace():
            if not text.spaces():
                raise ValueError
            while i < len(format) and format[i].isspace():
                i += 1
            continue
        if c != "%":
            text.literal(c)
            continue
        directive = format[i]
        i += 1
        if directive == "%":
            text.literal("%")
        elif directive in _DIGITS:
            found[directive] = text.number(directive)
        elif directive == "a":
            found["A"] = text.name([day[:3] for day in _DAYS])
        elif directive == "A":
            found["A"] = text.name(_DAYS)
        elif directive == "b":
            found["m"] = text.name([month[:3] for month in _MONTHS]) + 1
        elif directive == "B":
            found["m"] = text.name(_MONTHS) + 1
        elif directive == "p":
            found["p"] = text.name(("AM", "PM"))
        elif directive == "f":
            if not text.digits(6):
                raise ValueError
        elif directive == "z":
            text.offset()
        elif directive == "Z":
            found["Z"] = text.name(("UTC", "GMT"))
        elif directive in ("c", "x", "X"):
            _scan(text, _SHORT[directive].replace("%e", "%d"), found, whole)
        else:
            raise ValueError("'%s' is a bad directive in format '%s'" % (directive, whole))


def _put_together(found):
    year = found.get("Y")
    if "y" in found:
        year = found["y"] + (1900 if found["y"] > 68 else 2000)
    hour = found.get("H", 0)
    if "I" in found:
        hour = found["I"] % 12 + 12 * found.get("p", 0)
    weekday = found.get("A")
    if "w" in found:
        weekday = (found["w"] - 1) % 7
    elif "u" in found:
        weekday = found["u"] - 1
    if "G" in found and "V" in found and weekday is not None:
        first = _days(found["G"], 1, 4)
        days = first - _weekday(first) + 7 * (found["V"] - 1) + weekday
        year, month, day = _date(days)
    else:
        known = year is not None
        if not known:  # a leap year if there must be one
            year = 1904 if found.get("m") == 2 and found.get("d") == 29 else 1900
        month, day = found.get("m", 1), found.get("d", 1)
        if "j" in found and "m" not in found and "d" not in found:
            year, month, day = _date(_days(year, 1, 1) + found["j"] - 1)
        elif ("U" in found or "W" in found) and known and weekday is not None and "j" not in found:
            # Weeks begin on Monday, or on Sunday; what is before the first is week 0.
            shift = 0 if "W" in found else 1
            week = found["W" if "W" in found else "U"]
            first = _days(year, 1, 1)
            begin = (_weekday(first) + shift) % 7
            days = first + (weekday + shift) % 7
            days += -begin if week == 0 else (7 - begin) % 7 + 7 * (week - 1)
            year, month, day = _date(days)
        days = _days(year, month, day)
        if _date(days)[2] != day:
            raise ValueError("day is out of range for month")
    yday = found.get("j") or days - _days(year, 1, 1) + 1
    if weekday is None:
        weekday = _weekday(days)
    if year == 1904 and found.get("Y") is None and "y" not in found and "G" not in found:
        year = 1900
    isdst = 0 if "Z" in found else -1
    return struct_time(
        (year, month, day, hour, found.get("M", 0), found.get("S", 0), weekday, yday, isdst)
    )


# --- clocks ---

if hasattr(utime, "clock"):  # an operating system's

    def process_time():
        """Float seconds of processor time that the process has used. Green threads share the main
        thread's: it is thread_time() too."""
        return utime.clock()

    def process_time_ns():
        return int(utime.clock() * 1000000) * 1000

else:  # the processor has nothing else to do
    process_time = monotonic
    process_time_ns = monotonic_ns

thread_time = process_time
thread_time_ns = process_time_ns

_ClockInfo = namedtuple(
    "namespace", ("implementation", "monotonic", "adjustable", "resolution")
)


def get_clock_info(name):
    """What the clock of that name is: implementation, monotonic, adjustable, resolution."""
    if name in ("monotonic", "perf_counter"):
        return _ClockInfo("weft", True, False, 1e-6)
    if name in ("process_time", "thread_time"):
        return _ClockInfo("clock()" if hasattr(utime, "clock") else "weft", True, False, 1e-6)
    if name == "time":
        return _ClockInfo("utime", False, True, 1e-6 if isinstance(utime.time(), float) else 1.0)
    raise ValueError("unknown clock")
