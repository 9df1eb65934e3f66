# SPDX-License-Identifier: MIT
"""A program ends as it should while native threads run and end.

    exit_natives.py INTERPRETER...

MicroPython cancels native threads where they are, and their stacks go. Before that was looked to, some
of a hundred runs without a GIL crashed.
"""

import os
import subprocess
import sys

RUNS = 60

ENDS = """
import threading, weft
go = threading.Event()

def ends_soon(n):
    go.wait()
    for _ in range(n):
        pass

for n in range(12):
    weft.NativeThread(target=ends_soon, args=(n * 400,), daemon=True).start()
for _ in range(12):
    weft.NativeThread(target=threading.Event().wait, daemon=True).start()
go.set()
"""

for interpreter in sys.argv[1:]:
    for run in range(RUNS):
        done = subprocess.run([os.path.abspath(interpreter), "-c", ENDS], capture_output=True, timeout=60)
        assert done.returncode == 0 and not done.stderr, "%s, run %d: %r" % (interpreter, run, done)
print("OK")
