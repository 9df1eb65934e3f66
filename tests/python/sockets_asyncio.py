# SPDX-License-Identifier: MIT
# weft: only
"""asyncio's streams go on while threads run and wake."""

import asyncio
import errno
import threading
import time


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line.upper())
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def client(port, n, got):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for i in range(20):
        writer.write(b"hello %d %d\n" % (n, i))
        await writer.drain()
        got.append(await reader.readline())
    writer.close()
    await writer.wait_closed()


async def main():
    server = None
    while server is None:
        port = 18000 + time.ticks_us() % 20000
        try:
            server = await asyncio.start_server(serve, "127.0.0.1", port)
        except OSError as exc:
            if exc.errno != errno.EADDRINUSE:
                raise
    stop = threading.Event()

    def busy():
        while not stop.wait(0.001):
            pass

    threads = [threading.Thread(target=busy) for _ in range(10)]
    for t in threads:
        t.start()
    got = []
    await asyncio.gather(*[asyncio.create_task(client(port, n, got)) for n in range(5)])
    stop.set()
    for t in threads:
        t.join()
    server.close()
    await server.wait_closed()
    assert len(got) == 100 and b"HELLO 4 19\n" in got, got


asyncio.run(main())
print("OK")
