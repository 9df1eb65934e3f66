# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=16m
"""socketserver: threads per request, errors of handlers, shutdown, a server closed while it serves,
and no descriptors left."""

import socket
import socketserver
import threading


class Echo(socketserver.StreamRequestHandler):
    timeout = 5

    def handle(self):
        for line in self.rfile:
            if line == b"boom\n":
                raise ValueError("boom")
            self.wfile.write(line)


def ask(file, line):
    file.write(line)
    file.flush()
    return file.readline()


class QuietServer(socketserver.ThreadingTCPServer):
    def handle_error(self, request, client_address):
        self.failed = True


# Twenty peers at once, each answered while the others wait.
with QuietServer(("127.0.0.1", 0), Echo) as server:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    peers = [socket.create_connection(server.server_address, 5) for _ in range(20)]
    files = [peer.makefile("rwb") for peer in peers]
    for n, file in enumerate(reversed(files)):
        assert ask(file, b"line %d\n" % n) == b"line %d\n" % n
    # One handler raises: its connection ends, the others go on.
    assert ask(files[0], b"boom\n") == b""
    assert ask(files[1], b"more\n") == b"more\n"
    assert server.failed
    for file, peer in zip(files, peers):
        file.close()
        peer.close()
    server.shutdown()
    thread.join(5)
    assert not thread.is_alive()
assert server.fileno() == -1 and not server._threads

# A server that is closed while it serves stops.
server = socketserver.TCPServer(("127.0.0.1", 0), Echo)
thread = threading.Thread(target=server.serve_forever, args=(5,))
thread.start()
while server._stopped.is_set():
    threading.Event().wait(0.001)
server.server_close()
thread.join(4)
assert not thread.is_alive()
server.shutdown()  # has nothing to wait for

# Nobody comes.
with socketserver.UDPServer(("127.0.0.1", 0), socketserver.DatagramRequestHandler) as server:
    timeouts = []
    server.handle_timeout = lambda: timeouts.append(1)
    server.timeout = 0.01
    server.handle_request()
    assert timeouts == [1]

# No descriptors left: the server tries again, and others go on meanwhile.
with QuietServer(("127.0.0.1", 0), Echo) as server:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    peer = socket.socket()
    held = []
    while True:
        try:
            held.append(socket.socket())
        except OSError:
            break
    peer.connect(server.server_address)
    peer.settimeout(0.2)
    with peer.makefile("rwb") as file:
        try:
            ask(file, b"too early\n")
            assert False
        except TimeoutError:
            pass
    for sock in held:
        sock.close()
    peer.settimeout(5)
    assert peer.recv(100) == b"too early\n"
    peer.close()
    server.shutdown()
    thread.join(5)
    assert not thread.is_alive()
print("OK")
