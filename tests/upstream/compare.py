# SPDX-License-Identifier: MIT
"""Runs MicroPython's own test suite on an interpreter with Weft and on one without, and compares.

    compare.py --micropython-dir DIR --work-dir DIR --differences FILE WITH WITHOUT

Each test that does not pass with Weft must fail without, too, or be skipped with both, but for those
that FILE lists, each with the reason. A listed test that no longer differs is an error too.
"""

import argparse
import glob
import os
import re
import shutil
import subprocess
import sys

# Crashes now and then without Weft too: native threads that run out of stack.
UNSTEADY = ["thread/stress_recurse.py"]
# Bounds of the clock, and such as a loaded machine keeps: {file: (its text, the one in its place)}.
BOUNDS = {
    "run-tests.py": ("[], [], 0.02)", "[], [], 0.1)"),  # how long the prompt's answers may pause
    "thread/stress_schedule.py": ("_TIMEOUT_MS = 10000", "_TIMEOUT_MS = 25000"),
    "thread/thread_coop.py": ("    MAX_DELTA = 100", "    MAX_DELTA = 5000"),
}


def with_wide_bounds(test, source):
    """The test's source, with bounds that hold on a loaded machine."""
    if test in BOUNDS:
        source = source.replace(*BOUNDS[test])
    return source


def needs_unittest(tests):
    """The tests that import `unittest`, which is in micropython-lib and not in Debian's source of
    MicroPython. The runner would stop at the first of them."""
    found = []
    for path in glob.glob(os.path.join(tests, "*", "*.py")):
        with open(path, errors="replace") as file:
            if "import unittest" in file.read():
                found.append(os.path.relpath(path, tests))
    return sorted(found)


def run_tests(interpreter, tests, results, which):
    """Have MicroPython's runner run `which`; return ({test: "pass" | "fail" | "skip"}, its output)."""
    shutil.rmtree(results, ignore_errors=True)
    os.makedirs(results)
    # One job: with more, what they print gets mixed.
    command = [sys.executable, "run-tests.py", "-j", "1", "-r", results] + which
    environ = dict(os.environ, MICROPY_MICROPYTHON=interpreter, MICROPY_CPYTHON3=sys.executable)
    output = subprocess.run(
        command, cwd=tests, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ).stdout
    found = re.findall(r"^(pass|FAIL|skip)\s+(\S+\.py)\b", output, re.MULTILINE)
    return {test: result.lower() for result, test in found}, output


def run_suite(interpreter, tests, results, dirs):
    """Run the suite, or some folders of it."""
    which = []
    for test in needs_unittest(tests) + UNSTEADY:
        which += ["-e", test]
    if dirs:
        which += ["-d"] + dirs
    found, output = run_tests(interpreter, tests, results, which)
    if not found:
        sys.exit("the test suite did not run:\n" + output[-4000:])
    return found


def read_differences(path):
    """Lines `test: reason`; blank lines and comments apart."""
    listed = {}
    with open(path) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                test, reason = line.split(":", 1)
                listed[test.strip()] = reason.strip()
    return listed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--micropython-dir", required=True)
    parser.add_argument("--work-dir", required=True)
    parser.add_argument("--differences", required=True)
    parser.add_argument("--dirs", nargs="*")
    parser.add_argument("interpreters", nargs=2)
    args = parser.parse_args()
    ours, stock = (os.path.abspath(path) for path in args.interpreters)
    work = os.path.abspath(args.work_dir)
    # The runner writes beside its tests: it gets a copy.
    tests = os.path.join(work, "tree", "tests")
    if not os.path.isdir(tests):
        shutil.copytree(os.path.join(args.micropython_dir, "tests"), tests + ".new", symlinks=True)
        for needed in ("tools", "py", "extmod", "ports/unix"):
            link = os.path.join(work, "tree", needed)
            os.makedirs(os.path.dirname(link), exist_ok=True)
            if not os.path.lexists(link):
                os.symlink(os.path.join(os.path.abspath(args.micropython_dir), needed), link)
        for test in BOUNDS:
            path = os.path.join(tests + ".new", test)
            with open(path) as file:
                source = file.read()
            os.unlink(path)
            with open(path, "w") as file:
                file.write(with_wide_bounds(test, source))
        os.rename(tests + ".new", tests)
    with_weft = run_suite(ours, tests, os.path.join(work, "ours"), args.dirs)
    listed = read_differences(args.differences)
    relevant = {test for test in listed if test in with_weft}
    doubtful = sorted(relevant | {test for test, result in with_weft.items() if result != "pass"})
    without = run_tests(stock, tests, os.path.join(work, "stock"), doubtful)[0]

    def differing():
        return {
            test: (without.get(test, "missing"), with_weft[test])
            for test in doubtful
            if with_weft[test] != "pass" and without.get(test) not in (with_weft[test], "fail")
        }

    # A test that hangs on timing on a busy machine gets a second chance, on both.
    again = sorted(differing())
    if again and len(again) <= 40:
        without.update(run_tests(stock, tests, os.path.join(work, "stock-again"), again)[0])
        with_weft.update(run_tests(ours, tests, os.path.join(work, "ours-again"), again)[0])
    differences = differing()
    count = {kind: list(with_weft.values()).count(kind) for kind in ("pass", "fail", "skip")}
    print("with Weft: %(pass)d passed, %(fail)d failed, %(skip)d skipped" % count)
    bad = False
    for test, (before, after) in differences.items():
        if test in listed:
            print("listed: %s: %s without, %s with Weft: %s" % (test, before, after, listed[test]))
        else:
            print("DIFFERS: %s: %s without, %s with Weft" % (test, before, after))
            bad = True
    for test in sorted(relevant - set(differences)):
        print("LISTED, BUT THE SAME: %s" % test)
        bad = True
    sys.exit(bad)


if __name__ == "__main__":
    main()
