# SPDX-License-Identifier: MIT
"""The agent at work: commands all the time, an upgrade and a broker that goes away now and then. Each
command is answered, and its memory and descriptors do not grow.

    agent_soak.py PAHO INTERPRETER

For eight seconds; with WEFT_SOAK=1 for an hour.
"""

import os
import sys
import threading
import time

import harness
from broker import Broker

SECONDS, ROUND = (3600, 30) if os.environ.get("WEFT_SOAK") else (8, 2)
COMMANDERS = 3


def main(paho, interpreter):
    harness.use(paho)
    import cloud as cloud_module

    with Broker() as broker, harness.Agent(interpreter, broker.port) as agent:
        cloud = harness.cloud(broker.port)
        end = time.monotonic() + SECONDS
        answered = [0] * COMMANDERS
        failures = []

        def command(n):
            try:
                while time.monotonic() < end:
                    text = "%d %d" % (n, answered[n])
                    assert cloud.call("echo", text=text)["value"] == text
                    answered[n] += 1
                    if answered[n] % 10 == 0:
                        assert cloud.call("sum", n=3, pause=0.001)["value"] == 6
            except BaseException as exc:
                failures.append(exc)

        threads = [threading.Thread(target=command, args=(n,)) for n in range(COMMANDERS)]
        for thread in threads:
            thread.start()
        memory, version = [], 0
        while time.monotonic() < end and not failures:
            version += 1
            data = cloud_module.program(str(version), size=50000)
            assert cloud.upgrade(str(version), data)["value"] == "%d is installed" % version
            time.sleep(ROUND / 2)
            broker.stop()
            time.sleep(ROUND / 4)
            broker.start()
            memory.append((agent.memory(), agent.descriptors()))
        for thread in threads:
            thread.join()
        assert not failures, failures
        cloud.call("stop")
        agent.ended()
        cloud.link.close()
    print("%d commands, %d upgrades" % (sum(answered), version))
    print("memory and descriptors: %s" % (memory[:: max(1, len(memory) // 20)],))
    settled = memory[len(memory) // 4 :]
    assert settled[-1][0] < settled[0][0] * 1.1 + 300000
    assert settled[-1][1] <= settled[0][1] + 2  # one more is being closed, or opened
    print("OK")


main(*sys.argv[1:])
