# SPDX-License-Identifier: MIT
# weft: only
"""An import for which there is no memory fails with a MemoryError, and succeeds when there is some:
MicroPython by itself keeps a module that it could not make, and gives it, a NULL, to whoever asks next.
"""

import gc
import sys

import weft

BLOCK = 4 * len(hex(sys.maxsize)[2:].rstrip("f")) + 16  # of MicroPython's heap, or a little more
MODULES = "sched", "weft._dump", "concurrent.futures.thread"


def fill():
    "What leaves no memory at all."
    hog = None
    size = 4096
    while size:
        try:
            hog = (hog, bytearray(size))
        except MemoryError:
            size //= 2
    return hog


def import_now(name):
    __import__(name)
    module = sys.modules[name]
    assert "__name__" in module.__dict__
    outer, _, last = name.rpartition(".")
    assert not outer or getattr(sys.modules[outer], last) is module
    return module


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
        hog = None


for name in MODULES:
    import_now(name)
    failed = 0
    for blocks in range(200):
        if try_with(name, blocks):
            break
        failed += 1
        gc.collect()
        import_now(name)
    assert failed > 3, (name, failed)
    forget(name)
    import_now(name)
print("OK")
