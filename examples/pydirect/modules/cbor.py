# SPDX-License-Identifier: MIT
"""CBOR (RFC 8949), what Studio's protocol needs of it: integers, floats, text, bytes, lists, maps, None
and booleans; tags are read over."""

import struct

_DEPTH = 8  # of what is decoded
_BREAK = object()


class Error(ValueError):
    """What was to be decoded is not CBOR, or more than this module knows."""


def encode(value):
    """The bytes of a value. TypeError for a type that CBOR has not, here."""
    parts = []
    _encode(value, parts.append)
    return b"".join(parts)


def _head(major, number, put):
    major <<= 5
    if number < 24:
        put(bytes((major | number,)))
    elif number < 1 << 8:
        put(bytes((major | 24, number)))
    elif number < 1 << 16:
        put(struct.pack(">BH", major | 25, number))
    elif number < 1 << 32:
        put(struct.pack(">BI", major | 26, number))
    else:
        put(struct.pack(">BQ", major | 27, number))


def _encode(value, put):
    if value is None:
        put(b"\xf6")
    elif value is True or value is False:
        put(b"\xf5" if value else b"\xf4")
    elif isinstance(value, int):
        if value >= 0:
            _head(0, value, put)
        else:
            _head(1, -1 - value, put)
    elif isinstance(value, float):
        put(struct.pack(">Bd", 0xFB, value))
    elif isinstance(value, str):
        value = value.encode()
        _head(3, len(value), put)
        put(value)
    elif isinstance(value, (bytes, bytearray, memoryview)):
        _head(2, len(value), put)
        put(bytes(value))
    elif isinstance(value, (list, tuple)):
        _head(4, len(value), put)
        for item in value:
            _encode(item, put)
    elif isinstance(value, dict):
        _head(5, len(value), put)
        for key, item in value.items():
            _encode(key, put)
            _encode(item, put)
    else:
        raise TypeError("CBOR has no %s here" % type(value))


def decode(data):
    """The one value that `data` (bytes) holds. Error if it does not hold exactly one."""
    reader = _Reader(data)
    value = reader.value(0)
    if value is _BREAK or reader.at != len(data):
        raise Error("not one CBOR value")
    return value


class _Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        start = self.at
        if count > len(self.data) - start:
            raise Error("CBOR ends too early")
        self.at = start + count
        return self.data[start : self.at]

    def number(self, info):
        if info < 24:
            return info
        if info > 27:
            raise Error("CBOR head not known")
        size = 1 << (info - 24)
        return int.from_bytes(self.take(size), "big")

    def value(self, depth):
        if depth > _DEPTH:
            raise Error("CBOR nested too deep")
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if major == 7:
            return self.simple(info)
        if info == 31:
            return self.indefinite(major, depth)
        number = self.number(info)
        if major == 0:
            return number
        if major == 1:
            return -1 - number
        if major == 2:
            return bytes(self.take(number))
        if major == 3:
            return self.text(bytes(self.take(number)))
        if major == 4:
            return [self.item(depth) for _ in range(self.countable(number))]
        if major == 5:
            pairs = {}
            for _ in range(self.countable(number)):
                key = self.key(depth)
                pairs[key] = self.item(depth)
            return pairs
        return self.item(depth)  # a tag's

    def countable(self, number):
        if number > len(self.data) - self.at:  # each takes a byte at least
            raise Error("CBOR ends too early")
        return number

    def item(self, depth):
        value = self.value(depth + 1)
        if value is _BREAK:
            raise Error("CBOR break out of place")
        return value

    def key(self, depth):
        key = self.item(depth)
        if not isinstance(key, (int, str, bytes)):
            raise Error("CBOR key not known")
        return key

    def text(self, data):
        try:
            return data.decode()
        except UnicodeError:
            raise Error("CBOR text is not UTF-8")

    def simple(self, info):
        if info == 20 or info == 21:
            return info == 21
        if info == 22 or info == 23:
            return None
        if info == 26:
            return struct.unpack(">f", self.take(4))[0]
        if info == 27:
            return struct.unpack(">d", self.take(8))[0]
        if info == 31:
            return _BREAK
        raise Error("CBOR value not known")

    def indefinite(self, major, depth):
        items = []
        while True:
            value = self.value(depth + 1)
            if value is _BREAK:
                break
            items.append(value)
        if major == 4:
            return items
        kind = {2: bytes, 3: str}.get(major)
        if kind is None or not all(isinstance(item, kind) for item in items):
            raise Error("CBOR value not known")
        return kind().join(items)
