# SPDX-License-Identifier: MIT
"""CPython's `socket`, over the board's own: a call that blocks parks its caller alone, a green thread,
an asyncio task, the main thread or a native thread. Names are looked up on a native thread.

The board's socket never blocks. A call tries; if it would block it waits with _streams, and tries again.
Beside CPython's methods sockets have MicroPython's read(), readinto(), readline() and write(), and are
streams themselves, for whatever takes one.
"""

import io

import uselect
import usocket
import weft
from _socketio import *

IPPROTO_IP = 0  # where the port does not name them
IPPROTO_TCP = 6
TCP_NODELAY = 1
from usocket import *

import _streams
from errno import EADDRINUSE, EAGAIN, EALREADY, EBADF, EINPROGRESS, ENOTCONN, EOPNOTSUPP, ETIMEDOUT
from uos import urandom
from utime import ticks_add, ticks_diff, ticks_ms

EISCONN = 106 if EINPROGRESS == 115 else 127  # Linux's numbers, newlib's
SHUT_RD = 0
SHUT_WR = 1
SHUT_RDWR = 2
AI_PASSIVE = 1
INADDR_ANY = 0
has_ipv6 = False
error = OSError
timeout = TimeoutError

_GLOBAL_DEFAULT_TIMEOUT = object()
_default_timeout = None
_LONGEST = 1 << 28  # milliseconds


def _found(address):
    # An address as CPython has it, of one as the port has it.
    if isinstance(address, tuple):
        return address
    address = sockaddr(address)
    return inet_ntop(address[0], address[1]), address[2]


def _look_up(host, *args):
    call = usocket.getaddrinfo
    numeric = ":" in host or host.replace(".", "").isdigit()
    try:
        if numeric or weft.native_workers() == 0:
            return call(host, *args)
        return weft.to_native(call, host, *args)
    except OSError as exc:
        raise gaierror(exc.errno, "Name or service not known")


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """List of (family, type, proto, canonname, (address, port)). Only the caller waits, if the port
    has native threads. gaierror."""
    if host is None:
        host = "0.0.0.0" if flags & AI_PASSIVE else "127.0.0.1"
    rows = _look_up(host or "0.0.0.0", port or 0, family, type, proto, flags)
    return [(r[0], r[1], r[2], r[3] or "", _found(r[4])) for r in rows if r[4] is not None]


def gethostbyname(hostname):
    """The IPv4 address of a name, as text. Only the caller waits. gaierror."""
    return getaddrinfo(hostname, 0, AF_INET, SOCK_STREAM)[0][4][0]


def inet_ntoa(packed_ip):
    """The text of an IPv4 address of four bytes; OSError for other lengths."""
    if len(packed_ip) != 4:
        raise OSError("packed IP wrong length")
    return "%d.%d.%d.%d" % tuple(packed_ip)


def getdefaulttimeout():
    """The timeout of new sockets in seconds, or None."""
    return _default_timeout


def setdefaulttimeout(timeout):
    """Set the timeout of new sockets, in seconds; None: they block; 0: they do not wait.
    ValueError."""
    global _default_timeout
    _default_timeout = _checked(timeout)


def _checked(timeout):
    if timeout is not None and timeout < 0:
        raise ValueError("Timeout value out of range")
    return timeout


class socket(io.IOBase):
    """A socket. Any thread may use it, several at once; one may read while another writes. Errors are
    OSErrors; TimeoutError if settimeout()'s seconds are over."""

    _recv = "recv"  # the stream's methods
    _send = "send"

    def __init__(self, family=AF_INET, type=SOCK_STREAM, proto=0, fileno=None):
        # `fileno` is a socket of the port's: a descriptor cannot be had.
        stream = usocket.socket(family, type, proto) if fileno is None else fileno
        stream.setblocking(False)
        self._stream = stream  # what is polled
        self._io = stream  # what is read and written
        self.family = family
        self.type = type
        self.proto = proto
        self._timeout = _default_timeout
        self._files = 0
        self._closing = False
        self._own = ("0.0.0.0", 0)
        self._peer = None

    def _end(self):
        # When what begins now is late.
        if self._timeout is None:
            return None
        return ticks_add(ticks_ms(), min(int(self._timeout * 1000) + 1, _LONGEST))

    def _wait(self, index, end):
        left = None if end is None else ticks_diff(end, ticks_ms()) / 1000
        if left is not None and left <= 0 or not _streams.wait(((self, index),), left):
            raise TimeoutError(ETIMEDOUT, "timed out")

    def _opened(self):
        if self._stream is None:
            raise OSError(EBADF)
        return self._stream

    # Call a method of what data goes through.
    def _call(self, method, args):
        self._opened()
        return getattr(self._io, method)(*args)

    # Call a method of the stream until it has something to give. It would block if it returns None, or
    # raises EAGAIN.
    def _until(self, end, index, method, *args):
        while True:
            try:
                result = self._call(method, args)
                if result is not None:
                    return result
            except OSError as exc:
                if exc.errno != EAGAIN:
                    raise
            if self._timeout == 0:
                raise OSError(EAGAIN)
            self._wait(index, end)

    def _do(self, index, method, *args):
        return self._until(self._end(), index, method, *args)

    # The port's form of an address, which it finds itself if it is a name.
    def _resolved(self, address):
        if not isinstance(address, tuple):
            if isinstance(address, str):
                raise TypeError("an address is (host, port)")
            return address
        host, port = address
        if not 0 <= port <= 0xFFFF:
            raise OverflowError("port must be 0-65535")
        if host == "<broadcast>":
            host = "255.255.255.255"
        return _look_up(host or "0.0.0.0", port, self.family, self.type)[0][4]

    def bind(self, address):
        """Take an address, (host, port). Port 0 is one that is free: it is chosen here, as the port's
        socket does not tell which it would take."""
        chosen = isinstance(address, tuple) and address[1] == 0
        for left in range(99 if chosen else 0, -1, -1):
            if chosen:
                address = address[0], 0xC000 | int.from_bytes(urandom(2), "big")
            found = self._resolved(address)
            try:
                self._opened().bind(found)
                break
            except OSError as exc:
                if left == 0 or exc.errno != EADDRINUSE:
                    raise
        self._own = _found(found)

    def listen(self, backlog=None):
        """Take connections from now on."""
        self._opened().listen(5 if backlog is None else max(backlog, 0))

    def accept(self):
        """(socket, its peer's address) of the next connection. Only the caller waits."""
        stream, peer = self._do(0, "accept")
        sock = socket(self.family, self.type, self.proto, stream)
        sock._own = self._own
        sock._peer = _found(peer)
        return sock, sock._peer

    def _attempt(self, address):
        try:
            self._opened().connect(address)
        except OSError as exc:
            return exc.errno
        return 0

    def connect(self, address):
        """Connect to (host, port). Only the caller waits."""
        address = self._resolved(address)
        error = self._attempt(address)
        if error == EINPROGRESS and self._timeout != 0:
            self._wait(1, self._end())
            error = self._attempt(address)  # says how it went
            if error == EISCONN:
                error = 0
            elif error == ENOTCONN or error == EALREADY:  # lwIP: it failed, the next read says why
                try:
                    self._stream.recv(1)
                except OSError as exc:
                    error = exc.errno
        if error:
            raise OSError(error)
        self._peer = _found(address)

    def connect_ex(self, address):
        """As connect(), but returns the number of the error, or 0."""
        try:
            self.connect(address)
        except OSError as exc:
            if isinstance(exc, gaierror):
                raise
            return exc.errno
        return 0

    def recv(self, bufsize, flags=0):
        """What there is, at most so many bytes; b"" at the end. Only the caller waits."""
        if flags:
            return self._do(0, self._recv, bufsize, flags)
        return self._do(0, self._recv, bufsize)

    def recv_into(self, buffer, nbytes=0, flags=0):
        """As recv(), into a buffer; returns the number of bytes."""
        data = self.recv(nbytes or len(buffer), flags)
        buffer[: len(data)] = data
        return len(data)

    def recvfrom(self, bufsize):
        """(data, address) of a datagram. Only the caller waits."""
        data, address = self._do(0, "recvfrom", bufsize)
        return data, _found(address)

    def send(self, data, flags=0):
        """Send what there is room for, and return how much that was. Only the caller waits."""
        return self._do(1, self._send, data) if len(data) else 0

    def sendall(self, data, flags=0):
        """Send all of it. Only the caller waits."""
        end = self._end()
        data = memoryview(data)
        while len(data):
            data = data[self._until(end, 1, self._send, data) :]

    def sendto(self, data, flags, address=None):
        """Send a datagram: sendto(data, address) or sendto(data, flags, address)."""
        address = self._resolved(flags if address is None else address)
        return self._do(1, "sendto", data, address)

    def shutdown(self, how):
        """As the port's socket, if that has it: OSError(EOPNOTSUPP)."""
        stream = self._opened()
        if not hasattr(stream, "shutdown"):
            raise OSError(EOPNOTSUPP)
        stream.shutdown(how)

    def close(self):
        """Close it, once the files that makefile() made are closed. Whoever waits for it gets
        OSError(EBADF)."""
        self._closing = True
        if self._files == 0 and self._stream is not None:
            stream, self._stream = self._stream, None
            _streams.close(stream)
            self._close(stream)

    def _close(self, stream):
        stream.close()

    def _hold(self):
        self._files += 1

    def _let_go(self):
        self._files -= 1
        if self._closing:
            self.close()

    def detach(self):
        """The port's socket, which is no more this one's."""
        stream, self._stream = self._stream, None
        _streams.close(stream)
        return stream

    def fileno(self):
        """The port's number of it; -1 once it is closed."""
        return -1 if self._stream is None else self._stream.fileno()

    def getsockname(self):
        """The address that bind() was given: the port tells no other."""
        self._opened()
        return self._own

    def getpeername(self):
        """The peer's address; OSError(ENOTCONN)."""
        self._opened()
        if self._peer is None:
            raise OSError(ENOTCONN)
        return self._peer

    def setsockopt(self, level, option, value):
        """Set one of the options that the port has."""
        self._opened().setsockopt(level, option, value)

    def settimeout(self, timeout):
        """How long a call may wait, in seconds; None: for ever; 0: it does not. ValueError."""
        self._timeout = _checked(timeout)

    def gettimeout(self):
        """How long a call may wait, in seconds, or None."""
        return self._timeout

    def setblocking(self, flag):
        """settimeout(None), or settimeout(0)."""
        self._timeout = None if flag else 0

    def getblocking(self):
        """False if its calls do not wait."""
        return self._timeout != 0

    def makefile(self, mode="r", buffering=None, *, encoding=None, errors=None, newline=None):
        """A file over the socket: see SocketIO."""
        if mode in ("b", ""):
            mode = "r" + mode
        return SocketIO(self, mode, buffering, encoding, newline)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    # MicroPython's. A socket that does not block gives None where it would.

    def _stream_call(self, index, method, *args):
        if self._timeout == 0:
            return self._call(method, args)
        return self._do(index, method, *args)

    def read(self, n=-1):
        """n bytes, fewer at the end; without n all until the end."""
        if self._timeout == 0:
            return self._call("read", (n,))
        parts = []
        while n:
            data = self.recv(n if 0 < n < 4096 else 4096)
            if not data:
                break
            parts.append(data)
            if n > 0:
                n -= len(data)
        return b"".join(parts)

    def readinto(self, buffer, *n):
        """Read into a buffer; returns the number of bytes, 0 at the end."""
        return self._stream_call(0, "readinto", buffer, *n)

    def readline(self):
        """A line with its end, or what is there before the stream ends."""
        line = self._stream_call(0, "readline")
        while line and line[-1] != 10 and self._timeout != 0:
            more = self._do(0, "readline")
            if not more:
                break
            line += more
        return line

    def write(self, data):
        """Send all of it; returns how many bytes were sent."""
        if self._timeout == 0:
            return self._call("write", (data,))
        self.sendall(data)
        return len(data)

    def ioctl(self, request, arg):
        """What makes it one of MicroPython's streams: 3 polls, 4 closes, 10 asks for the descriptor."""
        if request == 4:
            self.close()
            return 0
        if request == 10:
            return self.fileno()
        if request != 3:
            return -22
        if self._stream is None:
            return 32
        watch = uselect.poll()
        watch.register(self._stream, arg)
        for _, events in watch.poll(0):
            return events
        return 0


SocketType = socket


def create_connection(
    address, timeout=_GLOBAL_DEFAULT_TIMEOUT, source_address=None, *, all_errors=False
):
    """Connect to (host, port), at the first of the host's addresses that answers."""
    error = OSError("getaddrinfo returns an empty list")
    for family, kind, proto, _, found in getaddrinfo(address[0], address[1], 0, SOCK_STREAM):
        sock = socket(family, kind, proto)
        try:
            if timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                sock.settimeout(timeout)
            if source_address and source_address != ("", 0):
                sock.bind(source_address)
            sock.connect(found)
            return sock
        except BaseException as exc:
            sock.close()
            if not isinstance(exc, OSError):
                raise
            error = exc
    raise error


def create_server(address, *, family=AF_INET, backlog=None, reuse_port=False, dualstack_ipv6=False):
    """A socket that listens at (host, port)."""
    sock = socket(family, SOCK_STREAM)
    try:
        sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(backlog)
        return sock
    except BaseException:
        sock.close()
        raise
