# SPDX-License-Identifier: MIT
"""CPython 3.13's `base64`: base 64, 32 and 16."""

import binascii

_STANDARD = b"+/"
_URLSAFE = b"-_"


def _bytes(s):
    if isinstance(s, str):
        try:
            return s.encode("ascii") if all([ord(c) < 128 for c in s]) else _not_ascii()
        except ValueError:
            raise ValueError("string argument should contain only ASCII characters")
    if isinstance(s, (bytes, bytearray, memoryview)):
        return bytes(s)
    raise TypeError(
        "argument should be a bytes-like object or ASCII string, not %r" % type(s).__name__
    )


def _not_ascii():
    raise ValueError


def _only_bytes(s):
    if isinstance(s, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return bytes(s)


def b64encode(s, altchars=None):
    encoded = binascii.b2a_base64(_only_bytes(s))[:-1]
    if altchars is not None:
        encoded = encoded.replace(b"+", altchars[0:1]).replace(b"/", altchars[1:2])
    return encoded


def b64decode(s, altchars=None, validate=False):
    s = _bytes(s)
    if altchars is not None:
        altchars = _bytes(altchars)
        s = s.replace(altchars[0:1], b"+").replace(altchars[1:2], b"/")
    kept = bytes([c for c in s if _is_base64(c)])
    if validate and len(kept) + s.count(b"=") != len(s):
        raise ValueError("Only base64 data is allowed")
    # MicroPython's wants it neat.
    padding = s.count(b"=")
    if len(kept) % 4 == 1:
        raise ValueError(
            "Invalid base64-encoded string: number of data characters (%d) cannot be 1 more than a "
            "multiple of 4" % len(kept)
        )
    needed = -len(kept) % 4
    if padding < needed:
        raise ValueError("Incorrect padding")
    return binascii.a2b_base64(kept + b"=" * needed)


def _is_base64(c):
    return 65 <= c <= 90 or 97 <= c <= 122 or 48 <= c <= 57 or c == 43 or c == 47


def standard_b64encode(s):
    return b64encode(s)


def standard_b64decode(s):
    return b64decode(s)


def urlsafe_b64encode(s):
    return b64encode(s, _URLSAFE)


def urlsafe_b64decode(s):
    return b64decode(s, _URLSAFE)


def encodebytes(s):
    s = _only_bytes(s)
    return b"".join([binascii.b2a_base64(s[i : i + 57]) for i in range(0, len(s), 57)])


def decodebytes(s):
    return b64decode(_only_bytes(s))


_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def b32encode(s):
    s = _only_bytes(s)
    encoded = bytearray()
    for i in range(0, len(s), 5):
        part = s[i : i + 5]
        number = int.from_bytes(part + bytes(5 - len(part)), "big")
        digits = bytes([_BASE32[number >> shift & 31] for shift in range(35, -1, -5)])
        used = (len(part) * 8 + 4) // 5
        encoded += digits[:used] + b"=" * (8 - used)
    return bytes(encoded)


def b32decode(s, casefold=False, map01=None):
    s = _bytes(s)
    if len(s) % 8:
        raise ValueError("Incorrect padding")
    if casefold:
        s = s.upper()
    data = s.rstrip(b"=")
    padding = len(s) - len(data)
    if padding not in (0, 1, 3, 4, 6):
        raise ValueError("Incorrect padding")
    decoded = bytearray()
    for i in range(0, len(data), 8):
        number = 0
        part = data[i : i + 8]
        for c in part:
            value = _BASE32.find(bytes([c]))
            if value < 0:
                raise ValueError("Non-base32 digit found")
            number = number << 5 | value
        number <<= 5 * (8 - len(part))
        decoded += number.to_bytes(5, "big")[: len(part) * 5 // 8]
    return bytes(decoded)


def b16encode(s):
    return binascii.hexlify(_only_bytes(s)).upper()


def b16decode(s, casefold=False):
    s = _bytes(s)
    if casefold:
        s = s.upper()
    for c in s:
        if not (48 <= c <= 57 or 65 <= c <= 70):
            raise ValueError("Non-base16 digit found")
    if len(s) % 2:
        raise ValueError("Odd-length string")
    return binascii.unhexlify(s)
