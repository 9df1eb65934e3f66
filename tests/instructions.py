# SPDX-License-Identifier: MIT
"""How many instructions the hottest paths take, each with a limit (instructions.txt), so that no change
makes one slower unseen. Instructions and not time: they are the same on a busy machine.

    instructions.py INTERPRETER            compare; a path beyond its limit is a failure
    instructions.py INTERPRETER --write    measure, and write the limits anew: 8 % above

Counted by callgrind for a loop of N and one of 2 N turns: the difference is N turns. No ticks meanwhile,
as they come by the clock. The figures hold for GCC of Debian 12 on x86-64, and MicroPython 1.25.0.
"""

import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LIMITS = os.path.join(HERE, "instructions.txt")
TURNS = 400
# A name that is added anywhere changes where MicroPython's dictionaries find theirs: 2 to 6 %.
ROOM = 1.08

HEAD = """
import sys, time, threading, queue, asyncio, _weft, weft
threading.setswitchinterval(0)
weft.block_limit(0)
n = int(sys.argv[1])
"""

# Each is a program whose last line makes n turns.
PATHS = {
    "an empty turn": "for _ in range(n): pass",
    "Lock acquire+release": """
lock = threading.Lock()
for _ in range(n): lock.acquire(); lock.release()""",
    "RLock acquire+release": """
lock = threading.RLock()
for _ in range(n): lock.acquire(); lock.release()""",
    "with Semaphore": """
lock = threading.Semaphore()
for _ in range(n):
    with lock: pass""",
    "Queue put+get": """
q = queue.Queue()
for _ in range(n): q.put(1); q.get()""",
    "SimpleQueue put+get": """
q = queue.SimpleQueue()
for _ in range(n): q.put(1); q.get()""",
    "time.sleep(0) of two threads": """
def f():
    for _ in range(n): time.sleep(0)
threads = [threading.Thread(target=f) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()""",
    "Lock handoff, there and back": """
a, b = threading.Lock(), threading.Lock()
a.acquire(); b.acquire()
def f():
    for _ in range(n): a.acquire(); b.release()
t = threading.Thread(target=f); t.start()
def g():
    for _ in range(n): a.release(); b.acquire()
u = threading.Thread(target=g); u.start(); u.join(); t.join()""",
    "Queue round trip": """
a, b = queue.Queue(), queue.Queue()
def f():
    for _ in range(n): b.put(a.get())
t = threading.Thread(target=f); t.start()
def g():
    for _ in range(n): a.put(1); b.get()
u = threading.Thread(target=g); u.start(); u.join(); t.join()""",
    "Event set, waited for": """
a, b = threading.Event(), threading.Event()
def f():
    for _ in range(n): a.wait(); a.clear(); b.set()
t = threading.Thread(target=f); t.start()
def g():
    for _ in range(n): a.set(); b.wait(); b.clear()
u = threading.Thread(target=g); u.start(); u.join(); t.join()""",
    "Thread start+join": """
def f(): pass
for _ in range(n):
    t = threading.Thread(target=f); t.start(); t.join()""",
    "a step of a task": """
async def main():
    for _ in range(n): await asyncio.sleep(0)
asyncio.run(main())""",
    "a wait with a timeout, satisfied": """
q = queue.Queue(); r = queue.Queue()
def f():
    for _ in range(n): r.put(q.get(timeout=100))
t = threading.Thread(target=f); t.start()
def g():
    for _ in range(n): q.put(1); r.get(timeout=100)
u = threading.Thread(target=g); u.start(); u.join(); t.join()""",
    "with weft.Timeout": """
for _ in range(n):
    with weft.Timeout(100): pass""",
}


def count(interpreter, program, turns, folder):
    out = os.path.join(folder, "callgrind.%d" % turns)
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out, interpreter, program]
    result = subprocess.run(command + [str(turns)], capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode != 0 or not found:
        sys.exit("callgrind: %s\n%s%s" % (program, result.stdout, result.stderr))
    return int(found.group(1))


def measure(interpreter, path):
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "path.py")
        with open(program, "w", encoding="utf-8") as file:
            file.write(HEAD + PATHS[path])
        once, twice = (count(interpreter, program, turns, folder) for turns in (TURNS, 2 * TURNS))
    return (twice - once) / TURNS


def read_limits():
    with open(LIMITS, encoding="utf-8") as file:
        lines = [line.split("\t") for line in file if line.strip() and not line.startswith("#")]
    return {path.strip(): int(limit) for limit, path in lines}


def main(interpreter, *options):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        figures = dict(zip(PATHS, pool.map(lambda path: measure(interpreter, path), PATHS)))
    if "--write" in options:
        with open(LIMITS, "w", encoding="utf-8") as file:
            file.write("# Instructions at most, written by instructions.py INTERPRETER --write.\n")
            for path, figure in figures.items():
                file.write("%d\t%s\n" % (round(figure * ROOM), path))
    limits = read_limits()
    assert set(limits) == set(PATHS), "instructions.txt has other paths: --write"
    slower = [path for path in PATHS if figures[path] > limits[path]]
    for path, figure in figures.items():
        mark = "  TOO MANY" if path in slower else ""
        print("%8.0f, at most %6d  %s%s" % (figure, limits[path], path, mark))
    print("FAILED" if slower else "OK")
    sys.exit(bool(slower))


main(*sys.argv[1:])
