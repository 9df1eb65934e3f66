# SPDX-License-Identifier: MIT
# weft: only
"""What ends a wait on a socket: close, shutdown, kill, Timeout, cancellation, the end of the peer."""

import asyncio
import errno
import gc
import socket
import threading
import time

import weft


def start(function):
    """A thread that calls the function; returns it and where its outcome will be."""
    outcome = []

    def run():
        try:
            outcome.append(function())
        except BaseException as exc:
            outcome.append(exc)

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.01)
    assert not outcome, outcome
    return thread, outcome


def pair():
    return socket.socketpair()


def tcp_pair():
    with socket.create_server(("127.0.0.1", 0)) as server:
        a = socket.create_connection(server.getsockname())
        return a, server.accept()[0]


def send_on(s):
    while True:
        s.sendall(bytes(10000))


for make in (pair, tcp_pair):
    # close(): EBADF for all who wait, readers and writers.
    a, b = make()
    threads = [start(lambda: a.recv(1)) for _ in range(3)]
    writer = start(lambda: send_on(a))
    a.close()
    for thread, outcome in threads + [writer]:
        thread.join(5)
        assert outcome[0].errno == errno.EBADF, outcome
    b.close()

    # shutdown(): the reader is at the end, the writer has a broken pipe.
    a, b = make()
    reader, writer = start(lambda: a.recv(1)), start(lambda: send_on(a))
    a.shutdown(socket.SHUT_RDWR)
    reader[0].join(5)
    writer[0].join(5)
    assert reader[1] == [b""] and writer[1][0].errno == errno.EPIPE, (reader, writer)
    a.close()
    b.close()

    # The peer closes.
    a, b = make()
    thread, outcome = start(lambda: a.recv(1))
    b.close()
    thread.join(5)
    assert outcome == [b""], outcome
    try:
        for _ in range(3):
            a.sendall(b"x")
            time.sleep(0.01)
        assert False
    except OSError as exc:
        assert exc.errno in (errno.EPIPE, errno.ECONNRESET), exc
    a.close()

    # kill(), and the socket goes on.
    a, b = make()
    thread, outcome = start(lambda: a.recv(1))
    thread.kill(ValueError)
    thread.join(5)
    assert isinstance(outcome[0], ValueError), outcome
    b.sendall(b"x")
    assert a.recv(5) == b"x"

    # Timeout
    try:
        with weft.Timeout(0.02):
            a.recv(1)
        assert False
    except TimeoutError:
        pass
    b.sendall(b"y")
    assert a.recv(5) == b"y"

    # A task that reads is cancelled; others go on meanwhile.
    async def main():
        async def read():
            return a.recv(1)

        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                await asyncio.sleep(0.001)
                ticks += 1

        ticking = asyncio.create_task(tick())
        task = asyncio.create_task(read())
        while ticks < 4:
            await asyncio.sleep(0.01)
        task.cancel()
        try:
            await task
            assert False
        except asyncio.CancelledError:
            pass
        try:
            await asyncio.wait_for(read(), 0.02)
            assert False
        except asyncio.TimeoutError:
            pass
        task = asyncio.create_task(read())
        await asyncio.sleep(0.01)
        b.sendall(b"z")
        assert await task == b"z"
        ticking.cancel()

    asyncio.run(main())
    a.close()
    b.close()

# A listener is closed: those who wait in accept() learn it.
server = socket.create_server(("127.0.0.1", 0))
threads = [start(server.accept) for _ in range(3)]
server.close()
for thread, outcome in threads:
    thread.join(5)
    assert outcome[0].errno == errno.EBADF, outcome

# Many threads accept: each connection gets one of them.
server = socket.create_server(("127.0.0.1", 0))
accepted = []


def accept():
    accepted.append(server.accept())
    time.sleep(0.05)


threads = [threading.Thread(target=accept) for _ in range(20)]
for t in threads:
    t.start()
clients = [socket.create_connection(server.getsockname()) for _ in range(20)]
for t in threads:
    t.join(5)
assert len(accepted) == 20

# Sockets that are dropped close, and those that are waited for do not.
a, b = pair()
fd = a.fileno()
thread, outcome = start(lambda: b.recv(1))
b = None
for _ in range(3):
    gc.collect()
assert not outcome
a.sendall(b"x")
thread.join(5)
assert outcome == [b"x"]


# A thread that blocks in a socket on an OS thread of its own.
a, b = pair()
outcome = []
native = weft.NativeThread(target=lambda: outcome.append(a.recv(1)))
native.start()
time.sleep(0.02)
assert not outcome
b.sendall(b"n")
native.join(5)
assert outcome == [b"n"]

# All waits end with the main thread's.
main = socket.socketpair()
threading.Thread(target=lambda: (time.sleep(0.01), main[1].sendall(b"m"))).start()
assert main[0].recv(1) == b"m"
try:
    main[0].settimeout(0.01)
    main[0].recv(1)
    assert False
except TimeoutError:
    pass
print("OK")
