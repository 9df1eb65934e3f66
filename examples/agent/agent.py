# SPDX-License-Identifier: MIT
"""An IoT device agent in plain threaded Python.

It was written for CPython: threads, locks, queues and time.sleep() throughout. On MicroPython with
Weft the same file runs inside the firmware's asyncio loop; see orchestrator.py.

    python3 agent.py        runs a whole session against a simulated cloud and prints what it showed
"""

import binascii
import hashlib
import json
import os
import queue
import sys
import threading
import time

VERSION_FILE = "agent-firmware.bin"


class Link:
    """The agent's connection: two queues of JSON messages, in place of a broker."""

    def __init__(self):
        self.to_agent = queue.Queue()
        self.from_agent = queue.Queue()


class Logger(threading.Thread):
    """Writes log lines in a thread of its own, so that nobody waits for the output."""

    def __init__(self, stream=None):
        threading.Thread.__init__(self, name="logger", daemon=True)
        self.lines = queue.Queue(maxsize=100)
        self.stream = stream
        self.written = 0

    def log(self, text):
        self.lines.put("%s: %s" % (threading.current_thread().name, text))

    def run(self):
        while True:
            line = self.lines.get()
            if line is None:
                return
            if self.stream is not None:
                self.stream.write(line + "\n")
            self.written += 1

    def close(self):
        self.lines.put(None)
        self.join()


class Figures:
    """What the periodic jobs have last read of the machine."""

    def __init__(self):
        self.lock = threading.RLock()
        self.values = {}
        self.changed = threading.Condition(self.lock)

    def store(self, name, value):
        with self.changed:
            self.values[name] = value
            self.changed.notify_all()

    def wait_for_all(self, names, timeout):
        """Wait until every one of the names has a value; returns a copy of all."""
        with self.changed:
            if not self.changed.wait_for(lambda: all(n in self.values for n in names), timeout):
                raise RuntimeError("the jobs do not run")
            return dict(self.values)


def read_file(name):
    with open(name) as file:
        return file.read()


def job_load(figures):
    figures.store("load", float(read_file("/proc/loadavg").split()[0]))


def job_memory(figures):
    for line in read_file("/proc/meminfo").split("\n"):
        if line.startswith("MemAvailable:"):
            figures.store("memory_kb", int(line.split()[1]))


def job_uptime(figures):
    figures.store("uptime_s", float(read_file("/proc/uptime").split()[0]))


def job_own_memory(figures):
    figures.store("own_pages", int(read_file("/proc/self/statm").split()[1]))


JOBS = {"load": (job_load, 0.05), "memory": (job_memory, 0.1), "uptime": (job_uptime, 0.05),
        "own memory": (job_own_memory, 0.2)}


class Scheduler(threading.Thread):
    """Runs the periodic jobs, each when it is due."""

    def __init__(self, agent):
        threading.Thread.__init__(self, name="scheduler", daemon=True)
        self.agent = agent

    def run(self):
        due = dict((name, time.monotonic()) for name in JOBS)
        while not self.agent.stopping.is_set():
            now = time.monotonic()
            for name, (job, period) in JOBS.items():
                if due[name] <= now:
                    job(self.agent.figures)
                    self.agent.count("jobs")
                    due[name] = now + period
            time.sleep(max(0, min(due.values()) - time.monotonic()))


class Upgrader(threading.Thread):
    """Downloads a file in pieces, checks it, and swaps it in."""

    def __init__(self, agent, chunks, sha256, version):
        threading.Thread.__init__(self, name="upgrade")
        self.agent = agent
        self.chunks = chunks
        self.sha256 = sha256
        self.version = version
        self.result = None

    def run(self):
        for attempt in range(1, 4):
            self.agent.log("upgrade: attempt %d" % attempt)
            if self.download() == self.sha256:
                os.rename(VERSION_FILE + ".new", VERSION_FILE)
                self.agent.version = self.version
                self.result = "installed %s at attempt %d" % (self.version, attempt)
                return
            os.remove(VERSION_FILE + ".new")
            self.agent.count("rejected downloads")
        self.result = "failed"

    def download(self):
        """Fetch all pieces into a file beside the old one; returns its SHA-256."""
        digest = hashlib.sha256()
        with open(VERSION_FILE + ".new", "wb") as file:
            for number in range(self.chunks):
                self.agent.send({"kind": "fetch", "chunk": number})
                message = self.agent.chunks.get(timeout=10)
                data = binascii.a2b_base64(message["data"])
                digest.update(data)
                file.write(data)
        return binascii.hexlify(digest.digest()).decode()


class Agent:
    def __init__(self, link, log_stream=None):
        self.link = link
        self.logger = Logger(log_stream)
        self.log = self.logger.log
        self.figures = Figures()
        self.stopping = threading.Event()
        self.chunks = queue.Queue()
        self.slots = threading.Semaphore(3)  # long commands at a time
        self.lock = threading.Lock()
        self.counters = {}
        self.version = "1.0"
        self.alive = {}  # thread -> when it was last heard of, for the watchdog

    def count(self, name):
        with self.lock:
            self.counters[name] = self.counters.get(name, 0) + 1

    def send(self, message):
        self.link.from_agent.put(json.dumps(message))

    # --- commands: each returns what goes back as the value ---

    def do_ping(self):
        return "pong"

    def do_echo(self, text):
        return text

    def do_figures(self):
        names = ("load", "memory_kb", "uptime_s", "own_pages")
        return self.figures.wait_for_all(names, timeout=10)

    def do_sum(self, n, pause):
        """A long command: takes its time, step by step."""
        with self.slots:
            total = 0
            for i in range(n + 1):
                total += i
                time.sleep(pause)
            return total

    def do_divide(self, by):
        return 1 // by

    def do_version(self):
        return self.version

    def do_counters(self):
        with self.lock:
            return dict((k, v) for k, v in self.counters.items() if k != "jobs")

    def do_upgrade(self, chunks, sha256, version):
        upgrader = Upgrader(self, chunks, sha256, version)
        upgrader.start()
        upgrader.join()
        with open(VERSION_FILE, "rb") as file:
            installed = binascii.hexlify(hashlib.sha256(file.read()).digest()).decode()
        return "%s, %s" % (upgrader.result, "intact" if installed == sha256 else "damaged")

    QUICK = ("ping", "echo", "version", "counters")

    def execute(self, message):
        """Run one command and send its result; nothing it raises goes further."""
        reply = {"kind": "result", "id": message["id"], "ok": True}
        try:
            handler = getattr(self, "do_" + message["command"], None)
            if handler is None:
                raise ValueError("unknown command: %s" % message["command"])
            reply["value"] = handler(**message["args"])
            self.count("served")
        except Exception as exc:
            reply["ok"] = False
            reply["error"] = type(exc).__name__
            self.count("failed")
        self.send(reply)

    def communicate(self):
        """The communications thread: quick commands at once, others on threads of their own."""
        while True:
            message = json.loads(self.link.to_agent.get())
            self.alive["communications"] = time.monotonic()
            if message["kind"] == "chunk":
                self.chunks.put(message)
            elif message["command"] == "stop":
                self.send({"kind": "result", "id": message["id"], "ok": True})
                self.stopping.set()
                return
            elif message["command"] in self.QUICK:
                self.execute(message)
            else:
                name = "command %d" % message["id"]
                threading.Thread(target=self.execute, args=(message,), name=name).start()

    def watch(self):
        """The watchdog: says so if the communications thread hangs."""
        while not self.stopping.wait(0.5):
            heard = self.alive.get("communications")
            if heard is not None and time.monotonic() - heard > 60:
                self.send({"kind": "event", "text": "communications hang"})

    def run(self):
        """Run until the cloud says stop."""
        self.logger.start()
        self.log("starting")
        Scheduler(self).start()
        communications = threading.Thread(target=self.communicate, name="communications")
        watchdog = threading.Thread(target=self.watch, name="watchdog", daemon=True)
        communications.start()
        watchdog.start()
        communications.join()
        watchdog.join()
        self.log("stopped")
        self.logger.close()
        self.send({"kind": "bye"})


def main(link, log_stream=None):
    Agent(link, log_stream).run()


def remove_files():
    for name in (VERSION_FILE, VERSION_FILE + ".new"):
        try:
            os.remove(name)
        except OSError:
            pass


if __name__ == "__main__":
    import cloud as cloud_module

    remove_files()
    link = Link()
    cloud = cloud_module.Cloud(link)
    receiver = threading.Thread(target=cloud.receive, name="receiver")
    receiver.start()
    agent = threading.Thread(target=main, args=(link, sys.stderr if "-v" in sys.argv else None))
    agent.start()
    for line in cloud_module.session(cloud):
        print(line)
    agent.join()
    receiver.join()
    print("threads left:", len([t for t in threading.enumerate() if not t.daemon]) - 1)
    remove_files()
