# SPDX-License-Identifier: MIT
"""`ssl` over the board's own TLS (MicroPython's `tls`) and sockets: a handshake, a read or a write that
has to wait parks its caller alone. A package, so that it comes before the ssl.py that ports freeze.
"""

import builtins
import io

import tls
from _weft import RLock
from socket import socket
from tls import *

from errno import EBADF, EIO

_CONN_EOF = -0x7280  # mbedTLS's: the peer closed without saying so in TLS


class SSLError(OSError):
    """What TLS raises: (mbedTLS's number, text)."""


class SSLCertVerificationError(SSLError):
    """The peer's certificate was refused."""


CertificateError = SSLCertVerificationError
# What a socket that does not block raises, whichever way it would wait.
SSLWantReadError = SSLWantWriteError = getattr(builtins, "BlockingIOError", OSError)
PROTOCOL_TLS = PROTOCOL_TLSv1_2 = PROTOCOL_TLS_CLIENT


class _Bio(io.IOBase):
    # What mbedTLS reads and writes. During the handshake it parks the caller, inside mbedTLS; after
    # that it never waits.
    def __init__(self, sock):
        self.sock = sock
        self.stream = sock._stream
        self.end = sock._end()
        self.parks = True
        self.error = None

    def _call(self, index, method, buffer):
        try:
            while True:
                n = method(buffer)
                if n is not None or not self.parks:
                    return n
                socket._wait(self.sock, index, self.end)
                if self.sock._stream is None:
                    raise OSError(EBADF)
        except BaseException as exc:  # none may pass through mbedTLS
            self.error = exc
            return -EIO

    def readinto(self, buffer):
        return self._call(0, self.stream.readinto, buffer)

    def write(self, data):
        return self._call(1, self.stream.write, data)

    def ioctl(self, request, arg):
        if request == 4:
            self.stream.close()
            return 0
        return -22 if self.sock._stream is None else self.sock.ioctl(request, arg)


class SSLSocket(socket):
    """A socket that speaks TLS. If it does not block before its first read or write, as asyncio's do,
    its stream is MicroPython's own, which shakes hands as it reads and writes."""

    _recv = "read"
    _send = "write"

    def __init__(self, sock, context, server_side, handshake, server_hostname):
        super().__init__(sock.family, sock.type, sock.proto, sock.detach())
        self._timeout = sock._timeout
        self._own = sock._own
        self._peer = sock._peer
        self._io = None
        self._lock = RLock()
        self.context = context
        self.server_side = server_side
        self.server_hostname = server_hostname
        self._handshake = handshake

    def do_handshake(self):
        """Shake hands, once. Only the caller waits. SSLError, SSLCertVerificationError."""
        with self._lock:
            if self._io is None:
                self._shake_hands()

    def _shake_hands(self):
        stream = self._opened()
        waits = self._timeout != 0
        bio = _Bio(self)
        try:
            self._io = self.context._context.wrap_socket(
                bio if waits else stream,
                server_side=self.server_side,
                do_handshake_on_connect=waits,
                server_hostname=self.server_hostname,
            )
        except ValueError as exc:
            raise SSLCertVerificationError(1, exc.args[0])
        except OSError as exc:
            if bio.error is not None:
                raise bio.error
            if exc.errno < 0:
                raise SSLError(*exc.args)
            raise
        bio.parks = False
        if not waits:
            self._stream = self._io

    # mbedTLS takes one caller at a time for a connection.
    def _call(self, method, args):
        with self._lock:
            if self._io is None:
                self._shake_hands()
            return super()._call(method, args)

    def _close(self, stream):
        with self._lock:
            (self._io or stream).close()

    def connect(self, address):
        """Connect, and shake hands."""
        super().connect(address)
        if self._handshake:
            self.do_handshake()

    def accept(self):
        """(SSLSocket, its peer's address) of the next connection. Only the caller waits."""
        self._io = self._stream
        sock, address = super().accept()
        return self.context.wrap_socket(sock, True, self._handshake), address

    def recv(self, bufsize, flags=0):
        """As a socket's. A peer that just closes is at its end."""
        try:
            return super().recv(bufsize)
        except OSError as exc:
            if exc.errno != _CONN_EOF:
                raise
            return b""

    def getpeercert(self, binary_form=False):
        """The peer's certificate as bytes, with True, if the port's TLS keeps it."""
        return self._call("getpeercert", (binary_form,))

    def cipher(self):
        """(name, version of TLS)"""
        return self._call("cipher", ())

    def version(self):
        """The version of TLS."""
        return self.cipher()[1]


class SSLContext:
    """How to speak TLS. As MicroPython's, one for clients verifies nothing until it is told to:
    create_default_context() is."""

    def __init__(self, protocol=PROTOCOL_TLS_CLIENT):
        self._context = tls.SSLContext(protocol)
        self._context.verify_mode = CERT_NONE
        self.check_hostname = False  # mbedTLS does, with CERT_REQUIRED

    @property
    def verify_mode(self):
        """CERT_NONE, CERT_OPTIONAL or CERT_REQUIRED."""
        return self._context.verify_mode

    @verify_mode.setter
    def verify_mode(self, mode):
        self._context.verify_mode = mode

    def __getattr__(self, name):  # set_ciphers(), get_ciphers()
        return getattr(self._context, name)

    def load_cert_chain(self, certfile, keyfile=None):
        """Whom to be: files' names, or their bytes."""
        certfile = _content(certfile)
        self._context.load_cert_chain(certfile, _content(keyfile) if keyfile else certfile)

    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        """Whom to trust: a file's name, or its bytes."""
        self._context.load_verify_locations(_content(cafile) if cafile else cadata)

    def wrap_socket(
        self,
        sock,
        server_side=False,
        do_handshake_on_connect=True,
        suppress_ragged_eofs=True,
        server_hostname=None,
    ):
        """The socket, as one that speaks TLS. Shakes hands, if it is connected. A stream of another
        kind becomes MicroPython's own."""
        if not isinstance(sock, socket):
            return self._context.wrap_socket(
                sock,
                server_side=server_side,
                do_handshake_on_connect=do_handshake_on_connect,
                server_hostname=server_hostname,
            )
        sock = SSLSocket(sock, self, server_side, do_handshake_on_connect, server_hostname)
        if do_handshake_on_connect and sock._peer is not None:
            try:
                sock.do_handshake()
            except BaseException:
                sock.close()
                raise
        return sock


def _content(file):
    if isinstance(file, str):
        with open(file, "rb") as f:
            return f.read()
    return file


def create_default_context(purpose=None, *, cafile=None, cadata=None):
    """A context for clients that verifies the server, by what `cafile` or `cadata` trusts."""
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    context.verify_mode = CERT_REQUIRED
    if cafile or cadata:
        context.load_verify_locations(cafile, None, cadata)
    return context


def wrap_socket(
    sock,
    server_side=False,
    key=None,
    cert=None,
    cert_reqs=CERT_NONE,
    cadata=None,
    server_hostname=None,
    do_handshake=True,
):
    """MicroPython's short form."""
    context = SSLContext(PROTOCOL_TLS_SERVER if server_side else PROTOCOL_TLS_CLIENT)
    if cert or key:
        context.load_cert_chain(cert, key)
    if cadata:
        context.load_verify_locations(cadata=cadata)
    context.verify_mode = cert_reqs
    return context.wrap_socket(sock, server_side, do_handshake, True, server_hostname)
