# SPDX-License-Identifier: MIT
"""Runs the examples of services, in C++ and in Python, and compares what they print with their .txt.

    service_examples.py EXAMPLES_DIR CPP_DIR INTERPRETER...

The programs in C++ are CPP_DIR/example_<name>.
"""

import glob
import os
import subprocess
import sys


def main(examples, cpp_dir, *interpreters):
    failed = 0
    for expected in sorted(glob.glob(os.path.join(examples, "*.txt"))):
        name = os.path.basename(expected)[: -len(".txt")]
        script = os.path.join(examples, name + ".py")
        commands = [[os.path.join(cpp_dir, "example_" + name)]]
        commands += [[interpreter, script] for interpreter in interpreters]
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
    main(*sys.argv[1:])
