# SPDX-License-Identifier: MIT
"""Runs one test script on an emulated board.

    run_board.py MICROPYTHON_DIR QEMU_COMMAND SCRIPT

A fresh qemu is started for the script, which goes to the board's raw REPL through MicroPython's own
tools/pyboard.py. What the script must print is as for run_python.py; raising is the non-zero exit
status. When the script has ended the board waits for its threads, as an interpreter does on exit.

boards.txt names the scripts that cannot run there.
"""

import os
import re
import subprocess
import sys

import run_python

# What the unix port's main() does when the program ends.
AT_EXIT = """
import sys
if "threading" in sys.modules:
    sys.modules["threading"]._shutdown()
"""
TIMEOUT = 100


def open_board(micropython_dir, qemu):
    sys.path.insert(0, os.path.join(micropython_dir, "tools"))
    # python3-serial is Debian's, and this may be another Python.
    sys.path.append("/usr/lib/python3/dist-packages")
    sys.dont_write_bytecode = True  # not into MicroPython's tree
    import pyboard

    return pyboard.Pyboard("execpty:" + qemu)


def without_reports(printed):
    """On a board stderr is the same console, and an emulated one is slow at times."""
    return re.sub(r"^weft: .* has held the VM for .*\n", "", printed, flags=re.MULTILINE)


def run_on_board(micropython_dir, qemu, source):
    """Returns what the script printed and its exception, both text."""
    board = open_board(micropython_dir, qemu)
    try:
        board.enter_raw_repl()
        out = err = b""
        for part in (source, AT_EXIT):
            board.exec_raw_no_follow(part)
            more_out, more_err = board.follow(TIMEOUT)
            out, err = out + more_out, err + more_err
    finally:
        board.close()
    return out.decode(errors="replace").replace("\r\n", "\n"), err.decode(errors="replace")


def main(micropython_dir, qemu, script):
    script = os.path.abspath(script)
    with open(script) as file:
        source = file.read()
    out, err = run_on_board(micropython_dir, qemu, source)
    out = without_reports(out)
    status = 1 if err else 0
    result = subprocess.CompletedProcess([], status, out, err)
    run_python.check(script, run_python.directives(source), result, [sys.executable])


if __name__ == "__main__":
    main(*sys.argv[1:])
