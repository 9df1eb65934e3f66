# SPDX-License-Identifier: MIT
"""An upgrade over the air whose connection is cut at a random byte, twenty times, and whose agent
is killed at a random moment, twenty times: the installed file is whole every time, the old one or
the new.

    agent_upgrade.py PAHO INTERPRETER [SEED]
"""

import os
import random
import sys
import time

import harness
from broker import Broker, wait_until

CUTS = KILLS = 20


def installed(agent):
    with open(agent.folder + "/program", "rb") as file:
        return file.read()


def cut(interpreter, rng):
    import cloud as cloud_module

    def limit():
        return rng.randint(500, 60000) if proxy.cuts < CUTS else None

    with Broker() as broker:
        proxy = harness.Proxy(broker.port, limit)
        with harness.Agent(interpreter, proxy.port) as agent:
            cloud = harness.cloud(broker.port)
            version = 0
            while proxy.cuts < CUTS or version < 3:
                version += 1
                data = cloud_module.program("%d.0" % version, size=100000)
                result = cloud.upgrade("%d.0" % version, data)
                assert result["ok"], result
                assert installed(agent) == data
                assert cloud.call("version")["value"] == "%d.0" % version
            assert agent.log().count(": connected\n") > CUTS
            cloud.call("stop")
            agent.ended()
            assert sorted(os.listdir(agent.folder)) == ["outbox", "program", "program.old"]
            cloud.link.close()
        proxy.close()
    print("cut %d times: %d versions, each installed" % (proxy.cuts, version))


def kill(interpreter, rng):
    import cloud as cloud_module

    new = 0
    with Broker() as broker, harness.Agent(interpreter, broker.port) as agent:
        cloud = harness.cloud(broker.port)
        known = {}  # what may be installed: the program -> its version

        def begin(version):
            data = cloud_module.program(version, size=200000)
            known[data] = version
            return cloud.post_upgrade(version, data)

        start = time.monotonic()
        assert cloud.wait(begin("0"))["ok"]
        takes = time.monotonic() - start
        for n in range(1, KILLS + 1):
            begin(str(n))
            time.sleep(rng.random() * 1.5 * takes)
            agent.kill()
            found = installed(agent)
            assert found in known, "neither the old one nor the new: %d bytes" % len(found)
            new += known[found] == str(n)
            wait_until(lambda: cloud.state == "offline")
            agent.start()
            wait_until(lambda: cloud.state == "online")
            # None while it goes on with the upgrade and the new one is coming up.
            wait_until(lambda: cloud.call("version")["value"] in known.values())
        last = "the_last"
        assert cloud.wait(begin(last))["ok"]
        assert known[installed(agent)] == cloud.call("version")["value"] == last
        resumed = agent.log().count("going on with the upgrade")
        assert resumed > 0 and "bytes" in agent.log()
        cloud.call("stop")
        agent.ended()
        cloud.link.close()
    print("killed %d times: %d times the new one was there, %d went on" % (KILLS, new, resumed))


def roll_back(interpreter):
    """Killed while a version that does not come up is on trial: the next start puts the old one
    back."""
    import cloud as cloud_module

    with Broker() as broker, harness.Agent(interpreter, broker.port) as agent:
        cloud = harness.cloud(broker.port)
        old = cloud_module.program("1")
        assert cloud.upgrade("1", old)["ok"]
        hangs = b"#!/bin/sh\nexec cat\n"  # with an open stdout: for as long as it is given
        entry = cloud.post_upgrade("2", hangs)
        on_trial = agent.folder + "/program.trial"
        wait_until(lambda: os.path.exists(on_trial) and installed(agent) == hangs)
        agent.kill()
        assert installed(agent) == hangs
        agent.start()
        assert not cloud.wait(entry)["ok"]
        assert installed(agent) == old
        assert cloud.call("version")["value"] == "1"
        cloud.call("stop")
        agent.ended()
        cloud.link.close()
    print("rolled back")


def main(paho, interpreter, seed=None):
    harness.use(paho)
    seed = int(seed) if seed else random.SystemRandom().randrange(1 << 32)
    print("seed", seed, flush=True)
    rng = random.Random(seed)
    cut(interpreter, rng)
    kill(interpreter, rng)
    roll_back(interpreter)
    print("OK")


main(*sys.argv[1:])
