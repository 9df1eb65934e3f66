# SPDX-License-Identifier: MIT
"""Ctrl-C reaches the main thread, wherever the VM is.

    ctrl_c.py INTERPRETER
"""

import os
import signal
import subprocess
import sys
import time

START = """
import asyncio, threading, time, utime, weft
def spin():
    print("ready")
    while True:
        pass
def thread(target):
    t = threading.Thread(target=target, daemon=True)
    t.start()
    return t
"""

# The signal comes in the middle of a report of the block detector.
START_REPORTS = """
import weft._dump as reports
def report(*args, file=None):
    print("ready")
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        pass
reports.print = report
weft.block_limit(20)
threading.setswitchinterval(0)
def hold():
    while True:
        pass
"""

# What runs as the signal comes. Each must end by KeyboardInterrupt in the main thread.
CASES = {
    "main thread waits": "t = thread(lambda: time.sleep(60)); print('ready'); t.join()",
    "main thread spins": "spin()",
    "a green thread spins": "thread(spin).join()",
    "a coroutine spins": "async def main(): spin()\nasyncio.run(main())",
    "a coroutine waits": "async def main():\n  print('ready')\n  time.sleep(60)\nasyncio.run(main())",
    "the loop sleeps": "async def main():\n  print('ready')\n  await asyncio.sleep(60)\nasyncio.run(main())",
    "a green thread blocks in C": "def block():\n  print('ready')\n  utime.sleep(60)\nthread(block).join()",
    "a task blocks in C": "async def main():\n  print('ready')\n  utime.sleep(60)\nasyncio.run(main())",
    "a task spins while the main thread waits": "async def task(): spin()\nasyncio.create_task(task())\nthreading.Event().wait(60)",
    "main waits, in the loop": "async def task():\n  print('ready')\n  await asyncio.sleep(60)\nasyncio.create_task(task())\nthreading.Event().wait(60)",
    "main is reported": "threading.Thread(target=time.sleep, args=(0,)).start()\nhold()",
    "a green thread is reported": "thread(hold).join()",
    "a task is reported": "async def main(): hold()\nasyncio.run(main())",
    "a task is reported while the main thread waits": "async def task(): hold()\nasyncio.create_task(task())\nthreading.Event().wait(60)",
    "a thread spins beside the loop": "thread(spin)\nasyncio.run(asyncio.wait_for(asyncio.Event().wait(), 60))",
}

# The signal comes while one thread collects, which has asked the others to show their stacks: all
# that is only there must be found. Whoever is asked late is so for good.
COLLECTING = """
import gc, sys, threading, time, weft
held = []
def hold():
    kept = None
    while not held:
        kept = [bytearray(b"%05d" % n) for n in range(30)]
        time.sleep(0.001)
        for n in range(30):
            if kept[n] != b"%05d" % n:
                print("lost:", kept[n])
                held.append(None)
natives = [weft.NativeThread(target=hold) for _ in range(4)]
for native in natives:
    native.start()
for n in range(300):
    try:
        print(n)
        while True:
            gc.collect()
    except KeyboardInterrupt:
        pass
lost = bool(held)
held.append(None)
for native in natives:
    native.join()
print("lost" if lost else "all found")
"""


def check_collecting(interpreter):
    process = subprocess.Popen(
        [os.path.abspath(interpreter), "-c", COLLECTING],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    try:
        line = ""
        for line in process.stdout:
            if not line.strip().isdigit():
                break
            process.send_signal(signal.SIGINT)
        assert line == "all found\n", line + process.stdout.read()
        assert process.wait(30) == 0
    finally:
        process.kill()
    print("ok: a thread collects")


def wait_until_asleep(pid):
    """Until its main thread has been seen asleep for half a second."""
    seen = 0
    while seen < 10:
        time.sleep(0.05)
        with open("/proc/%d/stat" % pid) as stat:
            asleep = stat.read().rsplit(")", 1)[1].split()[0] == "S"
        seen = seen + 1 if asleep else 0


def check(interpreter, name, code):
    if "reported" in name:
        code = START_REPORTS + code
    if "blocks" in name:
        # Else main may be preempted as it handles it, and who blocks in C goes on to do so.
        code = "threading.setswitchinterval(0)\n" + code
    lines = "\n".join("  " + line for line in code.split("\n"))
    script = "%stry:\n%s\nexcept KeyboardInterrupt:\n  print('interrupted')\n" % (START, lines)
    process = subprocess.Popen(
        [os.path.abspath(interpreter), "-c", script],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    try:
        assert process.stdout.readline() == "ready\n"
        if "blocks" in name:
            wait_until_asleep(process.pid)  # a signal before the call does not end it
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert output.startswith("interrupted\n"), (name, output)
    print("ok:", name)


def has_carriers(interpreter):
    ask = "import _weft; print(_weft.stats()['carriers'])"
    return subprocess.check_output([interpreter, "-c", ask], text=True).strip() == "1"


def main(interpreter):
    # A signal ends a blocking call of the OS thread that takes it, which is never a carrier.
    carriers = has_carriers(interpreter)
    for name, code in CASES.items():
        if not (carriers and "blocks in C" in name):
            check(interpreter, name, code)
    check_collecting(interpreter)


main(sys.argv[1])
