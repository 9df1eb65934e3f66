# SPDX-License-Identifier: MIT
"""The demo runs to its end, serves commands, and its table has every row.

    demo.py INTERPRETER [PAHO]

With PAHO, where paho-mqtt lies, the agent talks by mosquitto, without by queues.
"""

import os
import re
import subprocess
import sys

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "agent")


def number(table, row):
    match = re.search(r"^%s +([\d.]+)" % re.escape(row), table, re.MULTILINE)
    assert match, "no row %r in:\n%s" % (row, table)
    return float(match.group(1))


def main(interpreter, paho=None):
    result = subprocess.run(
        [os.path.abspath(interpreter), "-X", "heapsize=8m", "orchestrator.py"], cwd=FOLDER, timeout=100,
        text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=dict(os.environ, MICROPYPATH=".frozen" + (":" + paho if paho else "")),
    )
    print(result.stdout)
    assert result.returncode == 0, result.returncode
    table = result.stdout
    # Bounds that hold on a busy machine; what the figures are is the benchmarks' business.
    assert number(table, "pump ticks") > 200
    assert number(table, "gap between ticks, median") < 15
    assert number(table, "commands served") > 20
    assert number(table, "command latency, p50") < 100
    assert number(table, "threads, at most") > 25
    assert ("talks by mosquitto" if paho else "talks by two queues") in table
    assert re.search(r"^the agent's session +as on CPython$", table, re.MULTILINE)


main(*sys.argv[1:])
