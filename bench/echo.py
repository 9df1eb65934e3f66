"""Echo servers, one thread per connection, under the same load: requests per second, and the
server's CPU time per request.

    echo.py MICROPYTHON [CONNECTIONS [BUSY [SECONDS]]]
"""

import os
import resource
import select
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(HERE, "python", "echo_server.py")
MESSAGE = b"x" * 64


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(command, connections, busy, seconds):
    """(requests per second, CPU microseconds per request) of a server."""
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
    server.wait(30)
    return count / elapsed, used * 1e6 / count


def raise_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def peers(micropython):
    yield "Weft", [micropython, "-X", "heapsize=128m", SERVER]
    yield "CPython threads", [sys.executable, SERVER]
    if subprocess.run(["/usr/bin/python3", "-c", "import gevent"], stderr=subprocess.DEVNULL).returncode == 0:
        yield "gevent", ["/usr/bin/python3", SERVER, "gevent"]


def main(micropython, connections=1000, busy=50, seconds=5):
    raise_limit()
    for name, command in peers(micropython):
        rate, cpu = measure(command, int(connections), int(busy), float(seconds))
        print("%-16s %8.0f requests/s %8.1f us of CPU each" % (name, rate, cpu))


if __name__ == "__main__":
    main(*sys.argv[1:])
