# SPDX-License-Identifier: MIT
"""A whole session by way of a broker: what the agent shows, and leaves, is the same on CPython and
on ours.

    agent_session.py PAHO INTERPRETER...
"""

import os
import sys

import harness
from broker import Broker, wait_until


def session(interpreter):
    import cloud

    with Broker() as broker:
        with harness.Agent(interpreter, broker.port) as agent:
            ours = harness.cloud(broker.port)
            lines = cloud.session(ours)
            agent.ended()
            wait_until(lambda: ours.state == "offline")
            ours.link.close()
            lines.append("files: %s" % sorted(os.listdir(agent.folder)))
            lines.append("results left: %s" % os.listdir(agent.folder + "/outbox"))
            return lines


def main(paho, *interpreters):
    harness.use(paho)
    expected = session(sys.executable)
    print("\n".join(expected))
    for interpreter in interpreters:
        shown = session(interpreter)
        if shown != expected:
            sys.exit("%s showed something else:\n%s" % (interpreter, "\n".join(shown)))
    print("OK")


main(*sys.argv[1:])
