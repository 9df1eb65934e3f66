# SPDX-License-Identifier: MIT
"""CPython 3.13's `socket`. A call that blocks parks its caller alone: a green thread, an asyncio
task, the main thread or a native thread. Names are looked up on a native thread.

The socket itself is native (_socket.socket). Beside CPython's methods it has MicroPython's read(),
readinto(), readline() and write(), and takes the addresses that MicroPython's own module makes, so
that asyncio's streams and programs written for that go on.
"""

import _socket
import weft
from _socketio import *
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
