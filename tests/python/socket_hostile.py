# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=16m
"""Hostile peers, and no descriptors left: no hang, nothing left over, a clear error."""

import errno
import os
import random
import socket
import threading
import time

import weft


def descriptors():
    return len(list(os.ilistdir("/proc/self/fd")))


def threads():
    return weft.stats()["threads"]


served = failed = 0


def serve(conn):
    """Echoes; sees that each of its connections ends, one way or another."""
    global served, failed
    try:
        with conn:
            conn.settimeout(0.5)
            while True:
                data = conn.recv(4096)
                if not data:
                    break
                conn.sendall(data)
        served += 1
    except OSError:
        failed += 1


class Server:
    def __init__(self, backlog=128):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=backlog)
        self.address = self.socket.getsockname()
        self.refused = []
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def accept(self):
        while True:
            try:
                conn, _ = self.socket.accept()
            except OSError as exc:
                if exc.errno == errno.EBADF:
                    return
                self.refused.append(exc.errno)
                time.sleep(0.01)
                continue
            threading.Thread(target=serve, args=(conn,), daemon=True).start()

    def close(self):
        self.socket.close()
        self.thread.join(5)
        assert not self.thread.is_alive()


def settled(count):
    """Waits until there are no more descriptors and threads than before."""
    for _ in range(500):
        if descriptors() <= count[0] and threads() <= count[1]:
            return
        time.sleep(0.01)
    raise AssertionError("left over: %r, was %r" % ((descriptors(), threads()), count))


s, t = socket.socketpair()  # the poller has its descriptors from here on
threading.Timer(0.01, s.send, (b"x",)).start()
t.recv(1)
s.close()
t.close()
before = descriptors(), threads()
server = Server()
inside = descriptors(), threads()


def connect():
    return socket.create_connection(server.address, 5)


# Slow: a byte at a time, over a long time.
s = connect()
for i in range(20):
    s.sendall(b"%d" % (i % 10))
    time.sleep(0.002)
got = b""
while len(got) < 20:
    got += s.recv(100)
assert got == b"0123456789" * 2
s.close()
settled(inside)

# Half-closed: what was sent before comes back.
s = connect()
s.sendall(b"half")
s.shutdown(socket.SHUT_WR)
got = b""
while True:
    data = s.recv(100)
    if not data:
        break
    got += data
assert got == b"half", got
s.close()
settled(inside)

# Reset, at once and in the midst of it.
for n in (0, 1, 100000):
    s = connect()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    if n:
        s.settimeout(0.05)
        try:
            s.sendall(bytes(n))
        except TimeoutError:
            pass
    s.close()
settled(inside)

# Silent: the server gives up.
s = connect()
assert s.recv(1) == b""
s.close()
settled(inside)

# Never reads: the server's send buffer gets full, and it gives up.
s = connect()
s.settimeout(1.5)
try:
    while True:
        s.sendall(bytes(100000))
except OSError:
    pass
s.close()
settled(inside)

# Garbage is data.
s = connect()
junk = os.urandom(5000)
s.sendall(junk)
got = b""
while len(got) < len(junk):
    got += s.recv(5000)
assert got == junk
s.close()
settled(inside)

# A connection that nobody accepts: connect() works, a read times out, and closing resets it.
quiet = socket.create_server(("127.0.0.1", 0), backlog=1)
waiting = []
outcomes = []
for _ in range(4):
    s = socket.socket()
    s.settimeout(0.1)
    outcomes.append(s.connect_ex(quiet.getsockname()))
    waiting.append(s)
assert outcomes[0] == 0 and outcomes[-1] in (0, errno.EAGAIN), outcomes
try:
    waiting[0].recv(1)
    assert False
except TimeoutError:
    pass
quiet.close()
try:
    waiting[0].settimeout(2)
    assert waiting[0].recv(1) == b""
except ConnectionResetError:
    pass
for s in waiting:
    s.close()
settled(inside)
server.close()
settled(before)

# 2,000 connects at once against a queue of 5. The system drops what does not fit, so a caller tries
# again, after a pause by chance: each gets its answer, and learns nothing worse than that it must
# try again. A thread that sleeps goes on meanwhile.
server = Server(backlog=5)
inside = descriptors(), threads()
COUNT = 2000
PATIENCE = 60  # seconds
seed = time.ticks_us()
print("seed", seed)
random.seed(seed)
TRY_AGAIN = (errno.EAGAIN, errno.ECONNRESET, errno.ECONNREFUSED, errno.EPIPE)
answers = 0
tries = []
surprises = []
beats = 0
calling = True


def beat():
    global beats
    while calling:
        time.sleep(0.01)
        beats += 1


def call(number):
    global answers
    question = b"hello %d" % number
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        tries.append(number)
        try:
            with socket.create_connection(server.address, 1) as s:
                s.sendall(question)
                answer = s.recv(100)
                if answer == question:
                    answers += 1
                    return
                if answer:
                    surprises.append(answer)
        except OSError as exc:
            if not isinstance(exc, TimeoutError) and exc.errno not in TRY_AGAIN:
                surprises.append(exc)
        time.sleep(random.random())


beating = threading.Thread(target=beat)
beating.start()
callers = [threading.Thread(target=call, args=(n,)) for n in range(COUNT)]
start = time.monotonic()
for t in callers:
    t.start()
for t in callers:
    t.join()
elapsed = time.monotonic() - start
calling = False
beating.join()
print("%d connects, %d tries, %.1f s" % (COUNT, len(tries), elapsed))
assert not surprises, surprises[:5]
assert answers == COUNT, answers
assert beats >= elapsed / 0.01 / 10, (beats, elapsed)
settled(inside)

# No descriptors left: the caller learns it, and the server goes on.
held = []
while True:
    try:
        held.append(socket.socket())
    except OSError as exc:
        assert exc.errno == errno.EMFILE, exc
        break
held.pop().close()
s = socket.create_connection(server.address, 5)  # takes the last: nothing is left to accept it with
s.settimeout(20)
s.sendall(b"at last")  # before it is accepted: from then on its thread waits half a second
for _ in range(2000):
    if server.refused:
        break
    time.sleep(0.01)
assert errno.EMFILE in server.refused, server.refused
while held:
    held.pop().close()
assert s.recv(10) == b"at last"
s.close()
settled(inside)
server.close()
settled(before)
print("OK")
