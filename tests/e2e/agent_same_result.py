# SPDX-License-Identifier: MIT
"""The example agent, an ordinary threaded program, shows the same on CPython and on ours.

    agent_same_result.py INTERPRETER...
"""

import os
import shutil
import subprocess
import sys
import tempfile

FILES = ("agent.py", "cloud.py", "files.py", "link.py", "outbox.py", "plain_service.py", "upgrade.py")
AGENT = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "agent")


def run(interpreter):
    """Run the agent in a folder of its own; returns its output."""
    with tempfile.TemporaryDirectory() as folder:
        for name in FILES:
            shutil.copy(os.path.join(AGENT, name), folder)
        result = subprocess.run(
            [interpreter, "agent.py"], cwd=folder, timeout=60, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        left = sorted(set(os.listdir(folder)) - set(FILES) - {"__pycache__"})
    if result.returncode != 0 or left:
        sys.exit("%s: exit status %d, files left %s\n%s%s" % (
            interpreter, result.returncode, left, result.stdout, result.stderr))
    # On a slow machine the block detector may report, and nothing else may.
    for line in result.stderr.splitlines():
        if not line.startswith("weft: thread "):
            sys.exit("%s: %s" % (interpreter, result.stderr))
    return result.stdout


def main(interpreters):
    expected = run(sys.executable)
    print(expected)
    assert "threads left: 0" in expected
    for interpreter in interpreters:
        printed = run(os.path.abspath(interpreter))
        if printed != expected:
            sys.exit("%s printed something else:\n%s" % (interpreter, printed))


main(sys.argv[1:])
