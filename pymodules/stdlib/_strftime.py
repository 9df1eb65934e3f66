# SPDX-License-Identifier: MIT
"""strftime() for `datetime` and `logging`."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January February March April May June July August September October November December"
).split()


def strftime(format, t, micros=0, zone="", zone_name=""):
    """`t` is a tuple (year, month, day, hour, minute, second, weekday, day of the year)."""
    if "%" not in format:
        return format
    text = ""
    parts = iter(format)
    for c in parts:
        text += _directive(next(parts, "%"), t, micros, zone, zone_name) if c == "%" else c
    return text


def _directive(c, t, micros, zone, zone_name):
    year, month, day, hour, minute, second, weekday, yearday = t[:8]
    if c == "Y":
        return "%d" % year
    if c == "y":
        return "%02d" % (year % 100)
    if c == "m":
        return "%02d" % month
    if c == "d":
        return "%02d" % day
    if c == "e":
        return "%2d" % day
    if c == "H":
        return "%02d" % hour
    if c == "I":
        return "%02d" % ((hour + 11) % 12 + 1)
    if c == "p":
        return "AM" if hour < 12 else "PM"
    if c == "M":
        return "%02d" % minute
    if c == "S":
        return "%02d" % second
    if c == "f":
        return "%06d" % micros
    if c == "j":
        return "%03d" % yearday
    if c == "a":
        return DAYS[weekday][:3]
    if c == "A":
        return DAYS[weekday]
    if c == "w":
        return "%d" % ((weekday + 1) % 7)
    if c == "u":
        return "%d" % (weekday + 1)
    if c == "b" or c == "h":
        return MONTHS[month - 1][:3]
    if c == "B":
        return MONTHS[month - 1]
    if c == "z":
        return zone
    if c == "Z":
        return zone_name
    longer = {
        "D": "%m/%d/%y",
        "F": "%Y-%m-%d",
        "T": "%H:%M:%S",
        "X": "%H:%M:%S",
        "R": "%H:%M",
        "x": "%m/%d/%y",
        "c": "%a %b %e %H:%M:%S %Y",
        "n": "\n",
        "t": "\t",
        "%": "%",
    }.get(c)
    if longer is None:
        raise ValueError("Invalid format string")
    return longer if len(longer) == 1 else strftime(longer, t, micros, zone, zone_name)
