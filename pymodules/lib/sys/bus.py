# SPDX-License-Identifier: MIT
"""pyDirect's bus broker, on Weft: one instance for each I2C and SPI peripheral, whoever asks.

    i2c = bus.get_i2c("sensors")                      # by the board manifest's name
    i2c = bus.get_i2c(0, scl=9, sda=8, freq=400000)   # by number
    with bus.lock("sensors"):                         # nobody else's call comes between
        i2c.writeto(0x40, b"\\x00")
        data = i2c.readfrom(0x40, 2)

Any thread, green or native, and any task may call all of it.
"""

import threading

import machine

_NAMES = {"i2c": "I2C", "spi": "SPI"}


class _Bus:
    """One peripheral."""

    def __init__(self, kind, number):
        self.kind = kind
        self.number = number
        self.lock = threading.RLock()
        self.settings = None  # the constructor's arguments, while there is an instance
        self.instance = None

    def __str__(self):
        return "%s(%s)" % (_NAMES[self.kind], self.number)

    def get(self, settings):
        with _lock:
            if self.instance is None:
                self.instance = self._new(settings)
                self.settings = settings
            elif self.settings != settings:
                raise ValueError(
                    "%s is in use with %s: not with %s, unless it is released first"
                    % (self, _text(self.settings), _text(settings))
                )
            return self.instance

    def _new(self, settings):
        options = {}
        for name, value in settings:
            if value is not None:
                options[name] = value if name in ("freq", "baudrate") else machine.Pin(value)
        return getattr(machine, _NAMES[self.kind])(self.number, **options)

    def release(self):
        with _lock:
            self.instance = self.settings = None


def _text(settings):
    return ", ".join("%s=%s" % (name, value) for name, value in settings if value is not None)


_buses = {}  # by kind and number
_lock = threading.Lock()


def _bus(kind, number):
    with _lock:
        bus = _buses.get((kind, number))
        if bus is None:
            bus = _buses[kind, number] = _Bus(kind, number)
        return bus


_DEFAULT_NUMBERS = {"i2c": 0, "spi": 1}


def _config(kind, name):
    """What the board's manifest says of a bus. LookupError or AttributeError if it has none."""
    from lib.sys import board

    return getattr(board, kind)(name)


def _find(kind, which):
    """The bus that a number or a name of the manifest stands for."""
    if isinstance(which, str):
        which = getattr(_config(kind, which), "id", _DEFAULT_NUMBERS[kind])
    return _bus(kind, which)


def _get(kind, which, settings, required):
    if isinstance(which, str):
        config = _config(kind, which)
        settings = tuple((name, getattr(config, name, value)) for name, value in settings)
    for name, value in settings:
        if value is None and name in required:
            raise ValueError("%s pin required" % name)
    return _find(kind, which).get(settings)


def get_i2c(name_or_id, *, scl=None, sda=None, freq=400000):
    """The machine.I2C of that number, or of the board manifest's name. ValueError without pins, or if
    it is in use with others, or with another frequency (Hz)."""
    return _get("i2c", name_or_id, (("scl", scl), ("sda", sda), ("freq", freq)), ("scl", "sda"))


def get_spi(name_or_id, *, sck=None, mosi=None, miso=None, baudrate=1000000):
    """The machine.SPI of that number, or of the board manifest's name; as get_i2c()."""
    settings = (("sck", sck), ("mosi", mosi), ("miso", miso), ("baudrate", baudrate))
    return _get("spi", name_or_id, settings, ("sck",))


def release_i2c(name_or_id, *, scl=None, sda=None, freq=400000):
    """Forget the instance: the next get_i2c() makes one. The hardware is left as it is. The pins are
    not needed."""
    _find("i2c", name_or_id).release()


def release_spi(name_or_id, *, sck=None, mosi=None, miso=None, baudrate=1000000):
    """As release_i2c()."""
    _find("spi", name_or_id).release()


def lock(which, kind=None):
    """The lock of a bus, an RLock, for transactions of several calls. which: the board manifest's
    name, a number (of I2C, unless `kind` is "spi"), or an instance that came from here. LookupError
    for a name or an instance that is not known."""
    if isinstance(which, int):
        return _bus(kind or "i2c", which).lock
    if not isinstance(which, str):
        for bus in list(_buses.values()):
            if bus.instance is which:
                return bus.lock
        raise LookupError("not an instance of here: %r" % (which,))
    for kind in ("i2c", "spi") if kind is None else (kind,):
        try:
            return _find(kind, which).lock
        except (LookupError, AttributeError, ValueError):
            pass  # not of this kind
    raise LookupError("no bus of the name %r" % which)


def info():
    """Print all instances."""
    buses = [bus for bus in list(_buses.values()) if bus.instance is not None]
    if not buses:
        print("[bus] No cached buses")
    for bus in buses:
        pins = [v for name, v in bus.settings if v is not None and name not in ("freq", "baudrate")]
        print("[bus] %s pins=%s -> %s" % (bus, tuple(pins), bus.instance))
