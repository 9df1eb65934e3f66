# SPDX-License-Identifier: MIT
"""CPython 3.13's `socket`. A call that blocks parks its caller alone: a green thread, an asyncio
task, the main thread or a native thread. Names are looked up on a native thread.

The socket itself is native (_socket.socket). Beside CPython's methods it has MicroPython's read(),
readinto(), readline() and write(), and takes the addresses that MicroPython's own module makes, so
that asyncio's streams and programs written for that go on.
"""

import errno
from sys import byteorder as _order

import _socket
import weft
from _socket import *

SocketType = socket
error = OSError
timeout = TimeoutError
has_ipv6 = True
INADDR_ANY = 0
INADDR_BROADCAST = 0xFFFFFFFF
INADDR_LOOPBACK = 0x7F000001
INADDR_NONE = 0xFFFFFFFF

_GLOBAL_DEFAULT_TIMEOUT = object()


class herror(OSError):
    """An address that no name belongs to: (number, text)."""


class gaierror(OSError):
    """A name that was not found: (EAI_ number, text)."""


def _checked(result):
    """A result of getaddrinfo() or getnameinfo(), which are numbers if they have failed."""
    if isinstance(result, int):
        raise gaierror(result, _socket.gai_strerror(result))
    return result


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """List of (family, type, proto, canonname, sockaddr). Only the caller waits."""
    if host is None or not host:
        found = _socket.getaddrinfo(host or None, port, family, type, proto, flags)
        return _checked(found)
    numeric = flags | AI_NUMERICHOST
    found = _socket.getaddrinfo(host, port, family, type, proto, numeric)
    if found == EAI_NONAME and numeric != flags:
        if weft.native_workers() == 0:
            found = _socket.getaddrinfo(host, port, family, type, proto, flags)
        else:
            found = weft.to_native(
                _socket.getaddrinfo, host, port, family, type, proto, flags
            )
    return _checked(found)


def _look_up(host, family):
    return getaddrinfo(host, None, family, SOCK_STREAM)[0][4][0]


def gethostbyname(hostname):
    """The IPv4 address of a name, as text. Only the caller waits. gaierror."""
    if not hostname:
        return "0.0.0.0"
    if hostname == "<broadcast>":
        return "255.255.255.255"
    return _look_up(hostname, AF_INET)


def gethostbyname_ex(hostname):
    """(name, [], IPv4 addresses) of a name. Only the caller waits. gaierror."""
    found = getaddrinfo(hostname, None, AF_INET, SOCK_STREAM, 0, AI_CANONNAME)
    return found[0][3] or hostname, [], [row[4][0] for row in found]


def getnameinfo(sockaddr, flags):
    """(host, service) of an address. Only the caller waits. gaierror."""
    if flags & NI_NUMERICHOST or weft.native_workers() == 0:
        return _checked(_socket.getnameinfo(sockaddr, flags))
    return _checked(weft.to_native(_socket.getnameinfo, sockaddr, flags))


def gethostbyaddr(ip_address):
    """(name, [], [address]) of a name or address. Only the caller waits. gaierror, herror."""
    number = _look_up(ip_address, 0)
    try:
        name = getnameinfo((number, 0), NI_NAMEREQD)[0]
    except gaierror:
        raise herror(1, "Unknown host")
    return name, [], [number]


def getfqdn(name=""):
    """The full name of a host, of this one by default; what was given if none is found."""
    name = name.strip()
    if not name or name in ("0.0.0.0", "::"):
        name = gethostname()
    try:
        return gethostbyaddr(name)[0]
    except OSError:
        return name


def getservbyname(servicename, protocolname=None):
    """The port of a service, by name; OSError if the system knows none."""
    port = _socket.getservbyname(servicename, protocolname)
    if port is None:
        raise OSError("service/proto not found")
    return port


def getservbyport(port, protocolname=None):
    """The name of a service, by port; OSError if the system knows none."""
    if not 0 <= port <= 0xFFFF:
        raise OverflowError("getservbyport: port must be 0-65535.")
    name = _socket.getservbyport(port, protocolname)
    if name is None:
        raise OSError("port/proto not found")
    return name


def getprotobyname(protocolname):
    """The number of a protocol, by name; OSError if the system knows none."""
    number = _socket.getprotobyname(protocolname)
    if number is None:
        raise OSError("protocol not found")
    return number


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


def inet_ntoa(packed_ip):
    """The text of an IPv4 address of four bytes; OSError for other lengths."""
    if len(packed_ip) != 4:
        raise OSError("packed IP wrong length")
    return inet_ntop(AF_INET, packed_ip)


def getdefaulttimeout():
    """The timeout of new sockets in seconds, or None."""
    return _socket.default_timeout()


def setdefaulttimeout(timeout):
    """Set the timeout of new sockets, in seconds; None: they block; 0: they do not wait.
    ValueError."""
    _socket.default_timeout(timeout)


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0):
    """Two sockets that are connected to each other."""
    return _socket.socketpair(AF_UNIX if family is None else family, type, proto)


def fromfd(fd, family, type, proto=0):
    """A socket on a duplicate of the descriptor."""
    return socket(family, type, proto, dup(fd))


def create_connection(
    address, timeout=_GLOBAL_DEFAULT_TIMEOUT, source_address=None, *, all_errors=False
):
    """Connect to (host, port), at the first of the host's addresses that answers."""
    host, port = address
    errors = []
    for family, kind, proto, _, sockaddr in getaddrinfo(host, port, 0, SOCK_STREAM):
        sock = None
        try:
            sock = socket(family, kind, proto)
            if timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                sock.settimeout(timeout)
            if source_address:
                sock.bind(source_address)
            sock.connect(sockaddr)
            return sock
        except OSError as exc:
            errors.append(exc)
            if sock is not None:
                sock.close()
        except BaseException:
            if sock is not None:
                sock.close()
            raise
    if not errors:
        raise OSError("getaddrinfo returns an empty list")
    raise errors[0]


def has_dualstack_ipv6():
    """True if one socket can serve both IPv4 and IPv6."""
    try:
        with socket(AF_INET6, SOCK_STREAM) as sock:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)
            return True
    except OSError:
        return False


def create_server(
    address, *, family=AF_INET, backlog=None, reuse_port=False, dualstack_ipv6=False
):
    """A socket that listens at (host, port)."""
    if dualstack_ipv6 and family != AF_INET6:
        raise ValueError("dualstack_ipv6 requires AF_INET6")
    sock = socket(family, SOCK_STREAM)
    try:
        sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        if reuse_port:
            sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)
        if family == AF_INET6:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0 if dualstack_ipv6 else 1)
        try:
            sock.bind(address)
        except OSError as exc:
            raise OSError(exc.errno, "%s (while attempting to bind on address %r)" % (exc, address))
        sock.listen(backlog)
        return sock
    except BaseException:
        sock.close()
        raise


def sockaddr(address):
    """MicroPython's: what the bytes of a sockaddr stand for. Ours is that already."""
    return address


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




# Methods of sockets that need not be native. They are called with the native socket, also for an
# instance of a subclass.


def makefile(self, mode="r", buffering=None, *, encoding=None, errors=None, newline=None):
    """A file over the socket: see SocketIO."""
    if not set(mode) <= {"r", "w", "b"}:
        raise ValueError("invalid mode %r (only r, w, b allowed)" % (mode,))
    if "w" not in mode and "r" not in mode:
        mode = "r" + mode
    if buffering == 0 and "b" not in mode:
        raise ValueError("unbuffered streams must be binary")
    return SocketIO(self, mode, buffering, encoding, newline)


def _dup(self):
    """A socket on a duplicate of the descriptor, with the same timeout."""
    sock = socket(self.family, self.type, self.proto, dup(self.fileno()))
    sock.settimeout(self.gettimeout())
    return sock


def sendfile(self, file, offset=0, count=None):
    """Send a file until its end, or `count` bytes of it, from `offset`. Returns how many were sent."""
    if self.gettimeout() == 0:
        raise ValueError("non-blocking sockets are not supported")
    if self.type & SOCK_STREAM == 0:
        raise ValueError("only SOCK_STREAM type sockets are supported")
    if count is not None:
        if not isinstance(count, int):
            raise TypeError("count must be a positive integer (got %r)" % (count,))
        if count <= 0:
            raise ValueError("count must be a positive integer (got %r)" % (count,))
    if offset:
        file.seek(offset)
    sent = 0
    try:
        while count is None or sent < count:
            data = file.read(8192 if count is None else min(8192, count - sent))
            if not data:
                break
            if isinstance(data, str):
                raise ValueError("file should be opened in binary mode")
            self.sendall(data)
            sent += len(data)
    finally:
        if hasattr(file, "seek"):
            file.seek(offset + sent)
    return sent


def get_inheritable(self):
    """True if programs that are started get the descriptor."""
    return inheritable(self.fileno())


def set_inheritable(self, value):
    """Say whether programs that are started get the descriptor."""
    inheritable(self.fileno(), value)


_socket.set_hooks(
    _look_up,
    {
        "makefile": makefile,
        "dup": _dup,
        "sendfile": sendfile,
        "get_inheritable": get_inheritable,
        "set_inheritable": set_inheritable,
    },
)
for _name in ("makefile", "sendfile", "get_inheritable", "set_inheritable"):
    del globals()[_name]
