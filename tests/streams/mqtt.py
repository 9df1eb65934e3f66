# SPDX-License-Identifier: MIT
"""paho-mqtt, unmodified, over the boards' socket: `session.py` against a real broker.

    mqtt.py INTERPRETER...
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "mqtt"))

from broker import Broker


def main(*interpreters):
    for interpreter in interpreters:
        with Broker() as broker:
            done = subprocess.run(
                [interpreter, "-X", "heapsize=16m", "session.py"],
                cwd=HERE,
                env=dict(os.environ, WEFT_BROKER=str(broker.port)),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=120,
            )
        out = done.stdout.decode()
        print(out)
        if done.returncode or out.splitlines()[-1:] != ["OK"]:
            sys.exit("FAIL: %s" % interpreter)


if __name__ == "__main__":
    main(*sys.argv[1:])
