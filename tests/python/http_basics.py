# SPDX-License-Identifier: MIT
# http.server, http.client and urllib.request, against each other: methods, bodies, chunks, kept
# connections, errors, redirections, hostile requests and answers.

import http.client
import json
import socket
import threading
import urllib.error
import urllib.request
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        pass

    def answer(self, body, status=HTTPStatus.OK, kind="text/plain; charset=utf-8"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        if self.path == "/chunks":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for n in range(1, 4):
                self.wfile.write(b"%x\r\n%s\r\n" % (n * 10, b"x" * n * 10))
            self.wfile.write(b"0\r\n\r\n")
        elif self.path == "/until_the_end":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"line 1\nline 2\nno newline")
        elif self.path == "/again":
            self.send_response(302)
            self.send_header("Location", "/target?x=1")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/for_ever":
            self.send_response(301)
            self.send_header("Location", "/for_ever")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404, "Not here")
        elif self.path == "/headers":
            found = self.headers["x-one"], self.headers.get("X-None"), "X-ONE" in self.headers
            self.answer(json.dumps(found).encode())
        else:
            self.answer(("you asked for " + self.path).encode())

    do_HEAD = do_GET

    def do_POST(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            parts = []
            while True:
                n = int(self.rfile.readline().strip(), 16)
                parts.append(self.rfile.read(n))
                self.rfile.readline()
                if n == 0:
                    break
            body = b"|".join(parts)
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(b"%s with %d bytes of %s: %s" % (
            self.command.encode(), len(body), str(self.headers["Content-Type"]).encode(), body[:20]))

    do_PUT = do_POST


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
thread = threading.Thread(target=server.serve_forever, daemon=True)
thread.start()
port = server.server_address[1]
base = "http://127.0.0.1:%d" % port
print(server.server_port == port)


def show(response):
    body = response.read()
    print(response.status, response.reason, response.version, len(body), body[:40], response.isclosed())


# One connection, several requests.
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
for path in ("/first", "/chunks", "/headers"):
    connection.request("GET", path, headers={"X-One": "1"})
    show(connection.getresponse())
connection.request("HEAD", "/head")
response = connection.getresponse()
print(response.getheader("content-length"), response.getheader("nothing", "default"))
show(response)
connection.request("POST", "/post", "some text", {"Content-Type": "text/plain"})
show(connection.getresponse())
connection.request("PUT", "/put", iter([b"one", b"three", b"x" * 100]))
show(connection.getresponse())
connection.request("DELETE", "/x")
response = connection.getresponse()
print(response.status, response.reason)
response.read()
connection.request("GET", "/until_the_end")
response = connection.getresponse()
print(response.readline(), response.readline(), response.read(2), response.read())
connection.request("GET", "/opens_a_new_connection")
try:
    connection.request("GET", "/too_soon")
except http.client.CannotSendRequest as exc:
    print("CannotSendRequest", exc)
response = connection.getresponse()
print(response.read(9), response.read(9), response.read())
try:
    connection.getresponse()
except http.client.ResponseNotReady as exc:
    print("ResponseNotReady", exc)
for bad in ("/a b", "/a\r\nX: y"):
    try:
        connection.request("GET", bad)
    except http.client.InvalidURL as exc:
        print("InvalidURL")
    connection.close()
try:
    connection.putrequest("GET", "/")
    connection.putheader("X-Bad", "a\r\nInjected: yes")
except ValueError as exc:
    print("ValueError")
connection.close()

# urllib.request.
with urllib.request.urlopen(base + "/page") as response:
    print(response.status, response.read(), response.geturl() == base + "/page")
    print(response.headers.get_content_charset())
print(urllib.request.urlopen(base + "/again").read())
print(urllib.request.urlopen(base + "/form", data=b"a=1&b=2").read())
request = urllib.request.Request(base + "/put", b"{}", {"Content-type": "application/json"}, method="PUT")
print(urllib.request.urlopen(request).read())
for path in ("/missing", "/for_ever"):
    try:
        urllib.request.urlopen(base + path)
    except urllib.error.HTTPError as exc:
        print("HTTPError", exc.code, exc.headers["Content-Length"] != "x")
with socket.socket() as sock:
    sock.bind(("127.0.0.1", 0))
    nobody = sock.getsockname()[1]
try:
    urllib.request.urlopen("http://127.0.0.1:%d/" % nobody)
except urllib.error.URLError as exc:
    print("URLError", type(exc.reason).__name__)

# Many at once.
got = []


def fetch(n):
    got.append(urllib.request.urlopen("%s/%d" % (base, n)).read())


threads = [threading.Thread(target=fetch, args=(n,)) for n in range(20)]
for one in threads:
    one.start()
for one in threads:
    one.join()
print(sorted(got) == sorted([b"you asked for /%d" % n for n in range(20)]))


# What is no HTTP.
def raw(data):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        return b"".join(iter_recv(sock)).split(b"\r\n")[0].split(b"Error code explanation")[0]


def iter_recv(sock):
    while True:
        data = sock.recv(4096)
        if not data:
            return
        yield data


for bad in (
    b"",
    b"\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/x.y\r\n\r\n",
    b"GET / HTTP/2.0\r\n\r\n",
    b"GET / a b HTTP/1.1\r\n\r\n",
    b"POST /\r\n\r\n",
    b"BREW /pot HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 101 + b"\r\n",
):
    print(bad[:30], raw(bad))
server.shutdown()
thread.join()
server.server_close()


# A server that misbehaves.
def misbehave(*answers):
    for answer in answers:
        listener = socket.create_server(("127.0.0.1", 0))

        def serve():
            conn, _ = listener.accept()
            conn.recv(4096)
            conn.sendall(answer)
            conn.close()

        one = threading.Thread(target=serve)
        one.start()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=10)
            connection.request("GET", "/")
            print(connection.getresponse().read())
        except http.client.IncompleteRead as exc:
            print("IncompleteRead", exc.partial, exc.expected)
        except ConnectionResetError as exc:
            print("a ConnectionResetError:", exc)
        except http.client.HTTPException as exc:
            print(type(exc).__name__)
        connection.close()
        one.join()
        listener.close()


misbehave(
    b"",
    b"nonsense\r\n\r\n",
    b"HTTP/1.1 abc OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    b"HTTP/1.0 200\r\n\r\nuntil the end",
    b"HTTP/1.1 204 No Content\r\n\r\n",
)
print(http.client.responses[404], HTTPStatus.NOT_FOUND == 404)
