# SPDX-License-Identifier: MIT
# atexit: after the threads that are not daemons, the last registered first; what one raises keeps
# no other from being called.

import atexit
import threading
import time


main_is_done = threading.Event()


def worker():
    main_is_done.wait()
    time.sleep(0.02)
    print("worker ends")


def fail():
    print("fails")
    raise ValueError


@atexit.register
def first():
    print("first registered")


atexit.register(print, "second", "registered", sep="-")
atexit.register(fail)
gone = atexit.register(lambda: print("never"))
atexit.unregister(gone)
try:
    atexit.register(None)
except TypeError:
    print("TypeError")
threading.Thread(target=worker).start()
print("main ends")
main_is_done.set()
