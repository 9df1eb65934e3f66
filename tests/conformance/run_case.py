# SPDX-License-Identifier: MIT
"""The interpreter's side of run.py: runs one case of one module of CPython's tests.

    micropython run_case.py TESTS --list MODULE         prints the names of its cases
    micropython run_case.py TESTS --case MODULE CASE    runs one; the last line is its outcome
    micropython run_case.py TESTS --script FILE         runs a script of a case (script_helper)

TESTS is the folder with CPython's tests. They and the shim, what they import and MicroPython lacks,
are laid over each other in one file system, /suite, in which the tests are adapted as they are
read: see suite.py.
"""

import sys

HERE = __file__[: __file__.rfind("/")]


def main(tests, mode, *names):
    sys.path.insert(0, HERE + "/shim")
    import suite

    suite.set_up(HERE, tests)
    if mode == "--script":
        suite.run_script(names[0])
        return
    module = suite.load(names[0])
    if mode == "--list":
        for name in suite.cases(module):
            print(name)
    else:
        print("\n%s: %s" % suite.run(module, names[1]))


main(*sys.argv[1:])
