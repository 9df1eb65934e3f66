# SPDX-License-Identifier: MIT
"""An idle process makes no system call.

    idle_system_calls.py INTERPRETER...

Fifty threads wait for an event, a queue and a lock, a native thread for the event, an idle worker of
the pool for work, and a task of asyncio's for the event and another in a blocking call; the main
thread, or the task that is the loop's main one, sleeps. Under strace no OS thread of the process
enters or leaves a system call from soon after all are parked until the sleeper's deadline. With the
default settings (block detector on) and with time slices; with and without asyncio's loop.

Exit status 77 where strace is missing or the machine does not allow it.
"""

import concurrent.futures
import os
import subprocess
import sys
import tempfile

SETTLE, SLEEP = 0.5, 3.0  # seconds since all are parked
MARGIN = 0.02  # before the deadline
TRIES = 3
SKIPPED = 77

PARKED = """
import asyncio, queue, threading, time, weft
if %(slices)r:
    threading.setswitchinterval(%(slices)r)
event = threading.Event()
items = queue.Queue()
lock = threading.Lock()
lock.acquire()
waits = event.wait, items.get, lock.acquire
for n in range(50):
    threading.Thread(target=waits[n %% 3], daemon=True).start()
weft.NativeThread(target=event.wait, daemon=True).start()
weft.to_native(int)

def parked():
    print("%%.6f" %% time.time(), threading.active_count())

async def tasks():
    async def blocked():
        event.wait()
    async def waits():
        await event.wait_async()
    started = [asyncio.create_task(blocked()), asyncio.create_task(waits())]
    await asyncio.sleep(0)
    parked()
    await asyncio.sleep(%(sleep)r)

if %(loop)r:
    asyncio.run(tasks())
else:
    time.sleep(0)
    parked()
    time.sleep(%(sleep)r)
print("%%.6f" %% time.time())
"""


def traced(interpreter, loop, slices):
    """The lines of the trace while all are parked, and all of it."""
    script = PARKED % {"loop": loop, "slices": slices, "sleep": SLEEP}
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace")
        output = subprocess.run(
            ["strace", "-f", "-ttt", "-o", trace, interpreter, "-c", script],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=60,
        ).stdout
        with open(trace, errors="replace") as file:
            lines = file.read().splitlines()
    first, last = output.splitlines()
    begin, threads = first.split()
    assert int(threads) > 50, output
    assert float(last) - float(begin) >= SLEEP, output
    # A line is: process, time, what happened.
    since, until = float(begin) + SETTLE, float(begin) + SLEEP - MARGIN
    return [line for line in lines if since <= float(line.split()[1]) < until], lines


def check(interpreter, loop, slices):
    what = "%s, loop %s, slices %s" % (os.path.basename(interpreter), loop, slices)
    # A machine so busy that half a second does not suffice to settle gets another try.
    for attempt in range(TRIES):
        heard, lines = traced(interpreter, loop, slices)
        if not heard:
            return "%s: none in %.1f s, %d before and after" % (what, SLEEP - SETTLE, len(lines))
    raise AssertionError("%s: not silent:\n%s" % (what, "\n".join(heard[:40])))


def skip_unless_allowed():
    try:
        probe = subprocess.run(["strace", "-f", "-o", os.devnull, "true"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except OSError as exc:
        print("SKIPPED: no strace: %s" % exc)
        sys.exit(SKIPPED)
    if probe.returncode != 0:
        print("SKIPPED: strace may not trace here: %s" % probe.stdout.strip())
        sys.exit(SKIPPED)


def main(interpreters):
    skip_unless_allowed()
    cases = [(interpreter, loop, slices)
             for interpreter in interpreters for loop in (False, True) for slices in (0, 0.001)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:  # they only sleep
        for line in pool.map(lambda case: check(*case), cases):
            print(line)
    print("OK")


main([os.path.abspath(path) for path in sys.argv[1:]])
