# SPDX-License-Identifier: MIT
# weft: only
# A thread that compares, hashes, prints or compiles what is nested too deeply gets a RuntimeError; the
# main thread does it, if it did without threads.
import sys
import threading

BOARD = sys.platform == "qemu"
DEPTH = 200 if BOARD else 2500


def nest(value, depth, wrap):
    for _ in range(depth):
        value = wrap(value)
    return value


def lists(depth):
    return nest([], depth, lambda it: [it])


tries = {
    "equal lists": lambda n: lists(n) == lists(n),
    "ordered lists": lambda n: lists(n) < lists(n + 1),
    "equal tuples": lambda n: nest((), n, lambda it: (it,)) == nest((), n, lambda it: (it,)),
    "equal dicts": lambda n: nest({}, n, lambda it: {0: it}) == nest({}, n, lambda it: {0: it}),
    "hash": lambda n: hash(nest((), n, lambda it: (it,))),
    "key": lambda n: {nest((), n, lambda it: (it,)): 1},
    "repr": lambda n: repr(lists(n)),
    "brackets": lambda n: exec("[" * n + "]" * n),
    "calls": lambda n: compile("f(" * n + ")" * n, "x", "exec"),
    "minus": lambda n: compile("-f" + " - (-f" * n + ")" * n, "x", "exec"),
    "lambda": lambda n: compile("lambda: " * n + "0", "x", "eval"),
}
outcomes = {}


def run(name, depth):
    try:
        tries[name](depth)
        outcomes[name, depth] = "done"
    except (RuntimeError, MemoryError) as exc:
        outcomes[name, depth] = type(exc).__name__


for name in tries:
    for depth in (5, DEPTH):
        thread = threading.Thread(target=run, args=(name, depth))
        thread.start()
        thread.join()
for name in tries:
    assert outcomes[name, 5] == "done", (name, outcomes)
    print(name, outcomes[name, DEPTH])
assert "RuntimeError" in outcomes.values()
if not BOARD:
    outcomes.clear()
    names = ["equal lists", "hash"]
    if sys.maxsize > 1 << 31:  # the parser's needs 100 KB in one piece, of a heap of 1 MB on 32 bits
        names.append("brackets")
    for name in names:
        run(name, DEPTH)
    assert set(outcomes.values()) == {"done"}, outcomes
print("OK")
