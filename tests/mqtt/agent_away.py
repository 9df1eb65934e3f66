# SPDX-License-Identifier: MIT
"""The broker goes away in the middle of 1,000 commands of quality 1, whose 1,000 results come back:
none is lost, none comes twice but by its number. And what an agent has to tell while there is no
broker is kept on its disk even if it dies; of more than there is room for the oldest goes, and the
cloud is told how many.

    agent_away.py PAHO INTERPRETER

WEFT_SOAK=1: the broker is away for ten seconds, not for one.
"""

import os
import sys
import threading

import harness
from broker import Broker, wait_until

COMMANDS = 1000
AWAY = 10 if os.environ.get("WEFT_SOAK") else 1


def away(interpreter):
    with Broker() as broker, harness.Agent(interpreter, broker.port) as agent:
        cloud = harness.cloud(broker.port)
        entries = []
        for n in range(COMMANDS):
            if n == COMMANDS // 2:
                broker.stop()
                threading.Timer(AWAY, broker.start).start()
            # One of them waits until the broker has it: so do we, while it is away.
            entries.append((n, cloud.post("echo", text=n)))
        for n, entry in entries:
            assert cloud.wait(entry)["value"] == n
        served = cloud.call("counters")["value"]["served"]
        assert served == COMMANDS, served
        cloud.call("stop")
        agent.ended()
        print("%d commands and results; %d results came twice" % (COMMANDS, cloud.twice))
        cloud.link.close()


def outbox(interpreter, limit=1000, more=50):
    """The broker is away for good while long commands end, and the agent is killed."""
    with Broker() as broker, harness.Agent(interpreter, broker.port) as agent:
        cloud = harness.cloud(broker.port)
        entries = [cloud.post("sum", n=20, pause=0.02) for _ in range(3)]
        cloud.call("ping")  # so the agent has them
        broker.stop()
        folder = agent.folder + "/outbox"
        # Others are still being written.
        results = lambda: [int(name) for name in os.listdir(folder) if name.isdigit()]
        wait_until(lambda: len(results()) == 3)
        agent.kill()
        last = max(results())
        # As if it had been offline for long: `more` results too many.
        for n in range(limit - 3 + more):
            with open("%s/%d" % (folder, last + 1 + n), "w") as file:
                file.write('{"id": "old %d", "ok": true, "value": null}' % n)
        agent.start()
        broker.start()
        wait_until(lambda: cloud.state == "online")
        assert cloud.call("ping")["value"] == "pong"  # the last in the queue
        dropped = cloud.call("counters")["value"]["dropped"]
        late = dropped - more  # ping's answer may have come before there was room again
        assert dropped == cloud.dropped and late in (0, 1), (dropped, cloud.dropped)
        assert "full: the oldest message is dropped, %d so far" % more in agent.log()
        assert not any(entry[0].is_set() for entry in entries)  # these were the oldest
        assert cloud.twice >= limit - late, cloud.twice  # all the others came
        cloud.call("stop")
        agent.ended()
        print("%d were dropped, and the cloud was told" % dropped)
        cloud.link.close()


def main(paho, interpreter):
    harness.use(paho)
    away(interpreter)
    outbox(interpreter)
    print("OK")


main(*sys.argv[1:])
