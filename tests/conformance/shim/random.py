# SPDX-License-Identifier: MIT
"""MicroPython's random, and a generator of its own for each seed."""

from urandom import *


class Random:
    def __init__(self, seed):
        self._state = seed

    def random(self):
        self._state = (self._state * 1103515245 + 12345) & 0x7FFFFFFF
        return self._state / 0x80000000
