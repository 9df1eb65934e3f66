# SPDX-License-Identifier: MIT
"""Threads and tasks go on while the main thread waits for standard input: input(), sys.stdin, and the
prompt.

    stdin.py INTERPRETER...
"""

import os
import pty
import subprocess
import sys
import time

PIPE_SCRIPT = """
import sys, threading, time
ticks = 0
def tick():
    global ticks
    while True:
        time.sleep(0.01)
        ticks += 1
threading.Thread(target=tick, daemon=True).start()
line = sys.stdin.readline()
print(line.strip(), ticks >= 5)
ticks = 0
rest = sys.stdin.read()
print(len(rest), ticks >= 5)
"""


def piped(interpreter):
    process = subprocess.Popen(
        [interpreter, "-c", PIPE_SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    time.sleep(0.5)
    process.stdin.write("first\n")
    process.stdin.flush()
    time.sleep(0.5)
    out, _ = process.communicate("the rest", timeout=20)
    assert out == "first True\n8 True\n", out


def read_until(fd, text, seconds=20):
    got = b""
    end = time.monotonic() + seconds
    while text not in got:
        assert time.monotonic() < end, got
        got += os.read(fd, 1000)
    return got


def prompt(interpreter):
    """At the prompt a thread ticks on; Ctrl-C gives a new prompt, Ctrl-D ends it."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [interpreter], stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    read_until(master, b">>> ")
    for line in (
        b"import threading, time\r",
        b"ticks = []\r",
        b"t = threading.Timer(0.2, lambda: ticks.append('tick'))\r",
        b"t.start()\r",
    ):
        os.write(master, line)
        read_until(master, b">>> ")
    time.sleep(1)
    os.write(master, b"print(ticks)\r")
    got = read_until(master, b"\n>>> ")
    assert b"['tick']" in got, got
    os.write(master, b"abc\x03")
    read_until(master, b">>> ")
    os.write(master, b"print(6 * 7)\r")
    assert b"42" in read_until(master, b"\n>>> ")
    os.write(master, b"\x04")
    process.wait(20)
    os.close(master)


for interpreter in sys.argv[1:]:
    piped(interpreter)
    prompt(interpreter)
print("OK")
