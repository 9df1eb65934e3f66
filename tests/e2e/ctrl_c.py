"""Ctrl-C reaches the main thread, wherever the VM is.

    ctrl_c.py INTERPRETER
"""

import os
import signal
import subprocess
import sys
import threading
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
    "a thread spins beside the loop": "thread(spin)\nasyncio.run(asyncio.wait_for(asyncio.Event().wait(), 60))",
}


# Ctrl-C as the block detector reports: often enough for it to hit the report.
REPORTS = """
import sys, threading, time, weft
import weft._dump as reports
class Slow:
    def write(self, text):
        end = time.ticks_add(time.ticks_ms(), 5)
        while time.ticks_diff(end, time.ticks_ms()) > 0:
            pass
reports.print = lambda *args, file=None: Slow().write(args[0])
weft.block_limit(2)
caught = 0
def wait():
    while True:
        reports._reported.clear()
        for _ in range(20000):
            pass
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
other = threading.Thread(target=lambda: [time.sleep(0) for _ in iter(int, 1)], daemon=True)
other.start()
print("ready")
while True:
    try:
        wait()
    except KeyboardInterrupt:
        caught += 1
        print("caught", caught)
"""
INTERRUPTS = 40


def check_reports(interpreter):
    process = subprocess.Popen(
        [os.path.abspath(interpreter), "-c", REPORTS],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        assert process.stdout.readline() == "ready\n"
        for n in range(1, INTERRUPTS + 1):
            time.sleep(0.003 * (n % 7))
            process.send_signal(signal.SIGINT)
            line = process.stdout.readline()
            assert line == "caught %d\n" % n, (n, line)
    finally:
        watchdog.cancel()
        process.kill()
    print("ok: the block detector reports")


def check(interpreter, name, code):
    lines = "\n".join("  " + line for line in code.split("\n"))
    script = "%stry:\n%s\nexcept KeyboardInterrupt:\n  print('interrupted')\n" % (START, lines)
    process = subprocess.Popen(
        [os.path.abspath(interpreter), "-c", script],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    try:
        assert process.stdout.readline() == "ready\n"
        if "blocks" in name:
            time.sleep(1)  # till it does: a signal before the call does not end it
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert output.startswith("interrupted\n"), (name, output)
    print("ok:", name)


def main(interpreter):
    for name, code in CASES.items():
        check(interpreter, name, code)
    check_reports(interpreter)


main(sys.argv[1])
