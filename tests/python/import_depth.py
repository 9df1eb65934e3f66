# SPDX-License-Identifier: MIT
# weft: only
"""An import at the end of a thread's stack is a RuntimeError, if there is no room for it."""

import sys
import threading

sys.path.insert(0, "/" + "x" * 60)
failures = []
threading.excepthook = lambda args: failures.append(args.exc_value)
outcomes = []


def dive(fill):
    # Frames of several sizes, so that the end of the stack comes at each place once.
    try:
        if fill:
            return dive_far(fill - 1, 1, 2, 3, 4, 5, 6, 7, 8)
        return dive(0)
    except RuntimeError:
        try:
            import no_such_module_is_there
        except RuntimeError:
            outcomes.append("deep")
        except ImportError:
            outcomes.append("none")
        raise


def dive_far(fill, *more):
    a, b, c, d, e, f, g, h = more
    return dive(fill)


def check():
    for fill in range(40):
        try:
            dive(fill)
        except RuntimeError:
            pass


t = threading.Thread(target=check)
t.start()
t.join()
assert not failures, failures
assert "none" in outcomes
print("OK")
