"""The names of CPython's `ssl` that programs catch, on an interpreter without TLS: paho-mqtt looks at
them whenever a plain socket has nothing to read. What would make a connection says that it cannot."""

import errno

CERT_NONE = 0
CERT_OPTIONAL = 1
CERT_REQUIRED = 2
HAS_SNI = False


class SSLError(OSError):
    pass


class SSLWantReadError(SSLError):
    pass


class SSLWantWriteError(SSLError):
    pass


class SSLZeroReturnError(SSLError):
    pass


class SSLEOFError(SSLError):
    pass


class SSLCertVerificationError(SSLError):
    pass


CertificateError = SSLCertVerificationError


def create_default_context(*args, **kwargs):
    raise SSLError(errno.EPROTONOSUPPORT, "this interpreter has no TLS")


SSLContext = wrap_socket = create_default_context
