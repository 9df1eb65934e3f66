# SPDX-License-Identifier: MIT
# weft: only
"""A scheduled callback for which there is no stack, nor to say so, ends as any other: those to come
run, and the thread may wait, and be killed."""

import threading
import time

import micropython
import weft

ran = [0]


def callback(n):
    ran[0] += 1


def dive(n, fill):
    # Frames of several sizes, so that the end of the stack comes at each place once.
    try:
        if fill:
            return dive_far(n + 1, fill - 1, 1, 2, 3, 4, 5, 6, 7, 8)
        return dive(n + 1, 0)
    except RuntimeError:
        for _ in range(3):
            try:
                micropython.schedule(callback, n)
            except RuntimeError:
                pass
            for _ in range(2):
                pass
        raise


def dive_far(n, fill, *more):
    a, b, c, d, e, f, g, h = more
    return dive(n, fill)


def check():
    for fill in range(40):
        try:
            dive(0, fill)
        except RuntimeError:
            pass
        time.sleep(0)  # not in a callback
    before = ran[0]
    micropython.schedule(callback, 0)
    while ran[0] == before:
        time.sleep(0.001)


check()
failures = []
threading.excepthook = lambda args: failures.append(args.exc_value)
t = threading.Thread(target=check)
t.start()
t.join()
assert not failures, failures
t = threading.Thread(target=time.sleep, args=(60,))
t.start()
time.sleep(0)
t.kill()
t.join()
print("\nOK")  # what was cut short above may have had no end
