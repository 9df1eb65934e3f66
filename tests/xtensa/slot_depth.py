# SPDX-License-Identifier: MIT
# weft: only
"""The ESP32 port's slots, 12 KB, in frames of windowed functions: what a script calls fits, and 30
calls of Python functions, one in another."""

import asyncio
import json
import logging
import re
import threading

import weft

weft.stack_slots(4, 12 * 1024)
deepest = [0]
done = []


def dive(n):
    deepest[0] = n
    dive(n + 1)


def to_the_end():
    try:
        dive(1)
    except RuntimeError:
        done.append("dive")


async def formatted():
    await asyncio.sleep(0)
    return "%s %r" % (1.5, {1: 2})


def libraries():
    assert json.loads(json.dumps({"a": [1, {"b": [2.5, None]}]})) == {"a": [1, {"b": [2.5, None]}]}
    assert re.match("(a|b)*c", "abababc")
    assert sorted([3, 1, 2], key=lambda n: -n) == [3, 2, 1]
    assert weft.await_(formatted()) == "1.5 {1: 2}"
    logging.getLogger("depth").warning("a line of the log: %s", 1)
    exec("def f(a, b=(1, 2)): return [x for x in (a, b) if x]\nf(1)")
    done.append("libraries")


for target in (to_the_end, libraries):
    thread = threading.Thread(target=target)
    thread.start()
    thread.join()
assert done == ["dive", "libraries"], done
print(deepest[0], "calls deep in a slot of 12 KB")
assert deepest[0] >= 30, deepest
print("OK")
