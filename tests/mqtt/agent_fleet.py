# SPDX-License-Identifier: MIT
"""Fifty agents and one broker: each answers, each has its own upgrade, all stop; and when the
broker comes back all are there again.

    agent_fleet.py PAHO INTERPRETER
"""

import contextlib
import sys

import harness
from broker import Broker, wait_until

AGENTS = 50


def main(paho, interpreter):
    harness.use(paho)
    import cloud as cloud_module

    with Broker() as broker, contextlib.ExitStack() as stack:
        names = ["agent%02d" % n for n in range(AGENTS)]
        agents = [harness.Agent(interpreter, broker.port, name) for name in names]
        for agent in agents:
            stack.enter_context(agent)
        clouds = [harness.cloud(broker.port, name) for name in names]
        entries = [cloud.post("echo", text=name) for name, cloud in zip(names, clouds)]
        assert [cloud.wait(entry)["value"] for cloud, entry in zip(clouds, entries)] == names
        programs = [cloud_module.program("1.%d" % n, size=20000) for n in range(AGENTS)]
        entries = [c.post_upgrade("1.%d" % n, programs[n]) for n, c in enumerate(clouds)]
        for n, (cloud, entry) in enumerate(zip(clouds, entries)):
            assert cloud.wait(entry)["value"] == "1.%d is installed" % n
        for agent, program in zip(agents, programs):
            with open(agent.folder + "/program", "rb") as file:
                assert file.read() == program
        broker.stop()
        for cloud in clouds:
            cloud.state = None
        broker.start()
        wait_until(lambda: all(cloud.state == "online" for cloud in clouds), 60)
        print("%d KB resident in an agent" % (max(agent.memory() for agent in agents) // 1024))
        for cloud in clouds:
            cloud.call("stop")
        for agent in agents:
            agent.ended()
        for cloud in clouds:
            cloud.link.close()
    print("OK")


main(*sys.argv[1:])
