# SPDX-License-Identifier: MIT
# weft: only
"""A kill that has come by the time a thread is reported, as it has held the VM for too long, is the
thread's, and not the report's."""

import threading
import time

import utime
import weft

weft.block_limit(5)


def works():
    while True:
        pass


def others():
    while True:
        time.sleep(0)


def kills(fiber):
    """In a native thread: the victim makes way at a jump, and is reported when it goes on."""
    time.sleep(0.01)
    utime.sleep_us(20000)  # MicroPython's own: with the GIL held
    fiber.kill(SystemExit)


threading.Thread(target=others, daemon=True).start()
for number in range(10):
    victim = threading.Thread(target=works)
    victim.start()
    killer = weft.NativeThread(target=kills, args=(victim._fiber,))
    killer.start()
    victim.join(10)
    assert not victim.is_alive(), number
    killer.join()
print("OK")
