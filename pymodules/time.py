"""CPython's `time`, over MicroPython's: sleeping lets other threads run, and the clocks that
legacy programs use exist."""

from utime import *
from _weft import sleep, sleep_ms, monotonic, monotonic_ns

perf_counter = monotonic
perf_counter_ns = monotonic_ns
