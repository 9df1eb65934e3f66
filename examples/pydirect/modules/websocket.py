# SPDX-License-Identifier: MIT
"""WebSocket (RFC 6455), the server's side of one connection, over a blocking socket."""

import binascii
import struct
import threading

TEXT = 1
BINARY = 2
CLOSE = 8
PING = 9
PONG = 10

MAX_MESSAGE = 1 << 20  # bytes
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Error(Exception):
    """The peer breaks the protocol. `code` is what the connection is closed with."""

    def __init__(self, text, code=1002):
        super().__init__(text)
        self.code = code


def accept_key(key):
    """What the server answers to a client's Sec-WebSocket-Key (str)."""
    return binascii.b2a_base64(_sha1(key.encode() + _GUID)).strip().decode()


def _sha1(data):
    """FIPS 180-4. Not every build of MicroPython has it in hashlib."""
    mask = 0xFFFFFFFF
    h = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]
    padding = b"\x80" + b"\0" * ((55 - len(data)) % 64)
    message = data + padding + struct.pack(">Q", len(data) * 8)
    for at in range(0, len(message), 64):
        w = list(struct.unpack(">16I", message[at : at + 64]))
        for t in range(16, 80):
            x = w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16]
            w.append((x << 1 | x >> 31) & mask)
        a, b, c, d, e = h
        for t in range(80):
            if t < 20:
                f, k = b & c | ~b & d, 0x5A827999
            elif t < 40:
                f, k = b ^ c ^ d, 0x6ED9EBA1
            elif t < 60:
                f, k = b & c | b & d | c & d, 0x8F1BBCDC
            else:
                f, k = b ^ c ^ d, 0xCA62C1D6
            rotated = a << 5 | a >> 27
            a, b, c, d, e = (rotated + f + e + k + w[t]) & mask, a, (b << 30 | b >> 2) & mask, c, d
        h = [(old + new) & mask for old, new in zip(h, (a, b, c, d, e))]
    return struct.pack(">5I", *h)


class WebSocket:
    """A connection whose handshake is done. One thread receives; any may send."""

    def __init__(self, sock, stream):
        self.sock = sock
        self.stream = stream  # what it is read from: buffered
        self._sending = threading.Lock()
        self.open = True

    def _read(self, count):
        data = self.stream.read(count) if count else b""
        if data is None or len(data) < count:
            raise EOFError
        return data

    def receive(self):
        """The next message: (TEXT or BINARY, bytes). EOFError at the end, Error if the peer breaks the
        protocol."""
        kind, parts, size = None, [], 0
        while True:
            first, second = self._read(2)
            opcode, count = first & 15, second & 127
            if first & 0x70 or not second & 0x80:
                raise Error("frame not masked, or of an extension")
            if count == 126:
                count = struct.unpack(">H", self._read(2))[0]
            elif count == 127:
                count = struct.unpack(">Q", self._read(8))[0]
            if size + count > MAX_MESSAGE:
                raise Error("message too long", 1009)
            mask = self._read(4)
            data = _unmask(self._read(count), mask)
            if opcode >= 8:
                if count > 125 or not first & 0x80:
                    raise Error("control frame too long, or in pieces")
                self._control(opcode, data)
                continue
            if (opcode == 0) != (kind is not None) or opcode > BINARY:
                raise Error("frame out of order")
            kind = kind or opcode
            parts.append(data)
            size += count
            if first & 0x80:
                return kind, b"".join(parts)

    def _control(self, opcode, data):
        if opcode == PING:
            self.send(data, PONG)
        elif opcode == CLOSE:
            self.close(data=data)
            raise EOFError

    def send(self, data, opcode=BINARY):
        """Send a message (bytes). OSError if the connection is gone."""
        size = len(data)
        if size < 126:
            head = bytes((0x80 | opcode, size))
        elif size < 1 << 16:
            head = struct.pack(">BBH", 0x80 | opcode, 126, size)
        else:
            head = struct.pack(">BBQ", 0x80 | opcode, 127, size)
        with self._sending:
            self.sock.sendall(head + data)

    def close(self, code=1000, data=None):
        """Say good-bye, once. Does not wait for the answer."""
        if not self.open:
            return
        self.open = False
        try:
            self.send(struct.pack(">H", code) if data is None else data, CLOSE)
        except OSError:
            pass
        self.sock.close()


def _unmask(data, mask):
    out = bytearray(data)
    a, b, c, d = mask
    for at in range(0, len(out) - 3, 4):
        out[at] ^= a
        out[at + 1] ^= b
        out[at + 2] ^= c
        out[at + 3] ^= d
    for at in range(len(out) & ~3, len(out)):
        out[at] ^= mask[at & 3]
    return bytes(out)
