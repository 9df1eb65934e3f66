# SPDX-License-Identifier: MIT
"""An IoT device agent in plain threaded Python.

Threads, locks, queues, files, a subprocess, paho-mqtt: it was written for CPython, and knows
nothing of MicroPython. There, with Weft, the same files run inside the firmware's asyncio loop; see
orchestrator.py.

    python3 agent.py [-v]
        runs a whole session against a simulated cloud, without a broker, and prints what it showed
    python3 agent.py --broker HOST:PORT --name NAME [--folder FOLDER] [--runner PROGRAM]
                     [--user NAME:PASSWORD] [--status PORT] [-v]
        is the agent NAME until the cloud says stop

Its topics are agents/NAME/...:

    command/COMMAND   from the cloud: {"id", "args"}
    result            to it: {"id", "ok", "value" or "error"}, at least once
    telemetry         what the jobs have read, now and then; lost while there is no connection
    state             "online", or "offline", retained
    dropped           how many results were lost for want of room
    fetch, piece/...  a new version of the program that the agent looks after: see upgrade.py
"""

import json
import logging
import subprocess
import sys
import threading
import time

from files import make_folder
from link import Loopback
from outbox import Outbox
from upgrade import Program, Upgrader

try:
    from service import Service, spawn
except ImportError:
    from plain_service import Service, spawn

log = logging.getLogger("agent")

TELEMETRY = 0.2  # seconds between two
REMEMBERED = 200  # commands whose repetition is noticed: more than a broker has under way at once
LONG_COMMANDS = 3  # at a time
FAREWELL = 10  # seconds that results get to leave when the agent stops; the others stay on the disk


def read_file(name):
    with open(name) as file:
        return file.read()


def load():
    return float(read_file("/proc/loadavg").split()[0])


def memory_kb():
    for line in read_file("/proc/meminfo").split("\n"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1])


def uptime_s():
    return float(read_file("/proc/uptime").split()[0])


def own_pages():
    return int(read_file("/proc/self/statm").split()[1])


JOBS = ((load, 0.05), (memory_kb, 0.1), (uptime_s, 0.05), (own_pages, 0.2))  # seconds between two


class Figures:
    """What the jobs have last read of the machine."""

    def __init__(self):
        self.changed = threading.Condition()
        self.values = {}

    def store(self, name, value):
        with self.changed:
            self.values[name] = value
            self.changed.notify_all()

    def wait_for(self, names, timeout):
        """Wait until every one of the names has a value; returns a copy of all."""
        with self.changed:
            if not self.changed.wait_for(lambda: all([n in self.values for n in names]), timeout):
                raise RuntimeError("the jobs do not run")
            return dict(self.values)


class Recent:
    """The last `limit` of the things that were new()."""

    def __init__(self, limit):
        self.things = [None] * limit
        self.next = 0

    def new(self, thing):
        if thing in self.things:
            return False
        self.things[self.next] = thing
        self.next = (self.next + 1) % len(self.things)
        return True


class Agent:
    def __init__(self, name, link, folder, runner):
        make_folder(folder)
        self.name = name
        self.topic = "agents/%s/" % name
        self.link = link
        self.outbox = Outbox(folder + "/outbox")
        self.program = Program(folder + "/program", runner)
        self.upgrader = Upgrader(self.program, lambda request: self.publish("fetch", request))
        self.figures = Figures()
        self.recent = Recent(REMEMBERED)
        self.slots = threading.Semaphore(LONG_COMMANDS)
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.counters = {}
        quick = ("ping", "echo", "version", "counters", "divide")
        handlers = {name: self._handler(name) for name in quick}
        self.quick = Service("quick", maxsize=100, handlers=handlers)
        self.long = ("figures", "sum", "run", "upgrade")
        self.jobs = Service("jobs")
        for job, seconds in JOBS:
            self.jobs.every(seconds)(lambda job=job: self.figures.store(job.__name__, job()))
        self.jobs.every(TELEMETRY)(lambda: self.publish("telemetry", self.figures.values))

    # --- to the cloud ---

    def count(self, name):
        with self.lock:
            self.counters[name] = self.counters.get(name, 0) + 1

    def publish(self, topic, message):
        self.link.publish(self.topic + topic, json.dumps(message).encode())

    def send_result(self, number, **result):
        """By way of the outbox."""
        result["id"] = number
        result["ok"] = "error" not in result
        self.outbox.put(json.dumps(result).encode())

    def perform(self, number, function, args):
        """Run a command, and send what it returns, or raises."""
        try:
            value = function(**args)
        except Exception as exc:
            self.count("failed")
            self.send_result(number, error=type(exc).__name__)
        else:
            self.count("served")
            self.send_result(number, value=value)

    def empty_outbox(self):
        """A thread: one message after the other, each until the broker has it."""
        told = 0
        while True:
            name, message = self.outbox.oldest()
            if self.outbox.dropped > told:
                told = self.outbox.dropped
                self.link.deliver(self.topic + "dropped", json.dumps(told).encode())
            self.link.deliver(self.topic + "result", message)
            self.outbox.remove(name)

    # --- from the cloud, in the link's thread ---

    def received(self, topic, payload):
        kind, _, rest = topic[len(self.topic) :].partition("/")
        try:
            if kind == "piece":
                sha256, offset = rest.split("/")
                self.upgrader.piece(sha256, int(offset), payload)
            else:
                message = json.loads(payload)
                self.command(rest, message["id"], dict(message["args"]))
        except (ValueError, KeyError, TypeError) as exc:
            log.error("nonsense on %s: %r", topic, exc)
            self.count("nonsense")

    def command(self, name, number, args):
        """Have it performed: a quick one by the service, which does one after the other, a long one
        by a thread of its own. (When the service has plenty to do we wait, and so does the
        broker.)"""
        if not self.recent.new(number):
            return  # the broker has sent it twice, as it may
        log.info("command %s", name)
        if name == "stop":
            self.send_result(number, value=None)
            self.stopped.set()
        elif name in self.long:
            spawn(self.perform_long, name, number, args)
        else:
            try:
                self.quick.post(name, number, args)
            except LookupError:
                self.send_result(number, error="unknown command")

    def _handler(self, name):
        function = getattr(self, "do_" + name)
        return lambda request, number, args: self.perform(number, function, args)

    def perform_long(self, name, number, args):
        if name == "upgrade":
            self.upgrade(dict(args, id=number))
        else:
            with self.slots:
                self.perform(number, getattr(self, "do_" + name), args)

    def upgrade(self, wanted):
        self.perform(wanted["id"], self.upgrader.run, {"wanted": wanted})

    # --- commands: each returns what goes back as the value ---

    def do_ping(self):
        return "pong"

    def do_echo(self, text):
        return text

    def do_divide(self, by):
        return 1 // by

    def do_version(self):
        return self.program.version

    def do_counters(self):
        with self.lock:
            return dict(self.counters, rejected=self.upgrader.rejected, dropped=self.outbox.dropped)

    def do_figures(self):
        return self.figures.wait_for([job.__name__ for job, _ in JOBS], timeout=10)

    def do_sum(self, n, pause):
        """Takes its time, step by step."""
        total = 0
        for i in range(n + 1):
            total += i
            time.sleep(pause)
        return total

    def do_run(self, argv, timeout=60):
        """A program of the machine's: its exit status, and what it printed."""
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
        )
        return [done.returncode, done.stdout.decode()]

    # --- from start to stop ---

    def run(self):
        """Be the agent until the cloud says stop."""
        self.program.start()
        self.quick.start().result()
        self.jobs.start().result()
        wanted = self.upgrader.unfinished()
        if wanted is not None and self.recent.new(wanted["id"]):
            log.info("going on with the upgrade to %s", wanted["version"])
            spawn(self.upgrade, wanted)
        self.link.start(self.received, self.upgrader.connected)
        threading.Thread(target=self.empty_outbox, name="outbox", daemon=True).start()
        self.stopped.wait()
        self.outbox.wait_until_empty(FAREWELL)
        self.jobs.stop().result()
        self.quick.stop().result()
        self.program.stop()
        self.link.close()
        log.info("stopped")


def subscriptions(name):
    """The topics that an agent listens to."""
    return ["agents/%s/command/+" % name, "agents/%s/piece/#" % name]


def options(argv):
    """{name: value} of the arguments --name value, and -v."""
    found = {}
    words = iter(argv)
    for word in words:
        found[word.lstrip("-")] = True if word == "-v" else next(words)
    return found


def main(name, broker, folder="agent", runner="sh", user=None, status=None, v=False):
    from mqtt import Mqtt

    host, port = broker.split(":")
    link = Mqtt(
        (host, int(port)),
        name,
        subscriptions(name),
        state="agents/%s/state" % name,
        user=user and user.split(":"),
    )
    agent = Agent(name, link, folder, [runner])
    if status is not None:
        from status import StatusPage

        StatusPage(agent, int(status)).start()
    agent.run()


def session():
    """A whole session against a simulated cloud, by queues in place of a broker."""
    import cloud
    import shutil

    ours, theirs = Loopback.pair()
    agent = Agent("demo", ours, "agent", ["sh"])
    thread = threading.Thread(target=agent.run, name="agent")
    thread.start()
    other = cloud.Cloud("demo", theirs)
    other.start()
    try:
        for line in cloud.session(other):
            print(line)
    finally:
        agent.stopped.set()  # also if the session fails
        thread.join()
        theirs.close()
    print("threads left:", len([t for t in threading.enumerate() if not t.daemon]) - 1)
    shutil.rmtree("agent")


if __name__ == "__main__":
    arguments = options(sys.argv[1:])
    level = logging.INFO if "v" in arguments else logging.CRITICAL
    logging.basicConfig(format="%(asctime)s %(name)s %(threadName)s: %(message)s", level=level)
    if "broker" in arguments:
        main(**arguments)
    else:
        session()
