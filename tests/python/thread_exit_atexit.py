# SPDX-License-Identifier: MIT
# The program's own sys.atexit() does not take the place of Weft's: threads that are not daemons are
# waited for, and before it, as CPython does before atexit's functions. Also with no memory left.
import sys
import threading
import time


def worker():
    time.sleep(0.05)
    print("worker ends")



threading.Thread(target=worker).start()
threading.Thread(target=worker).start()
threading._register_atexit(print, "first called last")
threading._register_atexit(print, "called before the join")
sys.atexit(lambda: print("at exit"))
kept = []
size = 1 << 20
while size >= 8:
    try:
        kept.append(bytearray(size))
    except MemoryError:
        size //= 2
