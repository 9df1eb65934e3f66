# SPDX-License-Identifier: MIT
"""Runs the benchmarks of sockets against their peers and writes the table of README.md: an echo
server, one thread per connection, under the same load everywhere; what it costs that most of its
connections are idle; what beats beside it; and the price of one call.
"""

import argparse
import os
import re
import resource
import select
import socket
import subprocess
import sys
import time

import readme
from table import Table, both_ways, medians, run

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(HERE, "python", "echo_server.py")
MESSAGE = b"x" * 64
ROUNDS = 3
SECONDS = 3  # each
CONNECTIONS, BUSY = 1000, 50
IDLE = 10000
IDLE_LIMIT = 1.2  # times the CPU time with none but the busy ones
GAP_LIMIT = 13  # milliseconds, where 10 are wanted


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(command, connections, busy, seconds):
    """{"request": nanoseconds of the clock, "cpu": of the server's CPU time}, for each request, and
    what the server prints at its end, as {name: figure}."""
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    port = int(server.stdout.readline())
    clients = []
    for _ in range(connections):
        for attempt in range(100):
            try:
                client = socket.create_connection(("127.0.0.1", port), timeout=30)
                break
            except OSError:
                time.sleep(0.05)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        clients.append(client)
    for client in clients:  # each has its thread
        client.sendall(MESSAGE)
        assert client.recv(100) == MESSAGE
    poller = select.epoll()
    by_fd = {}
    for client in clients[:busy]:
        client.setblocking(False)
        poller.register(client.fileno(), select.EPOLLIN)
        by_fd[client.fileno()] = client
    count = 0
    before = cpu_seconds(server.pid)
    start = time.monotonic()
    for client in by_fd.values():
        client.send(MESSAGE)
    while time.monotonic() - start < seconds:
        for fd, _ in poller.poll(1):
            client = by_fd[fd]
            client.recv(100)
            client.send(MESSAGE)
            count += 1
    elapsed = time.monotonic() - start
    used = cpu_seconds(server.pid) - before
    stop = socket.create_connection(("127.0.0.1", port))
    stop.sendall(b"stop")
    for client in clients:
        client.close()
    printed, _ = server.communicate(timeout=60)
    figures = {"request": elapsed * 1e9 / count, "cpu": used * 1e9 / count}
    for name, figure in re.findall(r"^(\w+) ([\d.]+)$", printed, re.MULTILINE):
        figures[name] = float(figure)
    return figures


def raise_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < IDLE + 1000:
        sys.exit("needs %d descriptors, and may have %d: ulimit -Hn" % (IDLE + 1000, hard))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return str(sock.getsockname()[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("weft", "stock", "readme"):
        parser.add_argument("--" + name, required=True)
    args = parser.parse_args()
    raise_limit()
    weft = [args.weft, "-X", "heapsize=128m", SERVER]
    peers = {"Weft": weft}
    for who, command in (("CPython", [sys.executable, SERVER]), ("gevent", [sys.executable, SERVER, "gevent"])):
        peers[who, "pinned"], peers[who, "free"] = both_ways(command)
    rounds = {who: [] for who in (*peers, "few", "many", "beats", "pair", "stock pair")}
    pair = [os.path.join(HERE, "python", "socket_pair.py"), "50000"]
    for number in range(ROUNDS):
        print("round %d of %d" % (number + 1, ROUNDS), flush=True)
        for who, command in peers.items():
            rounds[who].append(measure(command, CONNECTIONS, BUSY, SECONDS))
        rounds["few"].append(measure(weft, BUSY, BUSY, SECONDS))
        rounds["many"].append(measure(weft, BUSY + IDLE, BUSY, SECONDS))
        rounds["beats"].append(measure(weft + ["pump"], CONNECTIONS, BUSY, SECONDS))
        for who, interpreter in (("pair", args.weft), ("stock pair", args.stock)):
            rounds[who].append(run([interpreter] + pair + [free_port()]))
    figures = {who: medians(results) for who, results in rounds.items()}

    table = Table()
    ours = figures["Weft"]
    for peer, cheaper in (("CPython", 1), ("gevent", 2)):
        theirs = [figures[peer, way] for way in ("pinned", "free")]
        for what, name, wanted in (
            ("a request to an echo server", "request", 1),
            ("its CPU time in the server", "cpu", cheaper),
        ):
            table.add(what, ours[name], peer, tuple(figure[name] for figure in theirs), wanted)
    table.add("`send` + `recv` of data that is there", figures["pair"]["send_recv"],
              "MicroPython's `socket`", figures["stock pair"]["send_recv"], 1 / 1.3)
    idle = figures["many"]["cpu"] / figures["few"]["cpu"]
    table.limit("CPU time of a request beside 10,000 idle connections", idle, IDLE_LIMIT)
    beats = figures["beats"]
    for name in ("pump_p99", "ticker_p99"):
        table.limit(name + ", ms", beats[name], GAP_LIMIT)
    text = (
        "%s\n\nThe server has a thread for each of 1,000 connections, 50 of them busy; the client takes its "
        "time, too. With 10,000 idle connections beside 50 busy ones a request takes %.2f times the CPU time "
        "that it takes without them. Beside the 1,000, a 10 ms asyncio pump has %.1f ms between two ticks in "
        "the median and %.1f ms at the 99th percentile, a thread that sleeps 10 ms %.1f ms and %.1f ms."
        % (table.text(), idle, beats["pump_median"], beats["pump_p99"], beats["ticker_median"],
           beats["ticker_p99"])
    )
    print(text)
    readme.write(args.readme, "sockets", text)
    for line in table.missed:
        print("MISSED: " + line)
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
