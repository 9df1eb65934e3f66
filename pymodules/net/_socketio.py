# SPDX-License-Identifier: MIT
"""What the socket modules of all ports share: files over sockets, numbers in the network's byte order,
addresses as four bytes, and the errors of name look-ups. Any thread may call these functions."""

import errno
from sys import byteorder as _order

MSG_PEEK = 2


class herror(OSError):
    """An address that no name belongs to: (number, text)."""


class gaierror(OSError):
    """A name that was not found: (EAI_ number, text)."""


def _swapped(value, size):
    if value < 0 or value >= 1 << 8 * size:
        raise OverflowError("can't convert a number out of range")
    return int.from_bytes(value.to_bytes(size, "big"), _order)


def htons(x):
    """A 16-bit number in the network's byte order; OverflowError."""
    return _swapped(x, 2)


def htonl(x):
    """A 32-bit number in the network's byte order; OverflowError."""
    return _swapped(x, 4)


ntohs = htons
ntohl = htonl


def inet_aton(ip_string):
    """The four bytes of an IPv4 address, which may have fewer than four parts."""
    try:
        parts = [int(part, 0) for part in ip_string.split(".")]
    except ValueError:
        parts = []
    rest = 5 - len(parts)  # bytes that the last part stands for
    if not 1 <= rest <= 4 or not all(0 <= part < 256 for part in parts[:-1]):
        raise OSError("illegal IP address string passed to inet_aton")
    if not 0 <= parts[-1] < 1 << 8 * rest:
        raise OSError("illegal IP address string passed to inet_aton")
    return bytes(parts[:-1]) + parts[-1].to_bytes(rest, "big")


class UnsupportedOperation(OSError):
    """io.UnsupportedOperation"""


class SocketIO:
    """What makefile() returns: a buffered file over a socket, for bytes or, if it has an encoding,
    for text. Closing it leaves the socket open; the socket closes once both are closed."""

    def __init__(self, sock, mode, buffering=-1, encoding=None, newline=None):
        self._sock = sock
        self._reading = "r" in mode
        self._writing = "w" in mode
        self._text = "b" not in mode
        self._newline = newline
        self._size = 8192 if buffering is None or buffering < 0 else buffering
        self._in = b""
        self._out = []
        self._pending = 0
        self._eof = False
        self.mode = mode
        self.encoding = encoding or ("utf-8" if self._text else None)
        self.closed = False
        self.name = sock.fileno()
        sock._hold()
        self._timed_out = False

    def _check(self, wanted, what):
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        if not wanted:
            raise UnsupportedOperation("File or stream is not %s." % what)

    def readable(self):
        """True if it is open for reading; ValueError once it is closed."""
        self._check(True, "")
        return self._reading

    def writable(self):
        """True if it is open for writing; ValueError once it is closed."""
        self._check(True, "")
        return self._writing

    def seekable(self):
        """False; ValueError once it is closed."""
        self._check(True, "")
        return False

    def fileno(self):
        """The socket's descriptor; ValueError once it is closed."""
        self._check(True, "")
        return self._sock.fileno()

    def isatty(self):
        """False."""
        return False

    def _receive(self, n):
        """Up to n bytes; b"" at the end, None if a socket that does not block has none."""
        if self._timed_out:
            raise OSError("cannot read from timed out object")
        try:
            return self._sock.recv(n)
        except TimeoutError:
            self._timed_out = True
            raise
        except OSError as exc:
            if exc.errno == errno.EAGAIN:
                return None
            raise

    def _decoded(self, data):
        if data is None or not self._text:
            return data
        text = str(data, self.encoding)
        if self._newline is None and "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def read(self, n=-1):
        """All there is until the end, or n bytes, or characters. (Where newlines are translated, the
        two of one count twice.)"""
        self._check(self._reading, "readable")
        if n is None or n < 0:
            n = 1 << 30
        elif self._text:
            return self._decoded(self._characters(n))
        parts = [self._in]
        have = len(self._in)
        self._in = b""
        while have < n:
            data = self._receive(min(max(n - have, self._size), 65536))
            if not data:
                break
            parts.append(data)
            have += len(data)
        data = b"".join(parts)
        self._in = data[n:]
        data = data[:n]
        return self._decoded(None if not data and not self._at_end() and n else data)

    def _characters(self, n):
        """The bytes of n characters of UTF-8, or of those until the end."""
        data = b""
        while True:
            missing = n
            last = 0
            for i, byte in enumerate(data):
                if byte & 0xC0 != 0x80:
                    missing -= 1
                    last = i
            if missing == 0 and n:
                lead = data[last]
                size = 1 + (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0)
                missing = size - (len(data) - last)
            if missing <= 0:
                return data
            more = self._read_bytes(missing)
            if not more:
                return data
            data += more

    def _at_end(self):
        if self._sock.gettimeout() != 0:
            return True
        try:
            return not self._sock.recv(1, MSG_PEEK)
        except OSError:
            return False

    def read1(self, n=-1):
        """What one receive gives, at most n bytes."""
        self._check(self._reading, "readable")
        if n is None or n < 0:
            n = self._size or 8192
        if not self._in and n:
            data = self._receive(max(n, self._size))
            if data is None:
                return None
            self._in = data
        data = self._in[:n]
        self._in = self._in[n:]
        return self._decoded(data)

    def readinto(self, buffer):
        """Read into a buffer; returns the number of bytes, 0 at the end, None if a socket that does
        not block has none."""
        self._check(self._reading, "readable")
        n = len(buffer)
        data = self._read_bytes(n) if self._size else self.read1(n)
        if data is None:
            return None
        buffer[: len(data)] = data
        return len(data)

    def _read_bytes(self, n):
        text, self._text = self._text, False
        try:
            return self.read(n)
        finally:
            self._text = text

    def readline(self, limit=-1):
        """A line with its end, or what is there before the stream ends; at most `limit` bytes."""
        self._check(self._reading, "readable")
        parts = []
        have = 0
        while True:
            data = self._in
            end = data.find(b"\n") + 1
            if end == 0 and 0 <= limit <= have + len(data):
                end = limit - have
                if end == 0:
                    break
            if end:
                if 0 <= limit < have + end:
                    end = limit - have
                parts.append(data[:end])
                self._in = data[end:]
                break
            parts.append(data)
            have += len(data)
            self._in = b""
            data = self._receive(self._size or 1)
            if not data:
                if data is None and not have:
                    return None
                break
            self._in = data
        return self._decoded(b"".join(parts))

    def readlines(self, hint=-1):
        """The lines until the end, or until there are `hint` bytes of them."""
        lines = []
        have = 0
        for line in self:
            lines.append(line)
            have += len(line)
            if 0 < hint <= have:
                break
        return lines

    def __iter__(self):
        self._check(True, "")
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def write(self, data):
        """Write bytes, or text if the file is for that; returns the length. What is buffered is
        sent when the buffer is full, by flush() and close(). ValueError once it is closed."""
        self._check(self._writing, "writable")
        size = len(data)
        if self._text:
            if not isinstance(data, str):
                raise TypeError("write() argument must be str, not %s" % type(data).__name__)
            if self._newline not in (None, "", "\n"):
                data = data.replace("\n", self._newline)
            data = data.encode(self.encoding)
        elif isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        if self._size == 0:
            try:
                return self._sock.send(data)
            except OSError as exc:
                if exc.errno == errno.EAGAIN:
                    return None
                raise
        self._out.append(bytes(data))
        self._pending += len(data)
        if self._pending >= self._size or (self._size == 1 and b"\n" in data):
            self.flush()
        return size

    def writelines(self, lines):
        """write() each of them."""
        for line in lines:
            self.write(line)

    def flush(self):
        """Send what is buffered."""
        self._check(True, "")
        if self._out:
            data = b"".join(self._out)
            self._out = []
            self._pending = 0
            self._sock.sendall(data)

    def close(self):
        """Send what is buffered and let go of the socket. A second time does nothing."""
        if self.closed:
            return
        try:
            self.flush()
        finally:
            self.closed = True
            sock, self._sock = self._sock, None
            sock._let_go()

    def detach(self):
        """UnsupportedOperation."""
        raise UnsupportedOperation("detach")

    def __enter__(self):
        self._check(True, "")
        return self

    def __exit__(self, *args):
        self.close()
