# SPDX-License-Identifier: MIT
"""CPython's test.support.script_helper: scripts in an interpreter of their own."""

import os

import cpython

_FOLDER = os.getenv("WEFT_CONFORMANCE_TEMP")  # one for each case
_count = 0


def run_script(source):
    """Run a script; returns its exit status, output and error output."""
    global _count
    _count += 1
    base = "%s/script%d" % (_FOLDER, _count)
    with open(base + ".py", "w") as file:
        file.write(source)
    words = cpython.command + ["--script", base + ".py"]
    command = " ".join("'%s'" % word for word in words)
    status = os.system("%s </dev/null >%s.out 2>%s.err" % (command, base, base))
    return (_exit_status(status), _read(base + ".out"), _read(base + ".err"))


def _exit_status(status):
    return status >> 8 if status & 0x7F == 0 else -(status & 0x7F)


def _read(path):
    with open(path, "rb") as file:
        return file.read()


def assert_python_ok(option, source):
    status, out, err = run_script(source)
    if status != 0:
        raise AssertionError("exit status %d\n%s\n%s" % (status, out.decode(), err.decode()))
    return status, out, err


def assert_python_failure(option, source):
    status, out, err = run_script(source)
    if status == 0:
        raise AssertionError("exit status 0\n%s\n%s" % (out.decode(), err.decode()))
    return status, out, err
