# SPDX-License-Identifier: MIT
"""Stand-in for `neopixel`."""


class NeoPixel:
    ORDER = (1, 0, 2, 3)

    def __init__(self, pin, n, bpp=3, timing=1):
        self.pin = pin
        self.n = n
        self.bpp = bpp
        self.pixels = [(0,) * bpp] * n

    def __len__(self):
        return self.n

    def __getitem__(self, at):
        return self.pixels[at]

    def __setitem__(self, at, colour):
        self.pixels[at] = colour

    def fill(self, colour):
        self.pixels = [colour] * self.n

    def write(self):
        pass
