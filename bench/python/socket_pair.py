# SPDX-License-Identifier: MIT
"""A send() and a recv() that finds its data at once, over one TCP connection on the loopback: with
Weft's socket, or MicroPython's own on an interpreter without Weft. Prints `send_recv` nanoseconds.

    socket_pair.py COUNT PORT
"""

import socket
import sys
import time

server = socket.socket()
client = socket.socket()
server.bind(socket.getaddrinfo("127.0.0.1", int(sys.argv[2]))[0][-1])
server.listen(1)
client.connect(socket.getaddrinfo("127.0.0.1", int(sys.argv[2]))[0][-1])
conn = server.accept()[0]
for sock in (client, conn):
    sock.setsockopt(6, 1, 1)  # TCP_NODELAY

message = b"x" * 64


def work(count):
    send = client.send
    recv = conn.recv
    for _ in range(count):
        send(message)
        recv(100)


work(100)
count = int(sys.argv[1])
start = time.ticks_us()
work(count)
print("send_recv", time.ticks_diff(time.ticks_us(), start) * 1000 / count)
