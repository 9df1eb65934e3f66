# SPDX-License-Identifier: MIT
"""A firmware's main program in the manner of pyDirect, with the agent of agent.py inside.

One asyncio loop: a pump every 10 ms, which serves remote commands; system tasks; and, as threads
that know nothing of it, the agent with its MQTT client and its status page, the cloud's session
with it, and twenty busy workers. The pump must never miss a beat.

Runs on MicroPython with Weft:  micropython -X heapsize=8m orchestrator.py
The agent and its cloud talk through mosquitto if that and paho-mqtt are there, else by two queues.
"""

import asyncio
import gc
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import agent as agent_module
import cloud as cloud_module
from link import Loopback
from status import StatusPage

try:
    from mqtt import Mqtt
except ImportError:  # without paho-mqtt
    Mqtt = None

PERIOD_MS = 10
WORKERS = 20
SECONDS = 5
MOSQUITTO = "/usr/sbin/mosquitto"


def exists(path):
    try:
        os.stat(path)
    except OSError:
        return False
    return True


class Connection:
    """The agent's link and the cloud's, and the broker between them, if there is one."""

    def __init__(self, folder):
        self.broker = None
        if Mqtt is None or not exists(MOSQUITTO):
            self.by = "two queues"
            self.agents, self.clouds = Loopback.pair()
            return
        self.by = "mosquitto and paho-mqtt"
        port = self.start_broker(folder)
        state = "agents/demo/state"
        self.agents = Mqtt(port, "demo", agent_module.subscriptions("demo"), state)
        self.clouds = Mqtt(port, "cloud", cloud_module.subscriptions("demo"))

    def start_broker(self, folder):
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            address = sock.getsockname()
        with open(folder + "/mosquitto.conf", "w") as file:
            file.write("listener %d 127.0.0.1\nallow_anonymous true\n" % address[1])
            file.write("log_type none\nset_tcp_nodelay true\n")
        self.broker = subprocess.Popen(
            [MOSQUITTO, "-c", folder + "/mosquitto.conf"], stderr=subprocess.DEVNULL
        )
        return address

    def close(self):
        self.clouds.close()
        if self.broker is not None:
            self.broker.terminate()
            self.broker.wait()


class Pump:
    """queue_pump(): every 10 ms, and its own witness."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.gaps = []  # milliseconds
        self.latencies = []
        self.asked = None

    async def run(self):
        last = time.ticks_us()
        while True:
            await asyncio.sleep_ms(PERIOD_MS)
            now = time.ticks_us()
            self.gaps.append(time.ticks_diff(now, last) / 1000)
            last = now
            self.process_queue(now)

    def process_queue(self, now):
        """Every fifth tick send a command into the agent; see at each tick whether it has come."""
        if self.asked is not None and self.asked.done:
            self.latencies.append(time.ticks_diff(self.asked.answered, self.asked.sent))
            self.asked = None
        if self.asked is None and len(self.gaps) % 5 == 0:
            self.asked = Call(self.cloud, now)


class Call:
    """One command to the agent, on a thread, as a remote command is."""

    def __init__(self, cloud, now):
        self.sent = now
        self.answered = None
        self.done = False
        self.cloud = cloud
        threading.Thread(target=self.run, name="remote command", daemon=True).start()

    def run(self):
        value = self.cloud.call("echo", text="tick")["value"]
        self.answered = time.ticks_us()
        self.done = value == "tick"


def busy_worker(number, stop):
    """Some work, and a rest of 1 to 10 ms, for ever."""
    while not stop.is_set():
        total = 0
        for i in range(200):
            total += i * i
        time.sleep(0.001 + number % 10 * 0.001)


async def heartbeat(beats):
    while True:
        beats.append(time.ticks_ms())
        await asyncio.sleep_ms(100)


async def http_server():
    """Stands for httpserver.process_queue(): nothing to serve, but always about."""
    while True:
        await asyncio.sleep_ms(20)


async def live_view(pump, peak):
    print("  time  ticks  longest gap  threads  commands")
    for half in range(1, SECONDS * 2 + 1):
        await asyncio.sleep_ms(500)
        peak[0] = max(peak[0], threading.active_count())
        print("%5.1fs  %5d  %8.2f ms  %7d  %8d" % (
            half / 2, len(pump.gaps), max(pump.gaps), threading.active_count(),
            len(pump.latencies)))


def percentile(values, p):
    return sorted(values)[min(len(values) - 1, len(values) * p // 100)]


def memory_per_thread():
    """Bytes that one more parked thread costs: its objects, its record, its stack in use."""
    import _weft

    def used():
        gc.collect()
        stats = _weft.stats()
        return gc.mem_alloc() + stats["stack_live_bytes"], stats["stack_live_bytes"]

    gate = threading.Event()
    before, stacks_before = used()
    threads = [threading.Thread(target=gate.wait) for _ in range(100)]
    for thread in threads:
        thread.start()
    time.sleep(0.01)
    after, stacks_after = used()
    gate.set()
    for thread in threads:
        thread.join()
    return (after - before) // 100, (stacks_after - stacks_before) // 100


def print_table(pump, peak, beats, per_thread, ok):
    gaps, latencies = pump.gaps, pump.latencies
    rows = (
        ("pump ticks", "%d in %d s" % (len(gaps), SECONDS)),
        ("gap between ticks, median", "%.2f ms" % (percentile(gaps, 50))),
        ("gap between ticks, p99", "%.2f ms" % (percentile(gaps, 99))),
        ("longest gap", "%.2f ms" % (max(gaps))),
        ("heartbeats", "%d" % len(beats)),
        ("commands served", "%d" % len(latencies)),
        ("command latency, p50", "%.2f ms" % (percentile(latencies, 50) / 1000)),
        ("command latency, p99", "%.2f ms" % (percentile(latencies, 99) / 1000)),
        ("threads, at most", "%d" % peak[0]),
        ("memory per parked thread", "%d bytes, %d of them stack" % per_thread),
        ("the agent's session", "as on CPython" if ok else "WRONG"),
    )
    print()
    for name, value in rows:
        print("%-28s %s" % (name, value))


async def main(folder):
    connection = Connection(folder)
    agent = agent_module.Agent("demo", connection.agents, folder + "/agent", ["sh"])
    cloud = cloud_module.Cloud("demo", connection.clouds)
    shown = []

    def session():
        shown.extend(cloud_module.session(cloud))

    # The agent serves the pump's commands, and a session at the end.
    stop = threading.Event()
    agent_thread = threading.Thread(target=agent.run, name="agent")
    workers = [threading.Thread(target=busy_worker, args=(n, stop)) for n in range(WORKERS)]
    pump = Pump(cloud)
    page = StatusPage(agent, 0, pump.gaps)
    peak = [0]
    beats = []
    agent_thread.start()
    cloud.start()
    page.start()
    while not cloud.telemetry:  # the agent is there
        await asyncio.sleep_ms(10)
    for worker in workers:
        worker.start()
    for coroutine in (pump.run(), heartbeat(beats), http_server()):
        asyncio.create_task(coroutine)
    print("The agent talks by %s." % connection.by)
    print("Its status page is http://127.0.0.1:%d/" % page.port)
    await live_view(pump, peak)
    # The agent stops at the end of the session: it is the last thing to run.
    threading.Thread(target=session, name="session").start()
    while agent_thread.is_alive():
        await asyncio.sleep_ms(20)
        peak[0] = max(peak[0], threading.active_count())
    stop.set()
    for worker in workers:
        worker.join()
    page.close()
    connection.close()

    ok = "upgrade: 2.0 is installed" in shown and shown[-2] == "version: 2.0"
    print_table(pump, peak, beats, memory_per_thread(), ok)
    if not (ok and pump.latencies):
        print("\n".join(shown))
        sys.exit(1)


folder = tempfile.mkdtemp()
try:
    asyncio.run(main(folder))
finally:
    shutil.rmtree(folder)
