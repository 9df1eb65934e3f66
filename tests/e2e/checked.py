# SPDX-License-Identifier: MIT
"""The checks (src/weft/checks.h) notice what they are for: each of their rules is broken on purpose,
and the interpreter ends with the sentence that says so.

    checked.py INTERPRETER...
"""

import os
import signal
import subprocess
import sys

PROGRAM = """
import _weft, threading, time, gc
{set_up}
def work():
    {act}
    time.sleep(0.002)
def target():
    pass
thread = threading.Thread(target=work)
thread.start()
thread.join()
print("unseen")
"""

OTHER = """
def wait():
    time.sleep(0.01)
threading.Thread(target=wait).start()
time.sleep(0)
"""

RULES = (
    (0, "", "allocates with the lock-out held"),
    (1, "", "runs Python while its waiter is queued"),
    (2, "", "raises with the lock-out held"),
    (3, "", "the collector freed a waiter whose timer is armed"),
    (4, OTHER, "a fiber's stack is not what it was when it parked"),
    (5, "", "an exception is raised where it was not meant to be"),
    (6, "", "a fiber parked with more on its stack than it had reserved"),
    (7, "", "the collector freed what held_for_test holds"),
)


def main(interpreters):
    for interpreter in interpreters:
        for number, set_up, sentence in RULES:
            program = PROGRAM.format(set_up=set_up, act="_weft.break_rule(%d)" % number)
            result = subprocess.run([interpreter, "-c", program], stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                    errors="replace", timeout=60)
            seen = "weft check: " + sentence in result.stderr
            if not seen or result.returncode != -signal.SIGABRT:
                sys.exit("%s, rule %d: %s\n%s%s" % (
                    interpreter, number, result.returncode, result.stdout, result.stderr))
        print("%s: %d rules" % (os.path.basename(interpreter), len(RULES)))
    print("OK")


main([os.path.abspath(path) for path in sys.argv[1:]])
