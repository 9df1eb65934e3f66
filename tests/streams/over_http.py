# SPDX-License-Identifier: MIT
# weft: only
"""http.client and urllib.request, unmodified, over the boards' socket, beside a ticker."""

import http.client
import json
import socket
import threading
import time
import urllib.error
import urllib.request

assert "streams" in socket.__file__, socket.__file__

ticks = 0
stop = threading.Event()


def tick():
    global ticks
    while not stop.wait(0.001):
        ticks += 1


threading.Thread(target=tick, daemon=True).start()
server = socket.create_server(("127.0.0.1", 0))
host, port = server.getsockname()
assert port


def serve(conn):
    """HTTP/1.1, for one connection: GET echoes its path, POST its body, in chunks; /slow takes time, /never for ever."""
    with conn, conn.makefile("rwb") as file:
        while True:
            line = file.readline()
            if not line:
                return
            method, path, _ = line.decode().split()
            length = 0
            while True:
                header = file.readline().strip().lower()
                if not header:
                    break
                if header.startswith(b"content-length:"):
                    length = int(header[15:])
            body = file.read(length)
            before = ticks
            while path == "/slow" and ticks < before + 5:  # as the ticker stands still for nobody
                time.sleep(0.001)
            if path == "/never":
                stop.wait()
            if path == "/gone":
                file.write(b"HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n")
            elif method == "POST":
                file.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                for i in range(0, len(body), 1000):
                    part = body[i : i + 1000]
                    file.write(b"%x\r\n" % len(part) + part + b"\r\n")
                file.write(b"0\r\n\r\n")
            else:
                answer = json.dumps({"path": path}).encode()
                file.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
            file.flush()


def accept():
    while True:
        try:
            conn, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=serve, args=(conn,), daemon=True).start()


accepting = threading.Thread(target=accept, daemon=True)
accepting.start()

conn = http.client.HTTPConnection("localhost", port, timeout=10)
for n in range(3):  # on one connection
    conn.request("GET", "/number/%d" % n)
    answer = conn.getresponse()
    assert answer.status == 200 and json.loads(answer.read()) == {"path": "/number/%d" % n}
body = bytes(range(256)) * 20
conn.request("POST", "/", body, {"Content-Type": "application/octet-stream"})
assert conn.getresponse().read() == body
conn.close()

url = "http://127.0.0.1:%d" % port
with urllib.request.urlopen(url + "/slow") as answer:
    assert json.loads(answer.read()) == {"path": "/slow"}
try:
    urllib.request.urlopen(url + "/gone")
    raise AssertionError("no error")
except urllib.error.HTTPError as exc:
    assert exc.code == 404
    exc.close()
try:
    urllib.request.urlopen(url + "/never", timeout=0.05)
    raise AssertionError("no timeout")
except OSError as exc:
    assert isinstance(exc, TimeoutError) or isinstance(exc.reason, TimeoutError), exc

answers = []


def fetch(n):
    with urllib.request.urlopen("%s/%d" % (url, n), b"%d" % n) as answer:
        answers.append((n, answer.read()))


fetching = [threading.Thread(target=fetch, args=(n,)) for n in range(20)]
for t in fetching:
    t.start()
for t in fetching:
    t.join()
assert sorted(answers) == [(n, b"%d" % n) for n in range(20)]
server.close()
accepting.join()
stop.set()
print("OK")
