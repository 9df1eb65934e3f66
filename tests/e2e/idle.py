# SPDX-License-Identifier: MIT
"""An idle process is silent.

    idle.py INTERPRETER...

With the main thread, a green thread, an asyncio task and a native thread all parked, for ever and for
long, no OS thread of the process makes a voluntary context switch or uses processor time for two
seconds; and it wakes up on its deadline. With the default settings (block detector on) and with time
slices; with and without asyncio's loop.
"""

import glob
import os
import subprocess
import sys
import time

SETTLE, SILENCE = 1.0, 2.0
DEADLINE = 4.5  # after the start: the one wake-up
TRIES = 3

PARKED = """
import asyncio, sys, threading, time, weft
if %(slices)r:
    threading.setswitchinterval(%(slices)r)
start = time.monotonic()
forever = threading.Event()

def busy_first():
    for _ in range(20000):
        pass
    forever.wait()

for wait in (busy_first, lambda: time.sleep(1000), forever.wait):
    threading.Thread(target=wait, daemon=True).start()
weft.NativeThread(target=forever.wait, daemon=True).start()
weft.NativeThread(target=forever.wait, args=(1000,), daemon=True).start()
weft.to_native(int)

async def tasks():
    async def blocked():
        forever.wait()
    async def parked():
        await forever.wait_async()
    asyncio.create_task(blocked())
    asyncio.create_task(parked())
    async def sleeps():
        await asyncio.sleep(1000)
    asyncio.create_task(sleeps())
    print("parked")
    await asyncio.sleep(%(deadline)r)

if %(loop)r:
    asyncio.run(tasks())
else:
    print("parked")
    time.sleep(%(deadline)r)
print("%%.6f" %% (time.monotonic() - start))
forever.set()
"""


def activity(pid):
    """Of each OS thread: voluntary context switches and clock ticks used."""
    found = {}
    for task in glob.glob("/proc/%d/task/*" % pid):
        with open(task + "/status") as file:
            switches = [int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt")][0]
        with open(task + "/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        found[os.path.basename(task)] = (switches, int(fields[11]) + int(fields[12]))
    return found


def run(interpreter, loop, slices):
    """What moved during the silence; the seconds until the deadline was noticed."""
    script = PARKED % {"loop": loop, "slices": slices, "deadline": DEADLINE}
    process = subprocess.Popen([interpreter, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "parked\n"
    time.sleep(SETTLE)
    before = activity(process.pid)
    time.sleep(SILENCE)
    after = activity(process.pid)
    lasted = float(process.stdout.readline())
    assert process.wait(10) == 0
    assert len(before) >= 4, "where are its OS threads? %r" % before
    return {task: (before.get(task), after.get(task)) for task in set(before) | set(after)
            if before.get(task) != after.get(task)}, lasted


def main(interpreters):
    for interpreter in interpreters:
        for loop in (False, True):
            for slices in (0, 0.001):
                # A machine so busy that a second does not suffice to settle gets another try.
                for attempt in range(TRIES):
                    moved, lasted = run(interpreter, loop, slices)
                    if not moved and DEADLINE <= lasted < DEADLINE + 0.5:
                        break
                else:
                    sys.exit("%s, loop %s, slices %s: not silent: %s; slept %.3f s" % (
                        interpreter, loop, slices, moved, lasted))
                print("%s, loop %s, slices %s: silent, woke after %.4f s" % (
                    os.path.basename(interpreter), loop, slices, lasted))
    print("OK")


main([os.path.abspath(path) for path in sys.argv[1:]])
