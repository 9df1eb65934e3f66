# SPDX-License-Identifier: MIT
"""TLS over the boards' sockets, by MicroPython's own `tls`: see tls.py. WEFT_PEER is the port of CPython's
server, which answers in capitals and closes; WEFT_CERTIFICATES the folder."""

import asyncio
import errno
import os
import socket
import ssl
import threading
import time

import weft

assert "with_tls" in ssl.__file__, ssl.__file__
FOLDER = os.getenv("WEFT_CERTIFICATES") + "/"
PEER = ("localhost", int(os.getenv("WEFT_PEER")))


def raises(what, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except what as exc:
        return exc
    raise AssertionError("no %s" % what)


ticks = 0
stop = threading.Event()


def tick():
    global ticks
    while not stop.wait(0.001):
        ticks += 1


threading.Thread(target=tick, daemon=True).start()


def ticks_pass():
    before = ticks
    for _ in range(5000):
        if ticks > before + 3:
            return
        time.sleep(0.001)
    raise AssertionError("the ticker stands")


class Waiting:
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
        self.thread.join(20)
        assert not self.thread.is_alive()
        return self.outcome[0]


client = ssl.create_default_context(cafile=FOLDER + "authority.crt")
server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain(FOLDER + "server.crt", FOLDER + "server.key")


def connected(**options):
    return client.wrap_socket(
        socket.create_connection(PEER), server_hostname="localhost", **options
    )


# CPython's server.
with connected() as s:
    assert s.version().startswith("TLSv1.") and len(s.cipher()) == 2
    s.sendall(b"hello\nworld\n")
    with s.makefile("rb") as file:
        assert file.readline() == b"HELLO\n" and file.read(6) == b"WORLD\n"
    for kind in (threading.Thread, weft.NativeThread):
        reading = Waiting(s.recv, 100, kind=kind)
        s.sendall(b"x")
        assert reading.end() == b"X"
    # One reads while another writes, more than the buffers hold.
    data = bytes(range(65, 91)) * 40000
    writing = threading.Thread(target=s.sendall, args=(data,))
    writing.start()
    got = 0
    while got < len(data):
        got += len(s.recv(5000))
    writing.join()
    s.settimeout(0.05)
    assert raises(TimeoutError, s.recv, 1).errno == errno.ETIMEDOUT
    s.setblocking(False)
    raises(ssl.SSLWantReadError, s.recv, 1)
    s.setblocking(True)
    s.sendall(b"bye")
    assert s.recv(3) == b"BYE"
    s.sendall(b"close")
    assert s.recv(10) == b"CLOSE" and s.recv(10) == b""
print("client")

# What is refused.
sock = socket.create_connection(PEER)
assert isinstance(
    raises(ssl.SSLError, client.wrap_socket, sock, server_hostname="other.example"),
    ssl.SSLCertVerificationError,
)
assert sock.fileno() == -1
nobody = ssl.create_default_context()
raises(ssl.SSLError, nobody.wrap_socket, socket.create_connection(PEER), server_hostname="localhost")
plain = socket.create_server(("127.0.0.1", 0))


def say_no():
    conn, _ = plain.accept()
    conn.recv(100)
    conn.sendall(b"I speak no TLS, I am sorry\n")
    conn.close()


threading.Thread(target=say_no).start()
raises(ssl.SSLError, client.wrap_socket, socket.create_connection(plain.getsockname()), server_hostname="x")
print("refused")

# A handshake that nobody answers: it stops nobody, and ends at once.
for end in ("kill", "close", "timeout", "Timeout", "native"):
    sock = socket.create_connection(plain.getsockname())
    wrapped = client.wrap_socket(sock, server_hostname="localhost", do_handshake_on_connect=False)
    if end == "timeout":
        wrapped.settimeout(0.05)
        raises(TimeoutError, wrapped.do_handshake)
    elif end == "Timeout":
        try:
            with weft.Timeout(0.05):
                wrapped.do_handshake()
            raise AssertionError("no Timeout")
        except TimeoutError:
            pass
    else:
        shaking = Waiting(
            wrapped.do_handshake, kind=weft.NativeThread if end == "native" else threading.Thread
        )
        if end == "kill":
            shaking.thread.kill(ValueError)
            assert isinstance(shaking.end(), ValueError)
        else:
            wrapped.close()
            assert shaking.end().errno == errno.EBADF
    wrapped.close()
plain.close()
print("unanswered")

# A server of ours, its clients in threads.
listener = server.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)


def serve():
    while True:
        try:
            conn, _ = listener.accept()
        except OSError as exc:
            assert exc.errno == errno.EBADF, exc
            return

        def echo(conn):
            with conn:
                while True:
                    data = conn.recv(1000)
                    if not data:
                        break
                    conn.sendall(data)

        threading.Thread(target=echo, args=(conn,)).start()


serving = threading.Thread(target=serve)
serving.start()


def visit(n):
    s = client.wrap_socket(socket.socket(), server_hostname="localhost")
    with s:
        s.connect(listener.getsockname())
        s.sendall(b"%d" % n * 1000)
        got = b""
        while len(got) < len(b"%d" % n * 1000):
            got += s.recv(100)
        assert got == b"%d" % n * 1000
    return n


visits = [weft.spawn(visit, n) for n in range(5)]
assert [v.get(20) for v in visits] == list(range(5))


# A blocking socket in a task, and asyncio's streams, by MicroPython's own stream.
async def main():
    async def blocking():
        return visit(7)

    assert await asyncio.create_task(blocking()) == 7
    reader, writer = await asyncio.open_connection(*PEER, ssl=client, server_hostname="localhost")
    writer.write(b"by asyncio\n")
    await writer.drain()
    assert await reader.readline() == b"BY ASYNCIO\n"
    writer.close()
    await writer.wait_closed()

    async def answer(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    with socket.create_server(("127.0.0.1", 0)) as s:
        port = s.getsockname()[1]
    asyncio_server = await asyncio.start_server(answer, "127.0.0.1", port, ssl=server)

    def blocking_client():
        with socket.create_connection(("127.0.0.1", port)) as sock:
            with client.wrap_socket(sock, server_hostname="localhost") as s:
                s.sendall(b"hello\n")
                return s.makefile("rb").read()

    assert await weft.spawn(blocking_client) == b"HELLO\n"
    asyncio_server.close()
    await asyncio_server.wait_closed()


asyncio.run(main())
listener.close()
serving.join()
stop.set()
assert not len(asyncio.core._io_queue.map)
print("OK")
