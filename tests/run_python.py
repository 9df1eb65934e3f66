# SPDX-License-Identifier: MIT
"""Runs one test script on one of our interpreters.

    run_python.py INTERPRETER SCRIPT [PEER]

INTERPRETER may be several words: an emulator, its options, and the program it runs. Scripts that
start the interpreter find the emulator in WEFT_EMULATOR. PEER is how to run the CPython to compare
with; without it, that is the one that runs this.

What the script must print, and end with exit status 0:
 - what its sibling NAME.exp holds, if there is one;
 - `OK` as its last line, if it has a line `# weft: only`: it uses what CPython lacks;
 - else what CPython prints for the same script.
A line `# weft: args ...` gives the interpreter arguments. With WEFT_SOAK=1 in the environment a
script that has a line `# weft: soak` runs its long form. One with a line `# weft: figures` is about
sizes that the sanitizers change.
"""

import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile

TIMEOUT = 3600 if os.environ.get("WEFT_SOAK") else 120


def directives(source):
    found = {}
    for name, value in re.findall(r"^# weft: (\w+) ?(.*)$", source, re.MULTILINE):
        found[name] = value.split()
    return found


def run(command, script):
    with tempfile.TemporaryFile("w+", errors="replace") as out, tempfile.TemporaryFile("w+", errors="replace") as err:
        command = command + [os.path.basename(script)]
        process = subprocess.Popen(
            command, cwd=os.path.dirname(script), stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        try:
            status = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            status = "none: killed after %d s" % TIMEOUT
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, status, out.read(), err.read())


def fail(why, result):
    print("FAIL: %s (exit status %s)" % (why, result.returncode))
    print("--- stdout\n%s--- stderr\n%s" % (result.stdout[-8000:], result.stderr[-8000:]))
    sys.exit(1)


def check(script, wanted, result, peer):
    """Exits with a report unless the script printed what it must."""
    if result.returncode != 0:
        fail("non-zero exit status", result)
    if "only" in wanted:
        if result.stdout.splitlines()[-1:] != ["OK"]:
            fail("the last line is not OK", result)
        print(result.stdout, end="")
        return
    expected_file = os.path.splitext(script)[0] + ".exp"
    if os.path.exists(expected_file):
        with open(expected_file) as file:
            expected = file.read()
    else:
        peer = run(peer, script)
        if peer.returncode != 0:
            fail("CPython fails on this script", peer)
        expected = peer.stdout
    if result.stdout != expected:
        diff = difflib.unified_diff(
            expected.splitlines(), result.stdout.splitlines(), "expected", "printed", lineterm=""
        )
        print("\n".join(diff))
        fail("the output differs", result)


def main(interpreter, script, peer=sys.executable):
    script = os.path.abspath(script)
    with open(script) as file:
        wanted = directives(file.read())
    *emulator, program = shlex.split(interpreter)
    os.environ["WEFT_EMULATOR"] = shlex.join(emulator)
    result = run(emulator + [os.path.abspath(program)] + wanted.get("args", []), script)
    check(script, wanted, result, shlex.split(peer))


if __name__ == "__main__":
    main(*sys.argv[1:])
