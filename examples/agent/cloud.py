# SPDX-License-Identifier: MIT
"""The other end of an agent's link: sends commands, has firmware, and plays a fixed session whose
answers are known."""

import binascii
import hashlib
import json
import os
import threading

PATIENCE = 60  # seconds that we wait for a result


def program(version, comes_up=True, size=40000):
    """A program for the agent to look after: a shell script that says it is up, and ends with its
    input."""
    says = "up " + version if comes_up else "sorry"
    text = "#!/bin/sh\necho %s\nexec cat > /dev/null\n" % says
    return (text + "# padding\n" * ((size - len(text)) // 10)).encode()


def sha256(data):
    return binascii.hexlify(hashlib.sha256(data).digest()).decode()


class Cloud:
    """For one agent. Threads call `call()`, which sends a command and waits for its result."""

    def __init__(self, name, link):
        self.topic = "agents/%s/" % name
        self.link = link
        self.lock = threading.Lock()
        self.run = binascii.hexlify(os.urandom(4)).decode()  # numbers are unlike those of others
        self.sent = 0
        self.waiting = {}  # number of a command -> [Event, result]
        self.firmware = {}  # hash -> bytes
        self.corrupt_once = set()  # offsets whose pieces are damaged, the first time
        self.telemetry = {}
        self.seen_telemetry = threading.Event()
        self.state = None
        self.twice = self.dropped = 0

    def start(self):
        self.link.start(self.received)

    def received(self, topic, payload):
        """Called by the link's thread."""
        kind = topic[len(self.topic) :]
        if kind == "state":
            self.state = payload.decode()
            return
        message = json.loads(payload)
        if kind == "result":
            with self.lock:
                entry = self.waiting.pop(message["id"], None)
            if entry is None:
                self.twice += 1  # or too late
                return
            entry[1] = message
            entry[0].set()
        elif kind == "fetch":
            self.send_piece(**message)
        elif kind == "telemetry":
            self.telemetry = message
            self.seen_telemetry.set()
        elif kind == "dropped":
            self.dropped = message

    def send_piece(self, sha256, offset, length):
        data = self.firmware[sha256][offset : offset + length]
        if offset in self.corrupt_once:
            self.corrupt_once.discard(offset)
            data = b"?" + data[1:]
        self.link.publish("%spiece/%s/%d" % (self.topic, sha256, offset), data)

    def post(self, command, **arguments):
        """Send a command; returns what wait() takes."""
        entry = [threading.Event(), None]
        with self.lock:
            self.sent += 1
            number = "%s-%d" % (self.run, self.sent)
            self.waiting[number] = entry
        message = {"id": number, "args": arguments}
        self.link.deliver(self.topic + "command/" + command, json.dumps(message).encode())
        return entry

    def wait(self, entry):
        """The result: {"id", "ok", "value" or "error"}."""
        if not entry[0].wait(PATIENCE):
            raise RuntimeError("no answer")
        return entry[1]

    def call(self, command, **arguments):
        return self.wait(self.post(command, **arguments))

    def wait_for_telemetry(self, names):
        """Wait until what comes has all the names."""
        while not all([name in self.telemetry for name in names]):
            self.seen_telemetry.clear()
            self.seen_telemetry.wait(PATIENCE)

    def post_upgrade(self, version, data):
        """Have the agent install `data`."""
        self.firmware[sha256(data)] = data
        return self.post("upgrade", version=version, sha256=sha256(data), size=len(data))

    def upgrade(self, version, data):
        return self.wait(self.post_upgrade(version, data))


def subscriptions(name):
    """The topics that the cloud listens to."""
    kinds = ("result", "fetch", "telemetry", "state", "dropped")
    return ["agents/%s/%s" % (name, kind) for kind in kinds]


def session(cloud):
    """One whole session with an agent that is there; returns what it showed, the same on every
    run."""
    lines = []

    def show(name, value):
        lines.append("%s: %s" % (name, value))

    show("ping", cloud.call("ping")["value"])
    show("echo", cloud.call("echo", text="hello")["value"])
    show("figures", " ".join(sorted(cloud.call("figures")["value"])))
    cloud.wait_for_telemetry(("load", "memory_kb", "own_pages", "uptime_s"))
    show("telemetry", " ".join(sorted(cloud.telemetry)))

    # Long commands run side by side, and quick ones beside them.
    long_commands = [cloud.post("sum", n=n, pause=0.01) for n in (5, 10, 15, 20)]
    long_commands.append(cloud.post("run", argv=["sh", "-c", "sleep 0.1; echo done; exit 3"]))
    show("ping while they run", cloud.call("ping")["value"])
    show("long commands", [cloud.wait(entry)["value"] for entry in long_commands])

    bad = cloud.call("divide", by=0)
    show("a command that fails", "%s %s" % (bad["ok"], bad["error"]))
    show("an unknown command", cloud.call("nonsense")["error"])
    late = cloud.call("run", argv=["sleep", "9"], timeout=0.1)
    show("a program that takes too long", late["error"])

    show("version", cloud.call("version")["value"])
    cloud.corrupt_once = {8192}
    show("upgrade", cloud.upgrade("1.0", program("1.0"))["value"])
    show("version", cloud.call("version")["value"])
    show("upgrade", cloud.upgrade("2.0", program("2.0"))["value"])
    show("version", cloud.call("version")["value"])
    show("one that does not come up", cloud.upgrade("3.0", program("3.0", comes_up=False))["error"])
    show("version", cloud.call("version")["value"])
    counters = cloud.call("counters")["value"]
    show("counters", sorted(counters.items()))
    cloud.call("stop")
    return lines
