# SPDX-License-Identifier: MIT
"""time: dates out and in, the struct with names, the rarer clocks."""

import time


def shows(what, call, *args):
    try:
        print(what, call(*args))
    except (ValueError, TypeError) as exc:
        print(what, type(exc).__name__, exc)


t = time.gmtime(1700000000.75)
print(t)
print(t[0], t.tm_year, t.tm_mon, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec)
print(t.tm_wday, t.tm_yday, t.tm_isdst, len(t), tuple(t), t[3:6], t == tuple(t))
print(time.struct_time((2024, 2, 29, 1, 2, 3, 3, 60, 0)))
shows("too few", time.struct_time, (1, 2))
shows("too many", time.struct_time, range(12))
print(time.gmtime(0), time.gmtime(0) < t, isinstance(t, time.struct_time))
now = time.localtime()
print(type(now) is time.struct_time, time.mktime(now) == int(time.mktime(now)))
for seconds in (0, 86399, 951782400, 1583020799, 1709164800, 2147483647, 1e9):
    g = time.gmtime(seconds)
    print(seconds, time.asctime(g), time.strftime("%Y-%m-%dT%H:%M:%SZ", g))
    print(time.strftime("%a %A %b %B %d %e %H %I %j %m %M %p %S %u %U %V %G %g %w %W %y %Y %C", g))
    print(time.strftime("%c|%D|%F|%h|%n|%r|%R|%t|%T|%x|%X|%%|", g))
    print(time.mktime(time.localtime(seconds)) == int(seconds))
    print(time.ctime(seconds) == time.asctime(time.localtime(seconds)))
print(len(time.ctime()), len(time.asctime()), len(time.strftime("%F %T")))
print(time.strftime("plain"), time.strftime(""), time.strftime("100%%", g), time.strftime("%d%%", g))
for day in range(363, 375):  # around New Year, for the weeks
    g = time.gmtime(1704067200 + (day - 365) * 86400)
    print(time.strftime("%F %j %U %W %V %G %u %w", g))
for bad in (
    (2024, 13, 1, 0, 0, 0, 0, 1, 0),
    (2024, 1, 32, 0, 0, 0, 0, 1, 0),
    (2024, 1, 1, 24, 0, 0, 0, 1, 0),
    (2024, 1, 1, 0, 60, 0, 0, 1, 0),
    (2024, 1, 1, 0, 0, 62, 0, 1, 0),
    (2024, 1, 1, 0, 0, 0, 0, 367, 0),
):
    shows(bad, time.strftime, "%Y", bad)
shows("no tuple", time.strftime, "%Y", 5)

for text, format in (
    ("2023-11-14 22:13:20", "%Y-%m-%d %H:%M:%S"),
    ("14/11/23", "%d/%m/%y"),
    ("Tue Nov 14 22:13:20 2023", "%a %b %d %H:%M:%S %Y"),
    ("Tue Nov  4 22:13:20 2023", "%c"),
    ("tuesday 4 NOVEMBER 1999", "%A %d %B %Y"),
    ("10:20 PM", "%I:%M %p"),
    ("12:20 am", "%I:%M %p"),
    ("060 2024", "%j %Y"),
    ("2024 10 3", "%Y %U %w"),
    ("2024 10 3", "%Y %W %w"),
    ("2024 0 1", "%Y %W %w"),
    ("2024 09 4", "%G %V %u"),
    ("29 2", "%d %m"),
    ("20240229", "%Y%m%d"),
    ("2023-11-14T22:13:20.123456+0100", "%Y-%m-%dT%H:%M:%S.%f%z"),
    ("5%", "%d%%"),
    ("69", "%y"),
    ("68", "%y"),
    ("11/14/23 22:13:20", "%x %X"),
    ("1  2", "%d %m"),
):
    print(repr(text), time.strptime(text, format))
print(time.strptime("Sat Jun  6 16:26:11 1998"))
for text, format in (
    ("2023-13-01", "%Y-%m-%d"),
    ("2023-02-30", "%Y-%m-%d"),
    ("2023", "%Y-%m"),
    ("2023-01-01x", "%Y-%m-%d"),
    ("x", "%Q"),
    ("x", "%"),
    ("", "%Y"),
    ("99", "%Y"),
):
    shows((text, format), time.strptime, text, format)
shows("bytes", time.strptime, b"1", "%d")

for name in ("monotonic", "perf_counter", "process_time", "thread_time", "time"):
    info = time.get_clock_info(name)
    print(name, info.monotonic, info.adjustable, 0 < info.resolution <= 1, bool(info.implementation))
shows("clock", time.get_clock_info, "x")
for clock in (time.process_time, time.thread_time):
    start = clock()
    time.sleep(0.3)
    slept = clock() - start
    start = clock()
    while clock() - start < 0.02:
        pass
    print(type(start), 0 <= slept < 0.25)
print(type(time.process_time_ns()), type(time.thread_time_ns()), time.process_time_ns() > 0)
print(type(time.time()), type(time.time_ns()), time.perf_counter() <= time.perf_counter())
print(hasattr(time, "nothing"))
from time import strftime, localtime, sleep
