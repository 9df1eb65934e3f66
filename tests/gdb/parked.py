# SPDX-License-Identifier: MIT
"""gdb (src/gdb/weft.py) on a planted deadlock: each green thread with what it waits for and who holds
that, and the backtrace of each, from its slot and from its image; on the live process and on its core
file.

    parked.py INTERPRETER GDB_SCRIPT
"""

import os
import re
import subprocess
import sys
import tempfile

PROGRAM = """
import threading, time, _weft
# One slot: one thread's frames are in it, the other's in an image.
_weft.stack_slots(1, _weft.stack_slots()[1])
first, second = threading.Lock(), threading.Lock()
def left():
    with first:
        time.sleep(0.05)
        second.acquire()
def right():
    with second:
        time.sleep(0.05)
        first.acquire()
threading.Thread(target=left, name="left", daemon=True).start()
threading.Thread(target=right, name="right", daemon=True).start()
time.sleep(0.2)
print("ready")
time.sleep(600)
"""


def gdb(*arguments):
    command = ["gdb", "-nx", "-batch", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=240)
    return result.stdout + result.stderr


def check(what, output):
    problems = []
    for name, other in (("left", "right"), ("right", "left")):
        if not re.search(r"\b%s\s+parked: waits for <lock at 0x\w+>, which %s holds" % (name, other), output):
            problems.append("no line of %s that waits for %s's lock" % (name, other))
        traces = re.split(r"^fiber \d+, ", output, flags=re.MULTILINE)[1:]
        trace = [t for t in traces if t.startswith(name + ":")]
        if not trace:
            problems.append("no backtrace of " + name)
        elif "weft_lock_acquire" not in trace[0] or "fiber_main" not in trace[0]:
            problems.append("the backtrace of %s does not go from its wait to its begin" % name)
    if not re.search(r"MainThread\s+parked: waits for sleep", output):
        problems.append("no line of the main thread that sleeps")
    for problem in problems:
        print("%s: %s" % (what, problem))
    if problems:
        print(output)
    return not problems


def main(interpreter, script):
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "deadlock.py")
        with open(program, "w") as file:
            file.write(PROGRAM)
        process = subprocess.Popen([interpreter, program], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout.readline() == "ready\n"
            core = os.path.join(folder, "core")
            commands = ["-ex", "source " + script, "-ex", "weft fibers", "-ex", "weft bt all"]
            save = ["-ex", "generate-core-file " + core]
            live = gdb("-p", str(process.pid), *commands, *save)
        finally:
            process.kill()
            process.wait()
        right = check("live process", live)
        right = check("core file", gdb(interpreter, core, *commands)) and right
    print("OK" if right else "FAILED")
    sys.exit(not right)


main(*sys.argv[1:])
