# SPDX-License-Identifier: MIT
# weft: only
"""lib/sys/bus.py: one instance however many ask at once, no torn transaction, also from native threads."""

import sys
import threading
import time

import weft

sys.path += ["../../examples/pydirect/modules", "../../pymodules"]


class Board:
    """The board manifest's module, as the device has it: buses by kind and name."""

    buses = {("i2c", "sensors"): {"id": 0, "scl": 9, "sda": 8}, ("spi", "display"): {"sck": 12, "mosi": 11}}

    class Config:
        pass

    def _find(self, kind, name):
        config = self.Config()
        for key, value in self.buses[kind, name].items():
            setattr(config, key, value)
        return config

    def i2c(self, name):
        return self._find("i2c", name)

    def spi(self, name):
        return self._find("spi", name)


import lib
import lib.sys

lib.sys.board = sys.modules["lib.sys.board"] = Board()

import machine
from lib.sys import bus


def raises(exception, call, *texts):
    try:
        call()
    except exception as exc:
        assert all(text in str(exc) for text in texts), exc
    else:
        raise AssertionError("not raised")


# pyDirect's interface.
i2c = bus.get_i2c(0, scl=9, sda=8, freq=400000)
assert type(i2c) is machine.I2C and bus.get_i2c("sensors") is i2c
assert [repr(i2c.options["scl"]), i2c.options["freq"]] == ["Pin(9)", 400000]
spi = bus.get_spi(1, sck=12, mosi=11)
assert bus.get_spi("display") is spi and "miso" not in spi.options
raises(ValueError, lambda: bus.get_i2c(1), "pin required")
raises(ValueError, lambda: bus.get_spi(2), "sck pin required")
raises(KeyError, lambda: bus.get_i2c("nobody"))
bus.info()

# Another configuration for a number in use.
text = "I2C(0) is in use with scl=9, sda=8, freq=400000: not with scl=%d, sda=8, freq=%d"
raises(ValueError, lambda: bus.get_i2c(0, scl=1, sda=8), text % (1, 400000))
raises(ValueError, lambda: bus.get_i2c(0, scl=9, sda=8, freq=100000), text % (9, 100000))
raises(ValueError, lambda: bus.get_spi(1, sck=12, mosi=11, miso=13), "SPI(1)", "miso=13")
bus.release_i2c(0, scl=9, sda=8)
other = bus.get_i2c(0, scl=1, sda=8)
assert other is not i2c
bus.release_i2c("sensors")
bus.release_spi("display")
bus.info()

# One instance, under every interleaving.
class Slow(machine.I2C):
    def __init__(self, *args, **options):
        time.sleep(0)
        super().__init__(*args, **options)


machine.I2C = Slow


def race():
    bus.release_i2c(0)
    Slow.made = 0
    got = []
    threads = [
        threading.Thread(target=lambda: got.append(bus.get_i2c(0, scl=9, sda=8))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Slow.made == 1 and len(set(map(id, got))) == 1


weft.find_seed(race, seeds=100)

# Locks: by name, number and instance the same one; a transaction is whole, whoever takes part.
lock = bus.lock("sensors")
assert bus.lock(0) is lock and bus.lock(bus.get_i2c("sensors")) is lock
assert bus.lock("display") is bus.lock(1, "spi") is not lock
raises(LookupError, lambda: bus.lock("nobody"))
raises(LookupError, lambda: bus.lock(object()))

log = []


def transaction(who):
    for _ in range(20):
        with bus.lock("sensors"):
            with bus.lock(0):  # again, by the same owner
                log.append(who)
                time.sleep(0)
                log.append(who)


threads = [threading.Thread(target=transaction, args=(n,)) for n in range(3)]
if weft.native_workers():
    threads += [weft.NativeThread(target=transaction, args=(n,)) for n in (3, 4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(log) == 40 * len(threads)
assert all(log[at] == log[at + 1] for at in range(0, len(log), 2)), log
print("OK")
