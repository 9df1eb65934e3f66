# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=8m
"""Random threads on the boards' sockets: they read and write with timeouts, are killed and cancelled, in
threads, tasks and native threads at once; every byte arrives once, and nothing is left that waits. The
first argument is the seed."""

import asyncio
import random
import socket
import sys
import threading
import time

import weft

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else time.ticks_us()
print("seed", SEED)
random.seed(SEED)
assert "streams" in socket.__file__, socket.__file__

PAIRS = 8
BYTES = 3000


def pair():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, 8, 5000)  # a small buffer to receive in
        a = socket.create_connection(server.getsockname())
        return a, server.accept()[0]


class Stream:
    """One pair; several read from it, some of which are ended in between."""

    def __init__(self):
        self.a, self.b = pair()
        self.lock = threading.Lock()
        self.got = 0
        self.done = False

    def read(self):
        n = len(self.b.recv(random.randrange(1, 500)))
        with self.lock:
            self.got += n
        if n == 0:
            self.done = True

    def reader(self):
        while not self.done:
            try:
                if random.random() < 0.3:
                    # It only waits: what ends a thread from outside may come just after data was taken.
                    with weft.Timeout(random.random() * 0.01):
                        wait(self)
                else:
                    self.b.settimeout(random.choice((0.001, 0.01, 1)))
                    self.read()
            except TimeoutError:
                pass

    def native(self):
        while not self.done:
            try:
                self.read()
            except TimeoutError:
                pass

    async def task(self):
        while not self.done:
            try:
                self.read()
            except TimeoutError:
                pass
            await asyncio.sleep(0)

    def write(self):
        left = BYTES
        while left:
            n = random.randrange(1, min(left, 600) + 1)
            self.a.sendall(bytes(n))
            left -= n
            if random.random() < 0.2:
                time.sleep(random.random() * 0.005)
        self.a.close()


def wait(stream):
    socket._streams.wait(((stream.b, 0),), 0.5)


def victim(stream):
    while not stream.done:
        wait(stream)
        time.sleep(0.001)


async def waiting(stream):
    while not stream.done:
        wait(stream)
        await asyncio.sleep(0.001)


async def main():
    streams = [Stream() for _ in range(PAIRS)]
    threads = []
    for s in streams:
        threads.append(threading.Thread(target=s.write))
        threads += [threading.Thread(target=s.reader) for _ in range(2)]
        threads.append(weft.NativeThread(target=s.native))
    for t in threads:
        t.start()
    tasks = [asyncio.create_task(s.task()) for s in streams]
    while not all(s.done for s in streams):
        s = random.choice(streams)
        victims = [threading.Thread(target=victim, args=(s,)) for _ in range(2)]
        cancelled = asyncio.create_task(waiting(s))
        for v in victims:
            v.start()
        await asyncio.sleep(random.random() * 0.003)
        for v in victims:
            v.kill()
        cancelled.cancel()
        try:
            await cancelled
        except asyncio.CancelledError:
            pass
        for v in victims:
            await v
    for t in threads:
        await t
    for t in tasks:
        await t
    for s in streams:
        s.b.close()
        assert s.got == BYTES, (SEED, s.got)


asyncio.run(main())
assert not len(asyncio.core._io_queue.map), SEED
print("OK")
