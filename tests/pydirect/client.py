# SPDX-License-Identifier: MIT
"""A client of Studio's protocol, with nothing but CPython's standard library: its own WebSocket and CBOR,
so that it agrees with the host orchestrator's by the protocol alone. And how tests start that.
"""

import base64
import collections
import hashlib
import itertools
import os
import queue
import re
import socket
import struct
import subprocess
import threading
import time

EVENT, TRM, M2M, FILE = 0, 1, 2, 23
PASSWORD = "open sesame"
# For a machine under load. What is measured is something else.
PATIENCE = 60
RUN = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "pydirect", "run.py")


# --- CBOR ---


def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([major << 5 | info]) + number.to_bytes(size, "big")
    raise ValueError(number)


def encode(value):
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(encode, value))
    raise TypeError(value)


def decode(data):
    value, rest = decode_one(data)
    assert rest == b"", rest
    return value


def decode_one(data):
    major, info = data[0] >> 5, data[0] & 31
    data = data[1:]
    if major == 7:
        return {20: False, 21: True, 22: None}[info], data
    if info >= 24:
        size = 1 << info - 24
        number, data = int.from_bytes(data[:size], "big"), data[size:]
    else:
        number = info
    if major == 0:
        return number, data
    if major == 1:
        return -1 - number, data
    if major in (2, 3):
        text = data[:number]
        assert len(text) == number
        return (text if major == 2 else text.decode()), data[number:]
    assert major == 4, major
    items = []
    for _ in range(number):
        item, data = decode_one(data)
        items.append(item)
    return items, data


# --- WebSocket ---


class Closed(Exception):
    """The server has closed the connection; args[0] is its code, None if there was none."""


class Connection:
    def __init__(self, address, path="/webrepl", protocol="webrepl.binary.v1"):
        self.sock = socket.create_connection(address, timeout=PATIENCE)
        key = base64.b64encode(os.urandom(16))
        lines = [
            b"GET %s HTTP/1.1" % path.encode(),
            b"Host: %s:%d" % (address[0].encode(), address[1]),
            b"Upgrade: websocket",
            b"Connection: Upgrade",
            b"Sec-WebSocket-Version: 13",
            b"Sec-WebSocket-Key: " + key,
        ]
        if protocol:
            lines.append(b"Sec-WebSocket-Protocol: " + protocol.encode())
        self.sock.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
        self.file = self.sock.makefile("rb")
        self.status = self.file.readline().decode().strip()
        self.headers = {}
        while line := self.file.readline().decode().strip():
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        if " 101 " in self.status:
            accept = hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
            assert self.headers["sec-websocket-accept"] == base64.b64encode(accept).decode()

    def send_frame(self, data, opcode=2, final=True, masked=True):
        size = len(data)
        first = bytes([(0x80 if final else 0) | opcode])
        mask = 0x80 if masked else 0
        if size < 126:
            first += bytes([mask | size])
        elif size < 1 << 16:
            first += struct.pack(">BH", mask | 126, size)
        else:
            first += struct.pack(">BQ", mask | 127, size)
        if masked:
            key = os.urandom(4)
            first += key
            data = bytes(byte ^ key[at & 3] for at, byte in enumerate(data))
        self.sock.sendall(first + data)

    def read(self, count):
        data = self.file.read(count)
        if len(data) < count:
            raise Closed(None)
        return data

    def receive_frame(self):
        """(opcode, data)."""
        first, size = self.read(2)
        assert first & 0x80 and not size & 0x80, "servers send whole frames, not masked"
        if size == 126:
            size = struct.unpack(">H", self.read(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.read(8))[0]
        return first & 15, self.read(size)

    def send(self, message):
        self.send_frame(encode(message))

    def receive(self, logs=False):
        """The next message; without the LOG events, unless they are asked for."""
        while True:
            message = self.receive_any()
            if logs or message[:2] != [EVENT, 4]:
                return message

    def receive_any(self):
        opcode, data = self.receive_frame()
        if opcode == 8:
            raise Closed(struct.unpack(">H", data[:2])[0] if data else None)
        assert opcode == 2, opcode
        return decode(data)

    def close(self):
        self.sock.close()


# --- Studio ---


class Answer:
    """What has come for one command."""

    def __init__(self):
        self.chunks = []
        self.condition = threading.Condition()
        self.status = self.error = None
        self.sent = time.monotonic()
        self.ended = None

    @property
    def text(self):
        with self.condition:
            return "".join(self.chunks)

    def add(self, text):
        with self.condition:
            self.chunks.append(text)
            self.condition.notify_all()

    def end(self, status, error):
        with self.condition:
            assert self.status is None, "one end for each command"
            self.status, self.error, self.ended = status, error, time.monotonic()
            self.condition.notify_all()

    def wait(self, timeout=PATIENCE):
        """Wait for its end; returns its output."""
        with self.condition:
            if not self.condition.wait_for(lambda: self.status is not None, timeout):
                raise TimeoutError("no end; so far: %r" % self.chunks)
        return self.text

    def wait_for(self, text, timeout=PATIENCE):
        """Wait until its output has this in it."""
        with self.condition:
            if not self.condition.wait_for(lambda: text in "".join(self.chunks), timeout):
                raise TimeoutError("no %r in %r" % (text, self.chunks))


class Studio:
    """A client that has given the password."""

    def __init__(self, address, password=PASSWORD):
        self.connection = Connection(address)
        self.connection.send([EVENT, 0, password])
        answer = self.connection.receive()
        assert answer == [EVENT, 1], answer
        self.answers = collections.defaultdict(Answer)
        self.events = queue.Queue()
        self.others = queue.Queue()  # what has no id
        self.ids = itertools.count()
        self.lock = threading.Lock()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        try:
            while True:
                self._received(self.connection.receive(logs=True))
        except (Closed, OSError, ValueError):
            self.events.put(None)

    def _received(self, message):
        channel, operation = message[:2]
        if channel == EVENT:
            self.events.put(message)
        elif channel in (TRM, M2M) and operation == 0 and len(message) == 4:
            self.answers[channel, message[3]].add(message[2])
        elif channel in (TRM, M2M) and operation == 2 and len(message) == 5:
            self.answers[channel, message[4]].end(*message[2:4])
        else:
            self.others.put(message)

    def send(self, message):
        with self.lock:
            self.connection.send(message)

    def start(self, code, channel=TRM, name=None):
        """Have a piece of code run; returns its Answer."""
        id = "%s%d" % (name or "c", next(self.ids))
        answer = self.answers[channel, id] = Answer()
        answer.id = id
        self.send([channel, 0, code, 0, id])
        return answer

    def ask(self, code, channel=M2M):
        """Run it to its end, without an error; returns what it has printed."""
        answer = self.start(code, channel)
        text = answer.wait()
        assert answer.status == 0, (code, text, answer.error)
        return text

    def interrupt(self, channel=TRM):
        self.send([channel, 1])

    def close(self):
        self.connection.close()


class Orchestrator:
    """The host orchestrator, as a process."""

    def __init__(self, interpreter, *args, password=PASSWORD):
        self.process = subprocess.Popen(
            interpreter.split() + ["-X", "heapsize=16m", RUN, "--password", password, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self.output = []
        self.up = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        if not self.up.wait(PATIENCE) or self.address is None:
            self.close()
            raise RuntimeError("it did not start: %s" % "".join(self.output))

    address = None

    def _read(self):
        for line in self.process.stdout:
            self.output.append(line)
            found = re.match(r"http://([0-9.]+):(\d+)/", line)
            if found and self.address is None:
                self.address = found[1], int(found[2])
                self.up.set()
        self.up.set()

    def close(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()
        if args[0] is not None:
            print("--- the orchestrator\n" + "".join(self.output)[-8000:])
