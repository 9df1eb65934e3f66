# SPDX-License-Identifier: MIT
"""MicroPython's own tests of the language print on windowed Xtensa, with Weft, what they print without.

    basics.py TESTS WITH WITHOUT

TESTS is MicroPython's folder tests/basics. Each interpreter is several words, the emulator first. A
test that the interpreter without Weft does not get to the end of is left out; there may be a few. What
differs elsewhere too is listed in tests/upstream/differences.txt.
"""

import concurrent.futures
import glob
import os
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "upstream"))

from compare import read_differences

MORE_DIFFERENCES = {"builtin_help.py": "prints the names of all modules, of which there are more"}
AT_A_TIME = 2
TIMEOUT = 120  # seconds
LEFT_OUT = 10


def run(interpreter, path):
    """What it prints, and its status; None if it does not end."""
    try:
        result = subprocess.run(
            shlex.split(interpreter) + [os.path.basename(path)], cwd=os.path.dirname(path),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        return None
    return result.stdout, result.returncode


def main(tests, ours, stock):
    paths = sorted(glob.glob(os.path.join(tests, "*.py")))
    same, skipped, left_out, wrong = 0, 0, [], []
    listed = read_differences(os.path.join(HERE, "..", "upstream", "differences.txt"))
    listed = {os.path.basename(test): reason for test, reason in listed.items()}
    listed.update(MORE_DIFFERENCES)

    def both(path):
        return path, run(stock, path), run(ours, path)

    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        for path, wanted, printed in pool.map(both, paths):
            name = os.path.basename(path)
            if wanted is None or wanted[1] != 0:
                left_out.append(name)
            elif printed != wanted and name in listed:
                print("listed: %s: %s" % (name, listed[name]))
            elif printed != wanted:
                wrong.append(name)
                print("--- %s\nwithout: %r\nwith: %r" % (name, wanted, printed))
            elif wanted[0].endswith(b"SKIP\n"):
                skipped += 1
            else:
                same += 1
    print("%d tests print the same, %d are skipped" % (same, skipped))
    print("left out, as they fail without Weft: %s" % (", ".join(left_out) or "none"))
    if wrong:
        sys.exit("with Weft others: " + ", ".join(wrong))
    assert same > 300 and len(left_out) <= LEFT_OUT


if __name__ == "__main__":
    main(*sys.argv[1:])
