# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=200k
"""A report of the block detector for which there is no memory, at whichever point that is, is left out;
those that come later are as ever."""

import gc
import io
import sys

import weft._dump as reports


class Lines(io.IOBase):
    written = 0

    def write(self, data):
        Lines.written += 1
        return len(data)


output = Lines()
reports.print = lambda *args, file: print(*args, file=output)


def fill():
    blocks = None
    try:
        while True:
            blocks = (blocks, None)  # one block of the heap
    except MemoryError:
        return blocks


names = ["name %d" % n for n in range(200)]
failed = 0
for n, name in enumerate(names):
    gc.collect()
    blocks = fill()
    for _ in range(n):
        blocks = blocks[0]
    try:
        reports.held(None, 7, name, "file.py", 1)
    except MemoryError:
        failed += 1
    blocks = None
assert 0 < failed < len(names), failed
gc.collect()
Lines.written = 0
for name in names:
    reports.held(None, 7, name, "file.py", 1)
assert Lines.written > 0
Lines.written = 0
for name in names:
    reports.held(None, 7, name, "file.py", 1)
assert Lines.written == 0
print("OK")
