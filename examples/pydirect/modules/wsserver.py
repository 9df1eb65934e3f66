# SPDX-License-Identifier: MIT
"""Stand-in for pyDirect's C module `wsserver`: WebSocket connections of httpserver's. Callbacks run
inside httpserver.process_queue(), as on the device."""

import threading

import httpserver
import websocket

CONNECT = 0
DISCONNECT = 1
MESSAGE = 2
TEXT = websocket.TEXT
BINARY = websocket.BINARY
MAX_CLIENTS = 4

_names = ("connect", "disconnect", "message")
_callbacks = {}
_clients = {}  # by number
_path = None
_lock = threading.Lock()

# What the device's protocols do in C: an object with the methods connected(client), received(client,
# kind, data) and disconnected(client), called in the connection's own thread; and `protocol`, the
# subprotocol's name.
handler = None


class Client:
    def __init__(self, number, connection):
        self.number = number
        self.connection = connection


def start(path, http_handle=None, ping_interval=5, ping_timeout=10):
    """Take WebSocket connections to `path`."""
    global _path
    _path = path
    httpserver.upgrade = _upgrade
    return True


def stop():
    global _path
    _path = None
    for client in list(_clients.values()):
        client.connection.close()


def is_running():
    return _path is not None


def on(event, callback):
    """Have callback(client, the event's name), for MESSAGE with the message too, called."""
    if event not in (CONNECT, DISCONNECT, MESSAGE):
        raise ValueError("Invalid event")
    _callbacks[event] = callback
    return True


def send(client, message, kind=TEXT):
    """Send a message to a client, by its number. False if it is not connected."""
    client = _clients.get(client)
    if client is None:
        return False
    data = message.encode() if isinstance(message, str) else message
    try:
        client.connection.send(data, kind)
    except OSError:
        return False
    return True


def close(client):
    client = _clients.get(client)
    if client is not None:
        client.connection.close()
    return client is not None


def is_connected(client):
    return client in _clients


def count_clients():
    return len(_clients)


def _call_back(event, client, *args):
    callback = _callbacks.get(event)
    if callback is not None:
        httpserver.call_soon(lambda: callback(client.number, _names[event], *args))


def _new_client(connection):
    with _lock:
        for number in range(MAX_CLIENTS):
            if number not in _clients:
                client = _clients[number] = Client(number, connection)
                return client


def _upgrade(path, headers, sock, stream):
    """httpserver.upgrade: serve a connection, to its end."""
    if path.lower() != (_path or "").lower():
        return False
    key = headers.get("sec-websocket-key")
    if not key or headers.get("sec-websocket-version") != "13":
        sock.sendall(b"HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n\r\n")
        return True
    offered = [name.strip() for name in headers.get("sec-websocket-protocol", "").split(",")]
    chosen = [name for name in offered if handler is not None and name.lower() == handler.protocol]
    if not chosen and offered != [""]:
        sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        return True
    connection = websocket.WebSocket(sock, stream)
    client = _new_client(connection)
    if client is None:
        sock.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
        return True
    try:
        answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        answer += "Sec-WebSocket-Accept: %s\r\n" % websocket.accept_key(key)
        if chosen:
            answer += "Sec-WebSocket-Protocol: %s\r\n" % chosen[0]
        sock.sendall((answer + "\r\n").encode())
        sock.settimeout(None)
        _serve(client, connection)
    finally:
        connection.close()
        del _clients[client.number]
        if handler is not None:
            handler.disconnected(client)
        _call_back(DISCONNECT, client)
    return True


def _serve(client, connection):
    if handler is not None:
        handler.connected(client)
    _call_back(CONNECT, client)
    try:
        while True:
            kind, data = connection.receive()
            if handler is not None:
                handler.received(client, kind, data)
            _call_back(MESSAGE, client, data)
    except websocket.Error as exc:
        connection.close(exc.code)
    except (EOFError, OSError):
        pass
