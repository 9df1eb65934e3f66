# SPDX-License-Identifier: MIT
# weft: only
"""lib/sys/skills.py: hostile skills do the rest no harm, and what they do comes as a result."""

import asyncio
import gc
import sys
import threading
import time

import weft

sys.path.append("../../pymodules")
from lib.sys import skills

beats = [0]


def beat():
    while True:
        beats[0] += 1
        time.sleep(0.002)


heart = threading.Thread(target=beat, daemon=True)
heart.start()


def run(code, **options):
    """Run a skill; the others must have gone on meanwhile, and nothing of it may be left."""
    before = beats[0]
    threads = threading.active_count()
    options.setdefault("timeout", 30)
    result = skills.run(code, **options)
    if type(result) is dict and result["error"].startswith("timed out"):
        assert beats[0] > before
    assert threading.active_count() <= max(threads, 3), threading.enumerate()
    return result


# What is meant well.
assert run("def run(x, y):\n    return x * y\n", args=(6, 7)) == 42
assert run("x = 5") is None
assert run("async def run():\n    await asyncio.sleep(0.001)\n    return 'coroutine'\n") == "coroutine"
assert run("import json\ndef run(): return json.loads('[1]')") == [1]
assert run("def run(): return should_stop()") is False
assert skills.validate("x = ") == (False, "invalid syntax")
assert skills.validate("x = 1") == (True, None)
assert skills.can_load(1) and not skills.can_load(1 << 30)

# Errors are results.
for code, text in (
    ("def run(:", "Syntax error in skill"),
    ("def run(): 1 / 0", "Skill failed: ZeroDivisionError"),
    ("def run(): raise KeyboardInterrupt", "KeyboardInterrupt"),
    ("import threading\nraise SystemExit(3)", "Skill failed: SystemExit"),
    ("def run(): return bytearray(1 << 30)", "Out of memory"),
    ("def run(): return run()", "Skill failed: RuntimeError"),
    ("import os", "Skill failed: ImportError: a skill may not import os"),
    ("import sys\nsys.exit()", "a skill may not import sys"),
    ("from lib.sys import skills", "a skill may not import lib"),
    ("__name__ = 'other'\nimport json", None),
):
    result = run(code)
    assert result is None if text is None else result and text in result["error"], (code, result)
assert "x" not in globals() and "json" not in globals()
assert run("", min_free_kb=1 << 30) == {"error": "Out of memory loading skill"}
assert "Cannot read" in skills.run_file("no such file")["error"]

# One worker, as long as skills give it back.
run("pass")
worker = skills._worker.thread
for _ in range(20):
    run("def run(): raise ValueError")
assert skills._worker.thread is worker

# Endless.
for code in (
    "while True: pass",
    "def run():\n    while True: time.sleep(1)",
    "def run():\n    queue.Queue().get()",
    "async def run(): await asyncio.sleep(60)",
):
    result = run(code, timeout=0.05)
    assert result == {"error": "timed out"}, (code, result)
assert skills._worker.thread is worker
done = run("def run():\n    while not should_stop(): pass\n    return 'asked'", timeout=0.05)
assert done in ("asked", {"error": "timed out"}), done

# Told to end once more as it ends.
over = skills._Skill.over
hits = []


def late(skill):
    hits.append(skill)
    if len(hits) < 3:
        raise skills._Stop("late")
    over(skill)


skills._Skill.over = late
assert run("def run(): return 5") == 5 and len(hits) == 3
skills._Skill.over = over
assert skills._worker.thread is worker

# What catches all, and what never ends its `finally`: it is abandoned, and another worker follows.
for code in (
    "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "while True:\n    try:\n        while True: time.sleep(1)\n    except BaseException: pass",
    "try:\n    while True: pass\nfinally:\n    while True:\n        try:\n            while True: pass\n"
    "        except BaseException: pass",
):
    result = run(code, timeout=0.05)
    assert result == {"error": "timed out, and would not end"}, result
    assert run("def run(): return 1") == 1
assert skills._worker.thread is not worker

# A `finally` that takes its time, but ends.
assert run("try:\n    while True: pass\nfinally:\n    time.sleep(0.02)", timeout=0.05) == {"error": "timed out"}

# Memory.
result = run("def run():\n    x = []\n    while True: x.append(bytearray(1000))", memory_kb=200)
assert "emory" in result["error"], result
gc.collect()
assert gc.mem_free() > 200000

# Threads: no more than it may have, and none is left.
bomb = "def sleep(): time.sleep(60)\nwhile True: threading.Thread(target=sleep).start()"
result = run(bomb, threads=4)
assert "can't start new thread" in result["error"], result
left = "def run():\n    for _ in range(3): threading.Thread(target=time.sleep, args=(60,)).start()\n    return 'left'"
assert run(left) == "left"
assert threading.active_count() == 3, threading.enumerate()  # the heart, the worker
stubborn = """
def stay():
    while True:
        try:
            while True: time.sleep(1)
        except BaseException: pass
def run():
    threading.Thread(target=stay).start()
    time.sleep(0.01)
    return 'stubborn'
"""
assert run(stubborn) == "stubborn"
assert threading.active_count() == 3, threading.enumerate()
# Others are not held to a skill's limit.
several = [threading.Thread(target=lambda: None) for _ in range(20)]
for thread in several:
    thread.start()
for thread in several:
    thread.join()

# Who waits for a skill may be killed: it ends with them.
caller = threading.Thread(target=lambda: skills.run("while True: pass", timeout=60))
caller.start()
time.sleep(0.05)
caller.kill()
caller.join()
assert run("def run(): return 2") == 2

# In a coroutine only the caller waits; one after another.
order = []


async def ask(n):
    order.append(skills.run("def run(n): return n", args=(n,)))


async def main():
    turns = 0
    tasks = [asyncio.create_task(ask(n)) for n in range(3)]
    while not all(task.done() for task in tasks):
        turns += 1
        await asyncio.sleep(0)
    assert turns > 1
    assert order == [0, 1, 2], order


asyncio.run(main())

# The log is told.
told = []
skills.log = lambda level, text: told.append((level, text))
run("def run(): raise ValueError('why')", name="sick")
assert told[0] == ("info", "skill sick starts") and told[-1] == ("info", "skill sick has ended")
assert [level for level, text in told if "ValueError: why" in text] == ["warning"], told
print("OK")
