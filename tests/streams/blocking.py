# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=8m
"""The boards' socket over MicroPython's own streams: whatever blocks parks its caller alone, in threads,
tasks, the main thread and native threads, and what ends a wait ends it at once."""

import asyncio
import errno
import json
import select
import socket
import threading
import time

import _socket
import _thread
import usocket

import weft

assert "streams" in socket.__file__, socket.__file__
LWIP = hasattr(usocket, "__file__")  # lwip.py
SO_SNDBUF, SO_RCVBUF = 7, 8  # Linux's: buffers that do not grow
print("over lwIP's kind of stream" if LWIP else "over MicroPython's socket")


def free_port():
    with_port = _socket.socket()
    with_port.bind(("127.0.0.1", 0))
    port = with_port.getsockname()[1]
    with_port.close()
    return port


def listen(backlog=5):
    while True:
        try:
            server = socket.create_server(("127.0.0.1", free_port()), backlog=backlog)
            server.setsockopt(socket.SOL_SOCKET, SO_RCVBUF, 20000)  # of those that it accepts
            return server
        except OSError as exc:
            if exc.errno != errno.EADDRINUSE:
                raise


def pair():
    with listen() as server:
        a = socket.create_connection(server.getsockname())
        return a, server.accept()[0]


def raises(what, function, *args):
    try:
        function(*args)
    except what as exc:
        return exc
    raise AssertionError("no %s" % what)


# A clock that must go on, whoever waits.
ticks = 0
stop = threading.Event()


def tick():
    global ticks
    while not stop.wait(0.001):
        ticks += 1


ticker = threading.Thread(target=tick, daemon=True)
ticker.start()


def ticks_pass():
    """Returns once the ticker has run some more."""
    before = ticks
    for _ in range(5000):
        if ticks > before + 3:
            return
        time.sleep(0.001)
    raise AssertionError("the ticker stands")


class Waiting:
    """A call that waits, in a thread of a kind."""

    def __init__(self, function, *args, kind=threading.Thread):
        self.outcome = []
        begun = threading.Event()

        def run():
            try:
                begun.set()
                self.outcome.append(function(*args))
            except BaseException as exc:
                self.outcome.append(exc)

        self.thread = kind(target=run)
        self.thread.daemon = True
        self.thread.start()
        begun.wait()
        ticks_pass()
        assert not self.outcome, self.outcome

    def end(self):
        self.thread.join(10)
        assert not self.thread.is_alive()
        return self.outcome[0]


def fill(sock):
    while True:
        sock.sendall(bytes(20000))


def send_until_full(sock):
    sock.setblocking(False)
    try:
        while True:
            sock.send(bytes(20000))
    except OSError as exc:
        assert exc.errno == errno.EAGAIN, exc
    sock.setblocking(True)


def test_each_kind(kind):
    server = listen()
    accepting = Waiting(server.accept, kind=kind)
    a = socket.create_connection(server.getsockname())
    a.setsockopt(socket.SOL_SOCKET, SO_SNDBUF, 20000)
    b, peer = accepting.end()
    assert peer[0] == "127.0.0.1" and b.getpeername() == peer and a.getpeername() == server.getsockname()
    reading = Waiting(a.recv, 100, kind=kind)
    b.sendall(b"hello")
    assert reading.end() == b"hello"
    # Several wait for one socket: all of them get something.
    many = [Waiting(a.recv, 1, kind=kind) for _ in range(3)]
    b.sendall(b"xyz")
    assert sorted(w.end() for w in many) == [b"x", b"y", b"z"]
    # A full buffer, and one reads while another writes.
    send_until_full(a)
    writing = Waiting(a.sendall, bytes(300000), kind=kind)
    reading = Waiting(a.recv, 10, kind=kind)
    b.sendall(b"beside")
    assert reading.end() == b"beside"
    assert writing.thread.is_alive()
    while writing.thread.is_alive():
        b.settimeout(0.1)
        try:
            b.recv(65536)
        except TimeoutError:
            pass
    assert writing.end() is None
    # close() tells all who wait.
    waits = [Waiting(a.recv, 1, kind=kind), Waiting(server.accept, kind=kind)]
    a.close()
    server.close()
    assert [w.end().errno for w in waits] == [errno.EBADF] * 2
    assert a.fileno() == -1 and raises(OSError, a.recv, 1).errno == errno.EBADF
    b.close()


test_each_kind(threading.Thread)
test_each_kind(weft.NativeThread)
print("threads, native threads")

# A closer in a native thread.
a, b = pair()
reading = Waiting(a.recv, 1)
closer = weft.NativeThread(target=a.close)
closer.start()
closer.join()
assert reading.end().errno == errno.EBADF
b.close()

# Native threads that are none of threading's.
a, b = pair()
outcome = []
_thread.start_new_thread(lambda: outcome.append(a.recv(1)), ())
reading = Waiting(weft.to_native, a.recv, 1)
while len(outcome) + len(reading.outcome) < 2:
    b.sendall(b"x")
    ticks_pass()
assert reading.end() == outcome[0] == b"x"
a.close()
b.close()

# connect() to a listener whose queue is full: nobody else waits. It ends by its timeout.
server = listen(0)
held = []
for _ in range(100):
    s = socket.socket()
    s.settimeout(0.05)
    held.append(s)
    try:
        s.connect(server.getsockname())
    except TimeoutError as exc:
        assert exc.errno == errno.ETIMEDOUT
        break
else:
    raise AssertionError("the queue has no end")
s = socket.socket()
connecting = Waiting(s.connect, server.getsockname())
s.close()
assert connecting.end().errno == errno.EBADF
connecting = Waiting(socket.create_connection, server.getsockname())
connecting.thread.kill(ValueError)
assert isinstance(connecting.end(), ValueError)
for s in held + [server]:
    s.close()

# Nobody listens.
nobody = ("127.0.0.1", free_port())
assert raises(OSError, socket.create_connection, nobody).errno == errno.ECONNREFUSED
with socket.socket() as s:
    assert s.connect_ex(nobody) == errno.ECONNREFUSED
with socket.socket() as s:
    s.setblocking(False)
    assert s.connect_ex(nobody) in ((errno.EINPROGRESS,) if LWIP else (errno.EINPROGRESS, errno.ECONNREFUSED))
raises(socket.gaierror, socket.create_connection, ("no.such.host.invalid", 80))
raises(TypeError, socket.socket().connect, "127.0.0.1")
raises(OverflowError, socket.socket().connect, ("127.0.0.1", 65536))
print("connect")

# Timeouts: of a socket, of weft.Timeout, in the main thread too. What comes later is not lost.
a, b = pair()
start = time.monotonic()
a.settimeout(0.05)
exc = raises(TimeoutError, a.recv, 1)
assert isinstance(exc, socket.timeout) and isinstance(exc, OSError) and exc.errno == errno.ETIMEDOUT
assert time.monotonic() - start >= 0.05
raises(TimeoutError, fill, a)
while len(b.recv(100000)) == 100000:
    pass
a.settimeout(None)
try:
    with weft.Timeout(0.02):
        a.recv(1)
    raise AssertionError("no Timeout")
except TimeoutError:
    pass
reading = Waiting(a.recv, 1)
other = Waiting(a.recv, 1)
writing = Waiting(fill, a)
reading.thread.kill(ValueError)  # those who wait beside it go on
assert isinstance(reading.end(), ValueError)
b.sendall(b"x")
assert other.end() == b"x"
writing.thread.kill(KeyError)
assert isinstance(writing.end(), KeyError)
a.setblocking(False)
assert raises(OSError, a.recv, 1).errno == errno.EAGAIN and a.gettimeout() == 0 and not a.getblocking()
assert a.read(1) is None
a.setblocking(True)
threading.Timer(0.01, b.sendall, (b"main",)).start()
assert a.recv(10) == b"main"
native = Waiting(a.recv, 1, kind=weft.NativeThread)
native.thread.kill(ValueError)
assert isinstance(native.end(), ValueError)
a.settimeout(0.02)
native = weft.NativeThread(target=lambda: raises(TimeoutError, a.recv, 1))
native.start()
native.join()
a.close()
b.close()
raises(ValueError, socket.setdefaulttimeout, -1)
print("timeouts")


# The peer closes, in the middle of a read and of a write.
a, b = pair()
reading = Waiting(a.recv, 1)
b.close()
assert reading.end() == b""
for _ in range(100):
    try:
        a.sendall(b"x")
    except OSError as exc:
        assert exc.errno in (errno.EPIPE, errno.ECONNRESET), exc
        break
    time.sleep(0.01)
a.close()
a, b = pair()
writing = Waiting(fill, a)
b.close()
assert writing.end().errno in (errno.EPIPE, errno.ECONNRESET)
a.close()

# Files, and MicroPython's own calls.
a, b = pair()
file = b.makefile("rwb")
reading = Waiting(file.readline)
a.sendall(b"li")
ticks_pass()
a.sendall(b"ne\nrest")
assert reading.end() == b"line\n"
file.write(b"answer")
b.close()  # the file is open
file.flush()
assert a.recv(10) == b"answer" and file.read(4) == b"rest"
file.close()
assert a.recv(1) == b""
a.close()
a, b = pair()
for call, args, sent, result in (
    (a.read, (4,), (b"ab", b"cdef"), b"abcd"),
    (a.readline, (), (b"gh", b"i\nj"), b"efghi\n"),
    (a.readinto, (bytearray(3),), (b"",), 1),
):
    reading = Waiting(call, *args) if len(sent) > 1 else None
    for part in sent:
        b.write(part)
        ticks_pass()
    assert (reading.end() if reading else call(*args)) == result, call
buffer = bytearray(4)
b.write(b"xy")
assert a.recv_into(buffer) == 2 and buffer == b"xy\0\0"
# A socket is a stream: what C reads from it parks, too.
reading = Waiting(json.load, a)
b.write(b"[1,")
ticks_pass()
b.write(b"2]")
b.close()
assert reading.end() == [1, 2]
a.close()
print("files")

# Datagrams, by address and by name.
one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
one.bind(("localhost", free_port()))
two = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiving = Waiting(one.recvfrom, 100)
two.sendto(b"datagram", one.getsockname())
data, address = receiving.end()
one.sendto(b"back", 0, address)
assert data == b"datagram" and two.recv(10) == b"back"
one.close()
two.close()

# select and poll.
a, b = pair()
c, d = pair()
assert select.select([a], [b], [a, b], 0) == ([], [b], [])
assert select.select([a], [], [], 0.01) == ([], [], [])
watch = select.poll()
watch.register(a, select.POLLIN)
watch.register(c, select.POLLIN)
waits = [Waiting(select.select, [a, c], [], []), Waiting(watch.poll), Waiting(c.recv, 10)]
waits.append(Waiting(watch.poll, 100000, kind=weft.NativeThread))
d.sendall(b"x")
assert waits[2].end() in (b"x", b"")
assert len(waits[1].outcome) <= 1
b.sendall(b"y")
assert waits[0].end()[0][0] in (a, c)
assert waits[1].end()[0][0] in (a, c) and waits[3].end()[0][0] in (a, c)
assert list(watch.ipoll(1000)) == [(a, select.POLLIN)]
assert a.recv(10) == b"y"
raises(OSError, watch.modify, b, 0)
watch.unregister(c)
killed = Waiting(watch.poll)
killed.thread.kill(ValueError)
assert isinstance(killed.end(), ValueError)
waits = [Waiting(watch.poll), Waiting(select.select, [a], [], [a])]
a.close()
for w in waits:
    assert w.end()
watch.unregister(a)
assert watch.poll(1) == []
for s in (b, c, d):
    s.close()
# One of MicroPython's own streams.
with listen() as server:
    raw = usocket.socket()
    raw.setblocking(False)
    raises(OSError, raw.connect, usocket.getaddrinfo(*server.getsockname())[0][-1])
    s = server.accept()[0]
    waiting = Waiting(select.select, [raw], [], [])
    s.sendall(b"z")
    assert waiting.end() == ([raw], [], []) and raw.recv(1) == b"z"
    s.close()
    raw.close()
print("select")


# Tasks: their own waits, and asyncio's streams beside them.
async def with_tasks():
    server = listen()

    async def accept():
        return server.accept()

    accepting = asyncio.create_task(accept())
    reader, writer = await asyncio.open_connection(*server.getsockname())
    a, _ = await accepting

    async def echo():  # by a blocking socket
        while True:
            data = a.recv(65536)
            if not data:
                return "end"
            a.sendall(data.upper())

    echoing = asyncio.create_task(echo())
    for n in range(20):
        writer.write(b"line %d\n" % n)
        await writer.drain()
        assert await reader.readline() == b"LINE %d\n" % n
    # A reader that gives up leaves the writer alone.
    reading = asyncio.create_task(reader.read(1))
    await asyncio.sleep(0.01)
    for _ in range(1000):
        writer.write(bytes(10000))
        if writer.out_buf:
            break
    draining = asyncio.create_task(writer.drain())
    await asyncio.sleep(0.01)
    reading.cancel()
    try:
        await reading
        raise AssertionError("not cancelled")
    except asyncio.CancelledError:
        pass
    echoing.cancel()
    try:
        await echoing
        raise AssertionError("not cancelled")
    except asyncio.CancelledError:
        pass
    a.settimeout(5)

    async def swallow():
        try:
            while a.recv(65536):
                pass
        except OSError:
            pass

    swallowing = asyncio.create_task(swallow())
    await asyncio.wait_for(draining, 10)
    writer.close()
    await writer.wait_closed()
    await asyncio.wait_for(swallowing, 10)
    a.close()
    try:
        await asyncio.wait_for(asyncio.create_task(accept()), 0.02)
        raise AssertionError("no timeout")
    except asyncio.TimeoutError:
        pass
    accepting = asyncio.create_task(accept())
    await asyncio.sleep(0.01)
    server.close()
    try:
        await accepting
        raise AssertionError("closed")
    except OSError as exc:
        assert exc.errno == errno.EBADF

    # asyncio's server, and blocking clients of it in threads.
    async def serve(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    port = free_port()
    server = await asyncio.start_server(serve, "127.0.0.1", port)

    def client(n):
        with socket.create_connection(("localhost", port)) as s:
            s.sendall(b"client %d\n" % n)
            assert s.makefile("r").read() == "CLIENT %d\n" % n
            return n

    clients = [weft.spawn(client, n) for n in range(10)]
    for n, client in enumerate(clients):
        assert await client == n
    server.close()
    await server.wait_closed()


asyncio.run(with_tasks())
print("tasks")

# No descriptors left: a clear error for who asks, and the server goes on.
server = listen()
address = server.getsockname()
accepted = []
refused = []


def accept():
    while True:
        try:
            accepted.append(server.accept()[0])
        except OSError as exc:
            if exc.errno == errno.EBADF:
                return
            refused.append(exc.errno)
            time.sleep(0.01)


accepting = Waiting(accept)
held = []
while True:
    try:
        held.append(_socket.socket())
    except OSError:
        break
assert raises(OSError, socket.socket).errno == errno.EMFILE
held.pop().close()
a = socket.create_connection(address)  # takes the last
while not refused:
    time.sleep(0.01)
assert set(refused) == {errno.EMFILE}
while held:
    held.pop().close()
a.sendall(b"at last")
while not accepted:
    time.sleep(0.01)
assert accepted[0].recv(10) == b"at last"
server.close()
assert accepting.end() is None
for s in (a, accepted[0]):
    s.close()

stop.set()
ticker.join()
# Nothing is left to wait for.
assert not len(asyncio.core._io_queue.map), asyncio.core._io_queue.map
print("OK")
