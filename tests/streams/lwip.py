# SPDX-License-Identifier: MIT
"""Stands for the ESP32's `usocket` (ports/esp32/modsocket.c of MicroPython 1.25) on Linux: addresses as
tuples, streams without a descriptor for poll, no flags, and lwIP's way to say how a connection went."""

import io
import sys

from errno import EAGAIN, EALREADY, EINPROGRESS, ENOTCONN

import _select
import usocket as _unix

AF_INET, AF_INET6, SOCK_STREAM, SOCK_DGRAM = 2, 10, 1, 2
IPPROTO_TCP, SOL_SOCKET, SO_REUSEADDR = 6, 1, 2
_EISCONN = 106


def install():
    """Put it in the place of MicroPython's."""
    sys.modules["usocket"] = sys.modules[__name__]


def _sockaddr(address):
    return _unix.getaddrinfo(*address)[0][-1]


def _tuple(sockaddr):
    family, packed, port = _unix.sockaddr(sockaddr)[:3]
    return _unix.inet_ntop(family, packed), port


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    rows = _unix.getaddrinfo(host, port, family or AF_INET, type or SOCK_STREAM, proto, flags)
    return [(r[0], r[1], r[2], host, _tuple(r[4])) for r in rows]


class socket(io.IOBase):
    def __init__(self, family=AF_INET, type=SOCK_STREAM, proto=0, stream=None):
        self._s = stream or _unix.socket(family, type, proto)
        self._new = stream is None and type == SOCK_STREAM
        self._blocks = True
        self._connecting = False
        self._error = 0

    def _call(self, name, *args):
        # What truly blocks would hold up everybody: nobody may call it.
        assert not self._blocks or name in ("bind", "listen", "setsockopt"), name
        if self._new and name == "recv":
            raise OSError(ENOTCONN)
        if self._error and name in ("recv", "read", "readinto"):
            error, self._error = self._error, 0
            raise OSError(error)
        return getattr(self._s, name)(*args)

    def setblocking(self, flag):
        self._blocks = flag
        self._s.setblocking(flag)

    def bind(self, address):
        self._new = False
        self._call("bind", _sockaddr(address))

    def listen(self, backlog):
        self._new = False
        self._call("listen", backlog)

    def accept(self):
        stream, address = self._call("accept")
        return socket(stream=stream), _tuple(address)

    def connect(self, address):
        self._new = False
        again, self._connecting = self._connecting, True
        try:
            if not self._error:
                self._call("connect", _sockaddr(address))
            error = _EISCONN
        except OSError as exc:
            error = exc.errno
        if not again:  # it is under way, whatever comes of it
            if error not in (_EISCONN, EINPROGRESS):
                self._error = error
            raise OSError(EINPROGRESS)
        if self._error or error not in (_EISCONN, EALREADY):
            self._error = self._error or error
            raise OSError(ENOTCONN)
        raise OSError(error)

    def recv(self, n):
        return self._call("recv", n)

    def recvfrom(self, n):
        data, address = self._call("recvfrom", n)
        return data, _tuple(address)

    def send(self, data):
        if len(data) == 0:
            raise OSError(EAGAIN)
        return self._call("send", data)

    def sendto(self, data, address):
        assert address[0].replace(".", "").isdigit(), address  # names are not looked up
        return self._call("sendto", data, _sockaddr(address))

    def setsockopt(self, level, option, value):
        self._call("setsockopt", level, option, value)

    def fileno(self):
        return self._s.fileno()

    def read(self, n=-1):
        return self._call("read", n)

    def readinto(self, buffer, *n):
        return self._call("readinto", buffer, *n)

    def readline(self):
        return self._call("readline")

    def write(self, data):
        return self._call("write", data)

    def close(self):
        self.ioctl(4, 0)

    def ioctl(self, request, arg):
        if request == 4:
            if self._s is not None:
                self._s.close()
                self._s = None
            return 0
        if request != 3:
            return -22
        if self._s is None:
            return 32
        if self._new:
            return arg & 4 | 16
        # As lwIP's select: what has failed is ready, and says no more.
        wanted = arg & 5
        events = dict(_select.poll({self._s.fileno(): wanted})).get(self._s.fileno(), 0)
        return wanted if events & ~5 else events & wanted
