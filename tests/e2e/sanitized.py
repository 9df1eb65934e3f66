# SPDX-License-Identifier: MIT
"""The sanitizers are at work in these interpreters: a use of memory that was collected, on a green
thread's stack, is reported and ends the program.

    sanitized.py INTERPRETER...
"""

import os
import subprocess
import sys

COLLECTED = """
import gc, threading, uctypes

def forgotten():
    return [uctypes.addressof(bytearray(1000)) for _ in range(20)]

def use():
    addresses = forgotten()
    gc.collect()
    for address in addresses:
        uctypes.bytearray_at(address + 500, 8)[0]

thread = threading.Thread(target=use)
thread.start()
thread.join()
print("unseen")
"""


def main(interpreters):
    for interpreter in interpreters:
        result = subprocess.run([interpreter, "-c", COLLECTED], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                errors="replace", timeout=60)
        seen = "AddressSanitizer: use-after-poison" in result.stderr and "fiber_main" in result.stderr
        if result.returncode == 0 or not seen:
            sys.exit("%s: %s\n%s%s" % (interpreter, result.returncode, result.stdout, result.stderr))
        print("%s: seen" % os.path.basename(interpreter))
    print("OK")


main([os.path.abspath(path) for path in sys.argv[1:]])
