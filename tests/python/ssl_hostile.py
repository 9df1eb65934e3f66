# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=16m
"""What ends a handshake, a read or a write of TLS; hostile peers; much data both ways; and every kind
of caller. A thread that ticks goes on beside all of it, and nothing is left over."""

import asyncio
import errno
import gc
import os
import random
import socket
import ssl
import sys
import threading
import time

import weft
from tls.certificates import Certificates

seed = int(os.getenv("WEFT_SEED") or time.time_ns() % 1000000)
print("seed", seed)
random.seed(seed)


def descriptors():
    return len(list(os.ilistdir("/proc/self/fd")))


def outcome(function, *args):
    try:
        return function(*args)
    except BaseException as exc:
        return exc


class Started:
    """A thread that calls a function, of which `outcome` is what it returned or raised."""

    def __init__(self, function, *args):
        def run():
            self.outcome = outcome(function, *args)

        self.thread = threading.Thread(target=run)
        self.thread.start()

    def join(self):
        self.thread.join(60)
        assert not self.thread.is_alive()
        return self.outcome


def until(condition):
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("does not come to pass")


made = Certificates()
server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain(made.signed("server", "server"))
client = ssl.create_default_context(cafile=made.path("authority.crt"))


def as_client(sock):
    return client.wrap_socket(sock, server_hostname="localhost")


def as_server(sock):
    return server.wrap_socket(sock, server_side=True)


def pair(**options):
    a, b = socket.socketpair()
    other = Started(as_server, b)
    a = client.wrap_socket(a, server_hostname="localhost", **options)
    b = other.join()
    assert isinstance(b, ssl.SSLSocket), b
    return a, b


ticks = 0
stop = threading.Event()


def tick():
    global ticks
    while not stop.wait(0.001):
        ticks += 1


ticker = threading.Thread(target=tick)
ticker.start()
pair()[0].close()
gc.collect()
before = descriptors()


def ticks_go_on():
    seen = ticks
    until(lambda: ticks > seen + 3)


# A peer that says nothing, or half of something: what ends the handshake.
def hello():
    """The first bytes that a client sends."""
    a, b = socket.socketpair()
    a.setblocking(False)
    a = client.wrap_socket(a, server_hostname="localhost", do_handshake_on_connect=False)
    assert isinstance(outcome(a.do_handshake), ssl.SSLWantReadError)
    data = b.recv(10000)
    a.close()
    b.close()
    return data


HELLO = hello()


def stalled(role, head, end, expected):
    ours, theirs = socket.socketpair()
    theirs.sendall(head)
    waiting = Started(role, ours)
    theirs.settimeout(30)
    if role is as_client or len(head) == len(HELLO):
        assert theirs.recv(10000)  # it has begun
    ticks_go_on()
    assert waiting.thread.is_alive()
    end(waiting, ours)
    got = waiting.join()
    assert isinstance(got, expected), got
    assert ours.fileno() == -1
    theirs.settimeout(30)
    while outcome(theirs.recv, 100000) not in (b"",):
        pass
    theirs.close()
    return got


def kill(waiting, ours):
    waiting.thread.kill()


def limited(role):
    def wrap(sock):
        with weft.Timeout(0.05):
            return role(sock)

    return wrap


def with_timeout(role):
    def wrap(sock):
        sock.settimeout(0.05)
        return role(sock)

    return wrap


def nothing(waiting, ours):
    pass


for role, heads in ((as_client, (b"",)), (as_server, (b"", HELLO[:3], HELLO[:50], HELLO))):
    for head in heads:
        stalled(role, head, kill, SystemExit)
    for wrapper, kind in ((limited, TimeoutError), (with_timeout, TimeoutError)):
        for head in heads:
            ours, theirs = socket.socketpair()
            theirs.sendall(head)
            got = Started(wrapper(role), ours).join()
            assert isinstance(got, kind), repr(got)
            theirs.close()
ours, theirs = socket.socketpair()
ours.settimeout(0.02)
assert str(outcome(as_client, ours)) == "The handshake operation timed out"
theirs.close()

# A peer that talks nonsense, says something else, or goes away.
for role in (as_client, as_server):
    for rubbish in (
        b"GET / HTTP/1.0\r\n\r\n",
        b"\x15\x03\x03\x00\x02\x02\x28",
        b"\x16\x03\x03\x00\x00" * 100,
        b"\x16\x03\x03\xff\xff" + bytes(70000),
        bytes(random.getrandbits(8) for _ in range(1000)),
        b"\x16\x03\x01\x02\x00\x01\x00" + bytes(random.getrandbits(8) for _ in range(600)),
    ):
        ours, theirs = socket.socketpair()
        waiting = Started(role, ours)
        sending = Started(theirs.sendall, rubbish)
        got = outcome(theirs.shutdown, socket.SHUT_WR) if len(rubbish) < 60000 else None
        got = waiting.join()
        assert isinstance(got, OSError) and not isinstance(got, TimeoutError), (rubbish[:10], got)
        theirs.close()
        sending.join()
    ours, theirs = socket.socketpair()
    theirs.close()
    got = outcome(role, ours)
    assert isinstance(got, (ssl.SSLEOFError, ConnectionError)), got


class Middle:
    """Passes on what two sockets send each other; change(data, at) may alter it."""

    def __init__(self, change):
        self.ends = []
        self.threads = []
        self.sides = sides = []
        for _ in range(2):
            end, side = socket.socketpair()
            self.ends.append(end)
            sides.append(side)
        for source, target in ((sides[0], sides[1]), (sides[1], sides[0])):
            self.threads.append(Started(self.carry, source, target, change))

    def carry(self, source, target, change):
        at = 0
        try:
            while True:
                data = source.recv(5000)
                if not data:
                    break
                passed = change(data, at)
                target.sendall(passed)
                if len(passed) < len(data):
                    break
                at += len(data)
        except OSError:
            pass
        for one in (source, target):
            outcome(one.shutdown, socket.SHUT_RDWR)

    def cut(self):
        for side in self.sides:
            outcome(side.shutdown, socket.SHUT_RDWR)

    def join(self):
        for end in self.ends:
            end.close()
        for thread in self.threads:
            thread.join()


def talk(sock):
    """Wraps, and exchanges a few lines; True if all came as it was sent."""
    with sock:
        for i in range(5):
            sock.sendall(b"line %d\n" % i + bytes(1000))
        got = b""
        while len(got) < 5 * 1007:
            data = sock.recv(5000)
            if not data:
                return False
            got += data
        for i in range(5):
            assert got[i * 1007 : (i + 1) * 1007] == b"line %d\n" % i + bytes(1000)
    return True


def changed_at(place, cut):
    def change(data, at):
        if not at <= place < at + len(data):
            return data
        if cut:
            return data[: place - at]
        data = bytearray(data)
        data[place - at] ^= 1 << random.randrange(8)
        return data

    return change


for cut in (False, True):
    for _ in range(40):
        place = random.randrange(7000)
        middle = Middle(changed_at(place, cut))
        a = Started(lambda: talk(as_client(middle.ends[0])))
        b = Started(lambda: talk(as_server(middle.ends[1])))
        # Once one has failed the other may wait for what will never come; a changed length has both
        # wait for it.
        end = time.monotonic() + 3
        while a.thread.is_alive() or b.thread.is_alive():
            failed = [x for x in (a, b) if not x.thread.is_alive() and x.outcome is not True]
            if failed or time.monotonic() > end:
                middle.cut()
                break
            time.sleep(0.001)
        for side in (a, b):
            got = side.join()
            assert isinstance(got, (bool, OSError)), got
            assert not isinstance(got, TimeoutError), got
        middle.join()

# Much, both ways at once, a reader and a writer on each side; pieces of all sizes.
SIZE = 2000000
data = bytes(range(251)) * (SIZE // 251 + 1)


def send_much(sock):
    at = 0
    view = memoryview(data)
    while at < SIZE:
        n = min(random.choice((1, 100, 16384, 16385, 50000, 300000)), SIZE - at)
        sock.sendall(view[at : at + n])
        at += n


def read_much(sock):
    at = 0
    room = bytearray(30000)
    while at < SIZE:
        n = sock.recv_into(room)
        assert n, "the end"
        assert room[:n] == data[at : at + n], at
        at += n
    return at


a, b = pair()
started = [Started(f, s) for s in (a, b) for f in (send_much, read_much)]
seen = ticks
assert [one.join() for one in started] == [None, SIZE, None, SIZE]
assert ticks > seen

# A writer that was ended in the middle: the connection goes on, with whole records.
for end in ("kill", "timeout", "nonblocking"):

    def fill():
        if end == "timeout":
            a.settimeout(0.05)
        elif end == "nonblocking":
            a.setblocking(False)
        while True:
            a.sendall(b"x" * 5000)

    writing = Started(fill)
    if end == "kill":
        time.sleep(0.01)
        until(lambda: writing.thread.is_alive())
        ticks_go_on()
        writing.thread.kill()
    got = writing.join()
    kinds = {"kill": SystemExit, "timeout": TimeoutError, "nonblocking": ssl.SSLWantWriteError}
    assert isinstance(got, kinds[end]), got
    a.settimeout(None)
    rest = Started(a.sendall, b"x" * 5000 + b"end")  # of which a socket that does not block has had some
    got = b""
    while not got.endswith(b"end"):
        got += b.recv(100000)
    assert got[:-3] == b"x" * (len(got) - 3), got[-100:]
    assert rest.join() is None

# A read that is ended: by a kill, a Timeout, a timeout, close() and shutdown() by others.
for end in ("kill", "Timeout", "timeout"):

    def read():
        if end == "Timeout":
            with weft.Timeout(0.02):
                return a.recv(10)
        return a.recv(10)

    a.settimeout(0.02 if end == "timeout" else None)
    reading = Started(read)
    if end == "kill":
        ticks_go_on()
        reading.thread.kill()
    kinds = {"kill": SystemExit, "Timeout": TimeoutError, "timeout": TimeoutError}
    assert isinstance(reading.join(), kinds[end])
    a.settimeout(None)
    b.sendall(b"still here")
    assert a.recv(100) == b"still here"
reading = [Started(a.recv, 10) for _ in range(3)]
ticks_go_on()
a.close()
for one in reading:
    got = one.join()
    assert isinstance(got, OSError) and got.errno == errno.EBADF, got
b.close()
a, b = pair()
reading = Started(a.recv, 10)
ticks_go_on()
a.shutdown(socket.SHUT_RDWR)
assert reading.join() == b""
a.close()
b.close()
a, b = pair()
reading = Started(a.recv, 10)
ticks_go_on()
b.close()
assert reading.join() == b""
a.close()


# Every kind of caller: the main thread, a green one, a task, a native thread; each against each.
def converse(sock):
    with sock:
        sock.sendall(b"hello")
        got = sock.recv(100)
        with sock.makefile("rwb") as file:
            file.write(b"line\n")
            file.flush()
            got += file.readline()
        return got


def by_main(function, *args):
    return lambda: outcome(function, *args)


def by_thread(function, *args):
    return Started(function, *args).join


def by_task(function, *args):
    async def run():
        return outcome(function, *args)

    return lambda: asyncio.run(asyncio.wait_for(run(), 60))


def by_native(function, *args):
    results = []
    thread = weft.NativeThread(target=lambda: results.append(outcome(function, *args)))
    thread.start()

    def join():
        thread.join()
        return results[0]

    return join


for one in (by_thread, by_native):
    for other in (by_main, by_thread, by_task, by_native):
        for roles in ((as_client, as_server), (as_server, as_client)):
            ours, theirs = socket.socketpair()
            first = one(lambda: converse(roles[0](theirs)))
            second = other(lambda: converse(roles[1](ours)))
            assert second() == b"helloline\n"
            assert first() == b"helloline\n"


# A task that is cancelled in the middle of a handshake, a timer, and a stalled native thread.
async def cancelled():
    ours, theirs = socket.socketpair()

    async def shake():
        as_client(ours)

    task = asyncio.create_task(shake())
    await asyncio.sleep(0.02)
    task.cancel()
    try:
        await task
        raise AssertionError("not cancelled")
    except asyncio.CancelledError:
        pass
    assert ours.fileno() == -1
    theirs.close()


asyncio.run(cancelled())
ours, theirs = socket.socketpair()
ours.settimeout(0.05)
got = by_native(as_client, ours)()
assert isinstance(got, TimeoutError), got
theirs.close()

# Many at once.
results = []


def one_client(address):
    sock = socket.create_connection(address)
    results.append(converse(as_client(sock)))


def serve(listener):
    while True:
        try:
            sock, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=lambda sock: converse(as_server(sock)), args=(sock,)).start()


listener = socket.create_server(("127.0.0.1", 0))
serving = Started(serve, listener)
clients = [Started(one_client, listener.getsockname()) for _ in range(30)]
for one in clients:
    assert one.join() is None, one.outcome
assert results == [b"helloline\n"] * 30
listener.close()
serving.join()

# A context that is changed while it is in use: those that are wrapped go on as they were.
ours, theirs = socket.socketpair()
waiting = Started(as_server, theirs)
ticks_go_on()
server.load_cert_chain(made.signed("later", "server"))
a = as_client(ours)
assert a.getpeercert()["subject"] == ((("commonName", "server"),),)
waiting.join().close()
a.close()
a, b = pair()
assert a.getpeercert()["subject"] == ((("commonName", "later"),),)
a.close()
b.close()

# Nothing is left, also of those that were not closed; but for a few that a collector which does not
# know pointers from numbers takes for alive.
for _ in range(20):
    pair()
stop.set()
ticker.join()
del a, b, waiting, started, reading, clients, ours, theirs


def clean():
    gc.collect()
    return descriptors() <= before + 6


until(clean)
made.remove()
print("OK")
