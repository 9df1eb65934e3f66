# SPDX-License-Identifier: MIT
"""Stand-in for `machine`: pins that remember, buses without devices."""

import time

_PINS = {}


class Pin:
    IN, OUT, OPEN_DRAIN = 1, 3, 7
    PULL_UP, PULL_DOWN = 2, 1
    IRQ_RISING, IRQ_FALLING = 1, 2

    def __new__(cls, number, *args, **kwargs):
        if number not in _PINS:
            _PINS[number] = object.__new__(cls)
        return _PINS[number]

    def __init__(self, number, mode=-1, pull=-1, *, value=None):
        self.number = number
        self._value = value if value is not None else getattr(self, "_value", 0)

    def __repr__(self):
        return "Pin(%s)" % self.number

    def init(self, *args, **kwargs):
        pass

    def value(self, value=None):
        if value is None:
            return self._value
        self._value = int(bool(value))

    __call__ = value

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)

    def irq(self, *args, **kwargs):
        pass


class _Bus:
    made = 0  # how many there have been, for tests

    def __init__(self, id, **options):
        type(self).made += 1
        self.id = id
        self.options = options

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, self.id)

    def deinit(self):
        pass


class I2C(_Bus):
    def scan(self):
        return []

    def readfrom(self, address, count):
        raise OSError(19)  # ENODEV

    def writeto(self, address, data):
        raise OSError(19)


class SPI(_Bus):
    def write(self, data):
        pass

    def read(self, count, write=0):
        return bytes(count)


class RTC:
    def datetime(self, new=None):
        now = time.localtime()
        return now[:3] + (now[6],) + now[3:6] + (0,)


def freq(new=None):
    return 240000000


def unique_id():
    return b"\x02\x00\x00\x00\x00\x01"


def reset():
    import host

    host.exit()


def soft_reset():
    raise SystemExit
