# SPDX-License-Identifier: MIT
# The program's own sys.atexit() does not take the place of Weft's: threads that are not daemons are
# waited for, and before it, as CPython does before atexit's functions. Also with no memory left.
import sys
import threading

gate = threading.Event()


def worker():
    gate.wait()
    print("worker ends")


def open_gate(message):
    print(message)
    gate.set()


threading.Thread(target=worker).start()
threading.Thread(target=worker).start()
threading._register_atexit(open_gate, "first called last")
threading._register_atexit(print, "called before the join")
sys.atexit(lambda: print("at exit"))
kept = []
size = 1 << 20
while size >= 8:
    try:
        kept.append(bytearray(size))
    except MemoryError:
        size //= 2
