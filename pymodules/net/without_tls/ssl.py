# SPDX-License-Identifier: MIT
"""The names of CPython's `ssl` that programs catch, on an interpreter without TLS: paho-mqtt looks at
them whenever a plain socket has nothing to read. What would make a connection says that it cannot."""

import errno

CERT_NONE = 0
CERT_OPTIONAL = 1
CERT_REQUIRED = 2
HAS_SNI = False


class SSLError(OSError):
    """What went wrong with TLS."""


class SSLWantReadError(SSLError):
    """A socket that does not block has nothing to read."""


class SSLWantWriteError(SSLError):
    """A socket that does not block has no room."""


class SSLZeroReturnError(SSLError):
    """The peer has ended the session."""


class SSLEOFError(SSLError):
    """The peer has ended the connection without ending the session."""


class SSLCertVerificationError(SSLError):
    """The peer's certificate is not valid."""


CertificateError = SSLCertVerificationError


def create_default_context(*args, **kwargs):
    """Raises SSLError, as do SSLContext() and wrap_socket()."""
    raise SSLError(errno.EPROTONOSUPPORT, "this interpreter has no TLS")


SSLContext = wrap_socket = create_default_context
