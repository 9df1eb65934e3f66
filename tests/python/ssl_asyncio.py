# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=8m
"""MicroPython's asyncio streams over TLS, with the contexts of ssl; and blocking TLS in tasks beside
them."""

import asyncio
import errno
import socket
import ssl
import time

from tls.certificates import Certificates

made = Certificates()
server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain(made.signed("server", "server"))
client = ssl.create_default_context(cafile=made.path("authority.crt"))
BIG = bytes(range(250)) * 1000
ended = []


async def serve(reader, writer):
    try:
        while True:
            line = await reader.readline()
            if not line:
                break
            if line == b"big\n":
                writer.write(BIG)
            else:
                writer.write(line.upper())
            await writer.drain()
        ended.append(True)
    except OSError as exc:
        ended.append(type(exc).__name__)
    writer.close()
    await writer.wait_closed()


async def start():
    while True:
        port = 18000 + time.ticks_us() % 20000
        try:
            return await asyncio.start_server(serve, "127.0.0.1", port, ssl=server), port
        except OSError as exc:
            if exc.errno != errno.EADDRINUSE:
                raise


async def streams(port, n):
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=client, server_hostname="localhost"
    )
    for i in range(20):
        writer.write(b"hello %d %d\nand more\n" % (n, i))
        await writer.drain()
        assert await reader.readline() == b"HELLO %d %d\n" % (n, i)
        assert await reader.readexactly(9) == b"AND MORE\n"
    writer.write(b"big\n")
    await writer.drain()
    got = b""
    while len(got) < len(BIG):
        piece = await reader.read(777)  # a part of a record: the rest is there already
        assert piece
        got += piece
    assert got == BIG
    writer.close()
    await writer.wait_closed()


async def blocking(port):
    """A task in CPython's style."""
    with socket.create_connection(("127.0.0.1", port)) as sock:
        with client.wrap_socket(sock, server_hostname="localhost") as wrapped:
            wrapped.sendall(b"blocking\n")
            assert wrapped.recv(100) == b"BLOCKING\n"


async def refused(port):
    try:
        await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname="example.com")
        raise AssertionError("was not refused")
    except ssl.SSLCertVerificationError as exc:
        assert exc.verify_code == 62, exc


async def main():
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.002)
            ticks += 1

    ticker = asyncio.create_task(tick())
    listening, port = await start()
    await asyncio.gather(*[asyncio.create_task(streams(port, n)) for n in range(5)])
    await asyncio.create_task(blocking(port))
    await refused(port)

    # A server that does not answer: the handshake is given up.
    silent = socket.create_server(("127.0.0.1", 0))
    for timeout in (0.1, 1, 10):
        seen = ticks
        try:
            opening = asyncio.open_connection(
                "127.0.0.1", silent.getsockname()[1], ssl=client, server_hostname="localhost"
            )
            await asyncio.wait_for(opening, timeout)
            raise AssertionError("it was answered")
        except asyncio.TimeoutError:
            pass
        if ticks > seen + 5:
            break
    else:
        raise AssertionError("all waited")
    silent.close()
    while len(ended) < 7:
        await asyncio.sleep(0.01)
    assert sorted(str(one) for one in ended) == ["SSLError"] + ["True"] * 6, ended
    listening.close()
    await listening.wait_closed()
    ticker.cancel()


asyncio.run(main())
made.remove()
print("OK")
