# SPDX-License-Identifier: MIT
"""The other end of the agent's link: plays a fixed session of commands and checks the answers."""

import binascii
import hashlib
import json
import threading

FIRMWARE = b"".join(b"firmware block %d;" % n for n in range(400))
CHUNK = 1024


def sha256(data):
    return binascii.hexlify(hashlib.sha256(data).digest()).decode()


class Cloud:
    """Answers the agent's requests for firmware, and sends it commands.

    Threads call `call()`, which sends one command and waits for its result.
    """

    def __init__(self, link):
        self.link = link
        self.lock = threading.Lock()
        self.waiting = {}  # id of a command -> [Event, result]
        self.next_id = 1
        self.corrupt_once = {3}  # chunks that are sent damaged, the first time
        self.events = []

    def receive(self):
        """The receiving thread: results to who waits for them, requests answered."""
        while True:
            message = json.loads(self.link.from_agent.get())
            kind = message["kind"]
            if kind == "result":
                with self.lock:
                    entry = self.waiting.pop(message["id"])
                entry[1] = message
                entry[0].set()
            elif kind == "fetch":
                self.send_chunk(message["chunk"])
            elif kind == "event":
                self.events.append(message["text"])
            elif kind == "bye":
                return

    def send_chunk(self, number):
        data = FIRMWARE[number * CHUNK : (number + 1) * CHUNK]
        if number in self.corrupt_once:
            self.corrupt_once.discard(number)
            data = b"?" + data[1:]
        text = binascii.b2a_base64(data).decode().strip()
        self.link.to_agent.put(json.dumps({"kind": "chunk", "chunk": number, "data": text}))

    def call(self, command, timeout=20, **arguments):
        """Send a command and wait for its result; returns the message of the result."""
        entry = [threading.Event(), None]
        with self.lock:
            number = self.next_id
            self.next_id += 1
            self.waiting[number] = entry
        message = {"kind": "command", "id": number, "command": command, "args": arguments}
        self.link.to_agent.put(json.dumps(message))
        if not entry[0].wait(timeout):
            raise RuntimeError("no answer to %s" % command)
        return entry[1]


def session(cloud):
    """One whole session with an agent; returns what it showed, the same on every run."""
    lines = []

    def show(name, value):
        lines.append("%s: %s" % (name, value))

    show("ping", cloud.call("ping")["value"])
    show("echo", cloud.call("echo", text="hello")["value"])
    figures = cloud.call("figures")["value"]
    show("figures", " ".join(sorted(figures)))

    # Long commands run side by side: each on a thread of its own.
    results = {}

    def long_command(n):
        results[n] = cloud.call("sum", n=n, pause=0.01)["value"]

    callers = [threading.Thread(target=long_command, args=(n,)) for n in (5, 10, 15, 20)]
    for caller in callers:
        caller.start()
    show("ping while they run", cloud.call("ping")["value"])
    for caller in callers:
        caller.join()
    show("long commands", sorted(results.items()))

    bad = cloud.call("divide", by=0)
    show("a command that fails", "%s %s" % (bad["ok"], bad["error"]))
    show("an unknown command", cloud.call("nonsense")["error"])

    chunks = (len(FIRMWARE) + CHUNK - 1) // CHUNK
    upgrade = cloud.call("upgrade", chunks=chunks, sha256=sha256(FIRMWARE), version="2.0")
    show("upgrade", upgrade["value"])
    show("version", cloud.call("version")["value"])
    counters = cloud.call("counters")["value"]
    show("counters", sorted(counters.items()))
    cloud.call("stop")
    return lines
