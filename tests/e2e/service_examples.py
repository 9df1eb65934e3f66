# SPDX-License-Identifier: MIT
"""Runs the examples of services, in C++ and in Python, and compares what they print with their .txt.

    service_examples.py EXAMPLES_DIR [--cpp CPP_DIR] INTERPRETER...

The programs in C++ are CPP_DIR/example_<name>.
"""

import argparse
import glob
import os
import subprocess
import sys


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("examples")
    parser.add_argument("--cpp")
    parser.add_argument("interpreters", nargs="+")
    args = parser.parse_args()
    failed = 0
    for expected in sorted(glob.glob(os.path.join(args.examples, "*.txt"))):
        name = os.path.basename(expected)[: -len(".txt")]
        script = os.path.join(args.examples, name + ".py")
        commands = [[interpreter, script] for interpreter in args.interpreters]
        if args.cpp:
            commands.append([os.path.join(args.cpp, "example_" + name)])
        with open(expected) as file:
            wanted = file.read()
        for command in commands:
            result = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60)
            if result.returncode != 0 or result.stdout != wanted:
                print("%s (exit status %d) prints:\n%s" % (command, result.returncode, result.stdout))
                failed += 1
            else:
                print("%s: as it should" % " ".join(command))
    sys.exit(failed)


if __name__ == "__main__":
    main()
