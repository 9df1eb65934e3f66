# SPDX-License-Identifier: MIT
# weft: only
"""An import for which there is no memory fails with a MemoryError, and succeeds when there is some:
MicroPython by itself keeps a module that it could not make, and gives it, a NULL, to whoever asks next.
"""

import gc
import sys

import weft  # it sees to that

BLOCK = 32  # bytes, one or two blocks of MicroPython's heap
MODULES = "sched", "weft._dump", "concurrent.futures.thread"


def fill():
    "What leaves no memory at all."
    hog = None
    size = 1 << 16
    while size:
        try:
            hog = [hog, bytearray(size)]
        except MemoryError:
            size //= 4
    return hog


def release(hog):
    "Link by link: a word that is left on the stack then keeps but one."
    while hog:
        hog[1] = None
        hog[0], hog = None, hog[0]


def import_now(name):
    __import__(name)
    module = sys.modules[name]
    assert "__name__" in module.__dict__
    outer, _, last = name.rpartition(".")
    assert not outer or getattr(sys.modules[outer], last) is module


def forget(name):
    sys.modules.pop(name, None)


def try_with(name, blocks):
    "Import with so many blocks of memory; whether that succeeded."
    forget(name)
    spare = [None] * blocks
    for i in range(blocks):
        spare[i] = bytearray(BLOCK)
    gc.collect()
    hog = fill()
    del spare
    try:
        import_now(name)
        return True
    except MemoryError:
        return False
    finally:
        release(hog)


for name in MODULES:
    import_now(name)
    failed = 0
    blocks = 0
    while not try_with(name, blocks):
        blocks += 1 if blocks < 16 else 4
        failed += 1
        gc.collect()
        import_now(name)
    assert failed > 3, (name, failed)
    forget(name)
    import_now(name)
print("OK")
