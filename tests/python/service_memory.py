# SPDX-License-Identifier: MIT
# weft: only
# weft: figures
"""What a request takes: the block of its future, and not a byte more."""

import gc
import sys

import service
from service import Service

WORD = 8 if sys.maxsize > 1 << 32 else 4
BLOCK = 4 * WORD
N = 100

s = Service("s", handlers={"ping": lambda request: 1, "add": lambda request, a, b: 3})
s.start().result()
request = s.request


def allocated(function):
    """Bytes that N calls allocate."""
    function()
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(N):
        function()
    after = gc.mem_alloc()
    gc.enable()
    return after - before


def ask_again():
    future.send_again(1, 2).result()


def round_trip():
    request("ping").result()


def round_trip_2():
    request("add", 1, 2).result()


future = request("add", 1, 2)
future.result()
empty = allocated(lambda: None)
again = allocated(ask_again) - empty
one = (allocated(round_trip) - empty) / N
two = (allocated(round_trip_2) - empty) / N
print("a future: %d bytes; with two arguments: %d; a request sent again: %d" % (one, two, again))
assert again == 0, again
# Its fields are 27 words, with the arguments behind them.
assert one <= 28 * WORD, one
assert one <= two <= one + 2 * WORD + BLOCK, two

# Nothing is kept of those that are done, or cancelled, or refused.
gc.collect()
start = gc.mem_alloc()
for n in range(300):
    s.post("ping")
    request("add", 1, 2).result()
    if n % 3 == 0:
        try:
            for _ in range(5):
                request("ping", timeout=0).cancel()
        except service.Full:
            pass
s.stop().result()
s.start().result()
gc.collect()
gc.collect()
grown = gc.mem_alloc() - start
assert grown <= 20 * BLOCK, grown
s.stop().result()
print("OK")
