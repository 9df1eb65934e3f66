# SPDX-License-Identifier: MIT
"""Stand-in for pyDirect's C module `httpserver`: on the device ESP-IDF's server, in an OS task of its own;
here green threads of Weft. Handlers run where they do there, inside process_queue().

It listens on `host` alone, which is the loopback unless whoever runs it says otherwise.
"""

import queue
import socket
import sys
import threading

import weft

host = "127.0.0.1"
port = None  # in place of the one that start() is asked for; 0: any that is free
address = None  # (host, port) that it listens on

_MAX_HEAD = 16 << 10  # bytes
_MAX_BODY = 1 << 20
_SECONDS = 20  # that a request may take to come, and to be answered
_MAX_CONNECTIONS = 64

_listener = None
_routes = {}  # (method, path): handler
_queue = queue.SimpleQueue()
_connections = threading.Semaphore(_MAX_CONNECTIONS)
upgrade = None  # (path, headers, socket, stream): whether it has taken the connection over: wsserver's


class _Request(weft.Group):
    """What handlers start belongs to it, so that threads of theirs may send() too."""

    def __init__(self, call):
        super().__init__("request")
        self.call = call
        self.content = None
        self.answered = threading.Event()

    def run(self):
        try:
            with self:
                content = self.call()
            if isinstance(content, (str, bytes)):
                self.answer(content, "application/json")
            else:
                self.answer("", "text/html")
        except Exception as exc:
            sys.print_exception(exc, sys.stderr)
            self.answer("Internal Server Error", "text/html")

    def answer(self, content, kind):
        if not self.answered.is_set():
            self.content = (content, kind)
            self.answered.set()


def start(number=80, *, cert_file=None, key_file=None):
    """Listen on `number`, or on what `port` says. No TLS here. OSError."""
    global _listener, address
    if _listener is not None:
        return True
    _listener = socket.create_server((host, number if port is None else port))
    address = _listener.getsockname()[:2]
    accepting = threading.Thread(target=_accept, args=(_listener,), name="httpserver", daemon=True)
    accepting.priority = weft.SYSTEM
    accepting.start()
    return True


def stop():
    global _listener
    listener, _listener = _listener, None
    if listener is not None:
        listener.close()
    _routes.clear()


def on(uri, handler, method="GET"):
    """Have handler(uri, body or None, the client's address) called for requests. Returns what off()
    takes."""
    if _listener is None:
        raise ValueError("Server not started")
    if not isinstance(uri, str) or not callable(handler):
        raise TypeError("String and callable required")
    route = (method.upper(), uri)
    _routes[route] = handler
    return route


def off(route):
    return _routes.pop(route, None) is not None


def send(content):
    """Answer the request whose handler, or whose handler's thread, calls it. ValueError if there is
    none, or it has been answered."""
    group = weft.current_group()
    while group is not None and not isinstance(group, _Request):
        group = group.parent
    if group is None or group.answered.is_set():
        raise ValueError("No active request")
    group.answer(content, "text/html")
    return True


def https_running():
    return False


def call_soon(function):
    """Have process_queue() call function()."""
    _queue.put(function)


def process_queue():
    """Call the handlers of the requests that have come. Returns how many there were."""
    count = 0
    while count < 10:
        try:
            call = _queue.get_nowait()
        except queue.Empty:
            break
        count += 1
        call()
    return count


# --- the server ---


def _accept(listener):
    while True:
        _connections.acquire()
        try:
            sock, peer = listener.accept()
        except OSError:  # closed
            _connections.release()
            return
        try:
            thread = threading.Thread(target=_serve, args=(sock, peer), daemon=True)
            thread.priority = weft.SYSTEM
            thread.start()
        except (MemoryError, RuntimeError):
            sock.close()
            _connections.release()


def _serve(sock, peer):
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(_SECONDS)
        _serve_request(sock, sock.makefile("rb"), peer)
    except (OSError, EOFError):
        pass  # it is gone, or too slow
    except _Bad as bad:
        _respond(sock, bad.args[0], "text/plain", "")
    finally:
        sock.close()
        _connections.release()


class _Bad(Exception):
    """A request that is answered with this status."""


def _read_head(stream):
    """(method, path, headers with their names in lower case)."""
    lines = []
    left = _MAX_HEAD
    while True:
        line = stream.readline()
        left -= len(line)
        if not line:
            raise EOFError
        if left < 0 or not line.endswith(b"\n"):
            raise _Bad("431 Request Header Fields Too Large")
        line = line.strip()
        if not line:
            break
        try:
            lines.append(line.decode())
        except UnicodeError:
            raise _Bad("400 Bad Request")
    words = lines[0].split() if lines else ()
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise _Bad("400 Bad Request")
    headers = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise _Bad("400 Bad Request")
        headers[name.strip().lower()] = value.strip()
    return words[0], words[1].split("?")[0], headers


def _serve_request(sock, stream, peer):
    method, path, headers = _read_head(stream)
    if headers.get("upgrade", "").lower() == "websocket":
        if upgrade is None or not upgrade(path, headers, sock, stream):
            raise _Bad("404 Not Found")
        return
    handler = _routes.get((method, path))
    if handler is None:
        raise _Bad("404 Not Found")
    body = None
    if method == "POST":
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > _MAX_BODY:
            raise _Bad("413 Content Too Large")
        data = stream.read(int(length)) if int(length) else b""
        try:
            body = data.decode()
        except UnicodeError:
            raise _Bad("400 Bad Request")
    request = _Request(lambda: handler(path, body, peer[0]))
    call_soon(request.run)
    if not request.answered.wait(_SECONDS):
        raise _Bad("503 Service Unavailable")
    content, kind = request.content
    _respond(sock, "200 OK", kind, content)


def _respond(sock, status, kind, content):
    content = content.encode() if isinstance(content, str) else content
    head = "HTTP/1.1 %s\r\nContent-Type: %s; charset=utf-8\r\nContent-Length: %d\r\n" % (
        status,
        kind,
        len(content),
    )
    try:
        sock.sendall((head + "Cache-Control: no-store\r\nConnection: close\r\n\r\n").encode() + content)
    except OSError:
        pass
