# SPDX-License-Identifier: MIT
"""Runs MicroPython's own tests of asyncio, coroutines and native threads with Weft installed: each
with `import weft` before its first line. It must print what it is to print: its .exp file, or what
the interpreter without Weft prints for it.

    installed.py --micropython-dir DIR --work-dir DIR --differences FILE WITH WITHOUT

FILE lists tests whose output differs, each with the reason. A listed test that no longer differs is
an error too.
"""

import argparse
import difflib
import glob
import os
import subprocess
import sys

from compare import UNSTEADY, read_differences, with_wide_bounds

TESTS = ("extmod/asyncio_*.py", "basics/async_*.py", "thread/*.py")
TRIES = 3  # some measure the clock, on whatever else the machine does
TIMEOUT = 40


def run(interpreter, script):
    """What it prints; a note in its place if it hangs."""
    try:
        result = subprocess.run(
            [interpreter, script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        return "TIMEOUT\n"
    output = result.stdout.decode(errors="replace").replace("\r\n", "\n")
    return output if result.returncode == 0 else output + "CRASH\n"


def difference(test, args):
    """None if the test prints what it is to print, "skip" if it does not run on this build at all,
    else how it differs."""
    path = os.path.join(args.micropython_dir, "tests", test)
    installed = os.path.join(args.work_dir, os.path.basename(test))
    with open(path) as source, open(installed, "w") as copy:
        copy.write("import weft\n" + with_wide_bounds(test, source.read()))
    ours, stock = args.interpreters
    for _ in range(TRIES):
        wanted = run(stock, path)
        if wanted.endswith(("SKIP\n", "CRASH\n", "TIMEOUT\n")):
            return "skip"
        if os.path.exists(path + ".exp"):
            with open(path + ".exp") as file:
                wanted = file.read()
        printed = run(ours, installed)
        if printed == wanted:
            return None
    lines = difflib.unified_diff(
        wanted.splitlines(), printed.splitlines(), "expected", "printed", lineterm=""
    )
    return "\n".join(lines)


def has_gil(interpreter):
    build = "import sys; print(sys.implementation._build)"
    return subprocess.check_output([interpreter, "-c", build], text=True).strip() != "nogil"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--micropython-dir", required=True)
    parser.add_argument("--work-dir", required=True)
    parser.add_argument("--differences", required=True)
    parser.add_argument("interpreters", nargs=2)
    args = parser.parse_args()
    args.interpreters = [os.path.abspath(path) for path in args.interpreters]
    os.makedirs(args.work_dir, exist_ok=True)
    tests_dir = os.path.join(args.micropython_dir, "tests")
    tests = sorted(
        os.path.relpath(path, tests_dir)
        for pattern in TESTS for path in glob.glob(os.path.join(tests_dir, pattern))
    )
    if not has_gil(args.interpreters[1]):
        # Threads that change one dictionary at a time: they hang or crash without Weft too.
        tests = [test for test in tests if not test.startswith("thread/mutate_")]
    listed = read_differences(args.differences)
    bad = not tests
    passed = skipped = 0
    for test in tests:
        found = "skip" if test in UNSTEADY else difference(test, args)
        if found == "skip":
            skipped += 1
        elif found is None and test not in listed:
            passed += 1
        elif found is None:
            print("LISTED, BUT THE SAME: %s" % test)
            bad = True
        elif test in listed:
            print("listed: %s: %s" % (test, listed[test]))
        else:
            print("DIFFERS: %s\n%s" % (test, found))
            bad = True
    print("with Weft installed: %d passed, %d do not run here" % (passed, skipped))
    sys.exit(bad)


main()
