# SPDX-License-Identifier: MIT
# weft: args -X heapsize=8m
"""Blocking sockets in plain threaded style: TCP, UDP, AF_UNIX, timeouts, files, addresses."""

import errno
import socket
import threading
import time


def in_thread(function, *args):
    thread = threading.Thread(target=function, args=args)
    thread.start()
    return thread


def raises(what, function, *args):
    try:
        function(*args)
    except what as exc:
        return exc
    raise AssertionError("no %s" % what)


# A thread that waits in accept() and recv() stops nobody.
ticks = []
stop = threading.Event()


def tick():
    while not stop.wait(0.002):
        ticks.append(None)


ticker = in_thread(tick)
server = socket.create_server(("127.0.0.1", 0))
address = server.getsockname()
print(address[0], address[1] > 0, server.family == socket.AF_INET)


def serve():
    while True:
        conn, peer = server.accept()
        with conn:
            while True:
                data = conn.recv(1000)
                if data == b"stop":
                    return
                if not data:
                    break
                conn.sendall(data.upper())


serving = in_thread(serve)


def goes_on(wait):
    """Whether the ticker has gone on while wait(seconds) waited."""
    for seconds in (0.1, 1, 10):
        before = len(ticks)
        wait(seconds)
        if len(ticks) - before > 5:
            return True
    return False


print("ticks while accept() waits:", goes_on(time.sleep))
with socket.create_connection(address) as s:
    for word in (b"one", b"two"):
        s.sendall(word)
        print(s.recv(100))
    print(s.getpeername() == address)

    def time_out(seconds):
        s.settimeout(seconds)
        start = time.monotonic()
        exc = raises(TimeoutError, s.recv, 10)
        assert str(exc) == "timed out" and seconds * 0.9 < time.monotonic() - start < seconds + 5

    print(goes_on(time_out))
    s.settimeout(0.1)
    print(s.gettimeout(), s.getblocking())
    s.setblocking(False)
    print(raises(OSError, s.recv, 10).errno == errno.EAGAIN, s.gettimeout(), s.getblocking())
    s.setblocking(True)
    print(s.gettimeout())
with socket.create_connection(("localhost", address[1])) as s:
    s.sendall(b"stop")
serving.join()
server.close()
print(server.fileno(), raises(OSError, server.accept).errno == errno.EBADF)
stop.set()
ticker.join()

# Nobody listens.
s = socket.socket()
print(s.connect_ex(address) == errno.ECONNREFUSED)
s.close()
s = socket.socket()
print(raises(OSError, s.connect, address).errno == errno.ECONNREFUSED)
s.close()

# A file over a socket, text and bytes, both ways.
a, b = socket.socketpair()
with a, b:
    lines = []

    def read_lines():
        with b.makefile("r") as file:
            for line in file:
                lines.append(line)

    reader = in_thread(read_lines)
    with a.makefile("w") as file:
        for i in range(3):
            file.write("line %d\n" % i)
        file.write("no end")
    a.shutdown(socket.SHUT_WR)
    reader.join()
    print(lines)

a, b = socket.socketpair()
file = b.makefile("rwb")
b.close()
file.write(b"hello\n")
file.flush()
print(a.recv(100))
a.sendall(b"0123456789\nabc")
a.shutdown(socket.SHUT_WR)
print(file.read(4), file.readline(), file.read(), file.read())
file.close()
print(b.fileno(), a.recv(1))
a.close()

# A big message through small buffers, with a slow reader.
a, b = socket.socketpair()
data = bytes(range(256)) * 4000
sender = in_thread(a.sendall, data)
parts = []
left = len(data)
while left:
    parts.append(b.recv(65536 if left % 3 else 1000))
    left -= len(parts[-1])
sender.join()
print(b"".join(parts) == data)

# recv_into(), MSG_PEEK, and reading while another thread writes.
a.sendall(b"abcdef")
print(b.recv(3, socket.MSG_PEEK), b.recv(3, socket.MSG_PEEK))
buffer = bytearray(4)
print(b.recv_into(buffer), bytes(buffer))
print(b.recv_into(memoryview(buffer)[1:3]), bytes(buffer))
got = []


def read_on():
    while True:
        part = b.recv(100)
        if not part:
            break
        got.append(part)
        b.sendall(part)


reader = in_thread(read_on)
echoed = b""
for i in range(50):
    a.sendall(b"%03d" % i)
while len(echoed) < 150:
    echoed += a.recv(100)
a.shutdown(socket.SHUT_WR)
reader.join()
print(echoed == b"".join(b"%03d" % i for i in range(50)) == b"".join(got))
a.close()
b.close()

# Datagrams.
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        found = []
        receiver = in_thread(lambda: found.append(one.recvfrom(100)))
        two.sendto(b"datagram", one.getsockname())
        receiver.join()
        print(found == [(b"datagram", two.getsockname())])
        two.connect(one.getsockname())
        two.send(b"again")
        print(one.recv(100))
        buffer = bytearray(10)
        one.sendto(b"back", 0, two.getsockname())
        print(two.recvfrom_into(buffer)[0], bytes(buffer[:4]))
        one.settimeout(0.01)
        raises(TimeoutError, one.recvfrom, 10)

# Options and names.
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print(s.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) != 0)
print(len(s.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)))
fd = s.detach()
print(s.fileno())
again = socket.socket(fileno=fd)
print(again.fileno() == fd, again.family == socket.AF_INET, again.type == socket.SOCK_STREAM)
again.close()
raises(TypeError, socket.socket().connect, "127.0.0.1")
raises(OverflowError, socket.socket().connect, ("127.0.0.1", 65536))
print(socket.gethostbyname("localhost"), socket.getaddrinfo("127.0.0.1", 80, 0, socket.SOCK_STREAM)[0][4])
print(isinstance(raises(socket.gaierror, socket.getaddrinfo, "no.such.host.invalid", 80), OSError))
print(socket.inet_aton("127.1"), socket.inet_ntoa(b"\x7f\0\0\1"), socket.htons(1) in (1, 256))
print(socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, "::1")))
