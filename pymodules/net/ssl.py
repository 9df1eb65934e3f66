# SPDX-License-Identifier: MIT
"""CPython 3.13's `ssl`: TLS 1.2 by mbedTLS, over the sockets of `socket`. A handshake, a read or a
write that has to wait parks its caller alone.

Sockets and contexts may be used by any thread. One thread may read from a socket while others write.
"""

import errno
import os
from collections import namedtuple

import _socket
import _ssl
from _ssl import SSLSocket
from asyncio import core as _core
from asyncio.stream import Stream as _Stream
from binascii import a2b_base64, b2a_base64
from weft import _loop

OPENSSL_VERSION = _ssl.library()
OPENSSL_VERSION_INFO = tuple(int(n) for n in OPENSSL_VERSION.split()[-1].split(".")) + (0, 0)

CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED = 0, 1, 2
PROTOCOL_SSLv23 = PROTOCOL_TLS = 2
PROTOCOL_TLSv1_2 = 5
PROTOCOL_TLS_CLIENT = 16
PROTOCOL_TLS_SERVER = 17
HAS_SNI = HAS_ECDH = HAS_ALPN = HAS_TLSv1_2 = True
HAS_NPN = HAS_SSLv2 = HAS_SSLv3 = HAS_TLSv1 = HAS_TLSv1_1 = HAS_TLSv1_3 = HAS_PSK = False
HAS_NEVER_CHECK_COMMON_NAME = False
CHANNEL_BINDING_TYPES = []

SSL_ERROR_SSL = 1
SSL_ERROR_WANT_READ = 2
SSL_ERROR_WANT_WRITE = 3
SSL_ERROR_WANT_X509_LOOKUP = 4
SSL_ERROR_SYSCALL = 5
SSL_ERROR_ZERO_RETURN = 6
SSL_ERROR_WANT_CONNECT = 7
SSL_ERROR_EOF = 8
SSL_ERROR_INVALID_ERROR_CODE = 10

OP_ALL = 0x80000050
OP_NO_SSLv2 = 0
OP_NO_SSLv3 = 0x02000000
OP_NO_TLSv1 = 0x04000000
OP_NO_TLSv1_1 = 0x10000000
OP_NO_TLSv1_2 = 0x08000000
OP_NO_TLSv1_3 = 0x20000000
OP_NO_COMPRESSION = 0x00020000
OP_NO_TICKET = 0x00004000
OP_NO_RENEGOTIATION = 0x40000000
OP_CIPHER_SERVER_PREFERENCE = 0x00400000
OP_SINGLE_DH_USE = OP_SINGLE_ECDH_USE = 0
OP_ENABLE_MIDDLEBOX_COMPAT = 0x00100000
OP_IGNORE_UNEXPECTED_EOF = 0x80
OP_LEGACY_SERVER_CONNECT = 4

VERIFY_DEFAULT = 0
VERIFY_CRL_CHECK_LEAF = 4
VERIFY_CRL_CHECK_CHAIN = 12
VERIFY_X509_STRICT = 0x20
VERIFY_X509_TRUSTED_FIRST = 0x8000
VERIFY_ALLOW_PROXY_CERTS = 0x40
VERIFY_X509_PARTIAL_CHAIN = 0x80000

PEM_HEADER = "-----BEGIN CERTIFICATE-----"
PEM_FOOTER = "-----END CERTIFICATE-----"


class TLSVersion:
    """Numbers of versions: what minimum_version and maximum_version take. TLS 1.2 is spoken."""

    MINIMUM_SUPPORTED = -2
    SSLv3 = 768
    TLSv1 = 769
    TLSv1_1 = 770
    TLSv1_2 = 771
    TLSv1_3 = 772
    MAXIMUM_SUPPORTED = -1


_Object = namedtuple("_ASN1Object", ("nid", "shortname", "longname", "oid"))


class Purpose:
    """What a context is for: to verify servers, or clients."""

    SERVER_AUTH = _Object(129, "serverAuth", "TLS Web Server Authentication", "1.3.6.1.5.5.7.3.1")
    CLIENT_AUTH = _Object(130, "clientAuth", "TLS Web Client Authentication", "1.3.6.1.5.5.7.3.2")


DefaultVerifyPaths = namedtuple(
    "DefaultVerifyPaths",
    ("cafile", "capath", "openssl_cafile_env", "openssl_cafile", "openssl_capath_env", "openssl_capath"),
)


class SSLError(OSError):
    """`library` and `reason` are OpenSSL's words where there is one for what mbedTLS found, else
    None."""

    library = None
    reason = None

    def __str__(self):
        return str(self.args if len(self.args) != 2 else self.args[1])


class SSLZeroReturnError(SSLError):
    """The peer has said that it sends no more."""


class SSLWantReadError(SSLError):
    """A socket that does not block must receive first: call again when it is readable."""


class SSLWantWriteError(SSLError):
    """A socket that does not block must send first: call again, with the same data, when it is
    writable."""


class SSLSyscallError(SSLError):
    """For programs to name: what the system reports comes as the OSError that it is."""


class SSLEOFError(SSLError):
    """The peer has hung up without a word."""


class SSLCertVerificationError(SSLError):
    """`verify_code` and `verify_message` are OpenSSL's. (It is no ValueError: a class has one native
    base in MicroPython.)"""

    verify_code = 0
    verify_message = ""


CertificateError = SSLCertVerificationError
socket_error = OSError

# mbedTLS's numbers, and OpenSSL's words.
_WANT_READ = -0x6900
_WANT_WRITE = -0x6880
_CLOSED = -0x7280
_ALERT = -0x7780
_REFUSED = (-0x2700, -0x3000, -0x7680)  # verification failed, was aborted, has no authorities
_NO_MEMORY = (-0x7F00, -0x2880, -0x3F80, -0x4D80, -0x6180, -0x5180, -0x1180, -0x10, -0x6A)
_REASONS = {
    -0x7200: "WRONG_VERSION_NUMBER",
    -0x7180: "DECRYPTION_FAILED_OR_BAD_RECORD_MAC",
    -0x7300: "UNKNOWN_CIPHER_RETURNED",
    -0x7380: "NO_SHARED_CIPHER",
    -0x6980: "NO_CIPHERS_AVAILABLE",
    -0x6E80: "UNSUPPORTED_PROTOCOL",
    -0x7480: "PEER_DID_NOT_RETURN_A_CERTIFICATE",
    -0x7580: "NO_CERTIFICATE_ASSIGNED",
    -0x7600: "NO_PRIVATE_KEY_ASSIGNED",
    -0x7700: "UNEXPECTED_MESSAGE",
    -0x6700: "APPLICATION_DATA_AFTER_CLOSE_NOTIFY",
    -0x7100: "BAD_LENGTH",
    -0x3F00: "KEY_VALUES_MISMATCH",
}
_ALERTS = {
    10: "SSLV3_ALERT_UNEXPECTED_MESSAGE",
    20: "SSLV3_ALERT_BAD_RECORD_MAC",
    22: "TLSV1_ALERT_RECORD_OVERFLOW",
    40: "SSLV3_ALERT_HANDSHAKE_FAILURE",
    42: "SSLV3_ALERT_BAD_CERTIFICATE",
    43: "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
    44: "SSLV3_ALERT_CERTIFICATE_REVOKED",
    45: "SSLV3_ALERT_CERTIFICATE_EXPIRED",
    46: "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    47: "SSLV3_ALERT_ILLEGAL_PARAMETER",
    48: "TLSV1_ALERT_UNKNOWN_CA",
    49: "TLSV1_ALERT_ACCESS_DENIED",
    50: "TLSV1_ALERT_DECODE_ERROR",
    51: "TLSV1_ALERT_DECRYPT_ERROR",
    70: "TLSV1_ALERT_PROTOCOL_VERSION",
    71: "TLSV1_ALERT_INSUFFICIENT_SECURITY",
    80: "TLSV1_ALERT_INTERNAL_ERROR",
    90: "TLSV1_ALERT_USER_CANCELLED",
    100: "TLSV1_ALERT_NO_RENEGOTIATION",
    112: "TLSV1_UNRECOGNIZED_NAME",
    116: "TLSV13_ALERT_CERTIFICATE_REQUIRED",
    120: "TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
}
# What may be wrong with a certificate: mbedTLS's flag, OpenSSL's number and text. OpenSSL reports
# the first that it finds, in this order.
_NOT_TRUSTED = 0x08
_WRONG_NAME = 0x04
_FAULTS = (
    (0x010000, 66, "EE certificate key too weak"),
    (0x00C000, 68, "CA signature digest algorithm too weak"),
    (0x001000, 26, "unsuitable certificate purpose"),
    (0x000800, 32, "key usage does not include certificate signing"),
    (0x000002, 23, "certificate revoked"),
    (0x000200, 9, "certificate is not yet valid"),
    (0x000001, 10, "certificate has expired"),
)


def _is_address(hostname):
    for family in (_socket.AF_INET, _socket.AF_INET6):
        try:
            _socket.inet_pton(family, hostname)
            return True
        except (OSError, ValueError):
            pass
    return False


def _fault(hostname, flags, self_signed, is_peer):
    if flags & _NOT_TRUSTED or not flags:
        if not self_signed:
            return 20, "unable to get local issuer certificate"
        if is_peer:
            return 18, "self-signed certificate"
        return 19, "self-signed certificate in certificate chain"
    if flags & _WRONG_NAME:
        address = _is_address(hostname)
        what = "IP address" if address else "Hostname"
        text = "%s mismatch, certificate is not valid for %r." % (what, hostname)
        return 64 if address else 62, text
    for flag, code, text in _FAULTS:
        if flags & flag:
            return code, text
    return 1, "unspecified certificate verification error"


def _refusal(*fault):
    code, text = _fault(*fault)
    exc = SSLCertVerificationError(
        SSL_ERROR_SSL, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: " + text
    )
    exc.reason = "CERTIFICATE_VERIFY_FAILED"
    exc.verify_code = code
    exc.verify_message = text
    return exc


def _make_error(result, text, hostname, alert, flags, self_signed, is_peer):
    """The exception for what mbedTLS returned."""
    if result == _WANT_READ:
        return SSLWantReadError(SSL_ERROR_WANT_READ, "The operation did not complete (read)")
    if result == _WANT_WRITE:
        return SSLWantWriteError(SSL_ERROR_WANT_WRITE, "The operation did not complete (write)")
    if result in _NO_MEMORY:
        return MemoryError(text)
    if result == _CLOSED:
        text = "EOF occurred in violation of protocol"
        exc = SSLEOFError(SSL_ERROR_EOF, "[SSL: UNEXPECTED_EOF_WHILE_READING] " + text)
        exc.reason = "UNEXPECTED_EOF_WHILE_READING"
    elif result in _REFUSED:
        exc = _refusal(hostname, flags, self_signed, is_peer)
    else:
        reason = _ALERTS.get(alert) if result == _ALERT else _REASONS.get(result)
        if reason:
            text = "[SSL: %s] %s" % (reason, reason.lower().replace("_", " "))
        else:
            text = "[SSL] " + text
        exc = SSLError(SSL_ERROR_SSL, text)
        exc.reason = reason
    exc.library = "SSL"
    return exc


# --- cipher suites, in OpenSSL's words ---

# Forward secrecy, and nothing that is weak: as CPython's default.
_DEFAULT_CIPHERS = "ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!SHA1:!AESCCM"
_PARTS = {
    "ECDH": "ECDHE-",
    "EECDH": "ECDHE-",
    "ECDHE": "ECDHE-",
    "kEECDH": "ECDHE-",
    "EDH": "DHE-RSA-",
    "DH": "DHE-RSA-",
    "DHE": "DHE-RSA-",
    "AESGCM": "GCM",
    "AESCCM": "CCM",
    "aRSA": "RSA",
    "aECDSA": "ECDSA",
}
_ALL = ("ALL", "DEFAULT", "COMPLEMENTOFALL", "HIGH", "TLSv1.2")


def _suite_name(name):
    """OpenSSL's name of a suite, of mbedTLS's: ECDHE-RSA-AES128-GCM-SHA256."""
    kind, _, cipher = name[4:].partition("-WITH-")
    cipher = cipher.replace("AES-", "AES").replace("-CBC", "").replace("POLY1305-SHA256", "POLY1305")
    cipher = cipher.replace("CCM-8", "CCM8")
    return cipher if kind == "RSA" else kind + "-" + cipher


def _is_of(name, word):
    for part in word.split("+"):
        if part in _ALL or part == name:
            continue
        if part in ("SHA1", "SHA"):
            if not name.endswith("-SHA"):
                return False
        elif part in ("RSA", "kRSA"):
            if "DHE" in name:
                return False
        elif part in ("DH", "DHE", "EDH"):
            if not name.startswith("DHE-"):
                return False
        elif _PARTS.get(part, part) not in name:
            return False
    return True


def _known_suites():
    """Rows (OpenSSL's name, mbedTLS's), best first."""
    rows = []
    for name in _ssl.suites():
        kind = name[4:].split("-WITH-")[0]
        if kind in ("ECDHE-ECDSA", "ECDHE-RSA", "DHE-RSA", "RSA") and ("AES" in name or "CHACHA" in name):
            rows.append((_suite_name(name), name))
    return rows


def _chosen_suites(words):
    rows = _known_suites()
    chosen = []
    for word in words.replace(",", ":").replace(" ", ":").split(":"):
        if not word or word.startswith("@"):
            continue
        if word[0] in "!-":
            matching = [row for row in chosen + rows if _is_of(row[0], word[1:])]
            chosen = [row for row in chosen if row not in matching]
            if word[0] == "!":
                rows = [row for row in rows if row not in matching]
        elif word[0] != "+":
            if word == "DEFAULT":
                chosen.extend(row for row in _chosen_suites(_DEFAULT_CIPHERS) if row not in chosen)
            chosen.extend(
                row for row in rows if word != "DEFAULT" and row not in chosen and _is_of(row[0], word)
            )
    return chosen


def _cipher(name, version):
    bits = 256 if "256" in name.split("-SHA")[0] or "CHACHA" in name else 128
    return name, version, bits


# --- contexts ---

_CA_FILES = (
    "/usr/lib/ssl/cert.pem",
    "/etc/ssl/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
)


def _exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False


def get_default_verify_paths():
    """Where the system has its authorities. SSL_CERT_FILE and SSL_CERT_DIR in the environment come
    first."""
    files = [path for path in _CA_FILES if _exists(path)]
    file = os.getenv("SSL_CERT_FILE") or (files[0] if files else _CA_FILES[2])
    folder = os.getenv("SSL_CERT_DIR") or "/etc/ssl/certs"
    return DefaultVerifyPaths(
        file if _exists(file) else None,
        folder if _exists(folder) else None,
        "SSL_CERT_FILE",
        files[0] if files else _CA_FILES[2],
        "SSL_CERT_DIR",
        "/etc/ssl/certs",
    )


def _read_file(path):
    if isinstance(path, bytes):
        path = path.decode()
    with open(path, "rb") as file:
        return file.read()


def _failed(reason, text):
    exc = SSLError(SSL_ERROR_SSL, "[%s] %s" % (reason, text))
    exc.library, _, exc.reason = reason.partition(": ")
    return exc


class SSLContext:
    """What is agreed to in a handshake: see wrap_socket(). Any thread may call. Sockets that are wrapped
    go on as the context was then."""

    sslsocket_class = SSLSocket
    hostname_checks_common_name = True
    keylog_filename = None
    post_handshake_auth = False
    sni_callback = None

    def __init__(self, protocol=None):
        if protocol is None:
            protocol = PROTOCOL_TLS
        if protocol not in (PROTOCOL_TLS, PROTOCOL_TLSv1_2, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER):
            raise ValueError("invalid or unsupported protocol version")
        self.protocol = protocol
        self._native = _ssl.Context()
        self._server = None  # what the native context was told: to be a server
        self._verify_mode = CERT_REQUIRED if protocol == PROTOCOL_TLS_CLIENT else CERT_NONE
        self._check_hostname = protocol == PROTOCOL_TLS_CLIENT
        self._options = OP_ALL | OP_NO_SSLv3 | OP_NO_COMPRESSION | OP_CIPHER_SERVER_PREFERENCE
        self._verify_flags = VERIFY_X509_TRUSTED_FIRST
        self._minimum = TLSVersion.TLSv1_2
        self._maximum = TLSVersion.MAXIMUM_SUPPORTED
        self._protocols = ()
        self._suites = _chosen_suites(_DEFAULT_CIPHERS)

    # What is set is told to the native context when a socket is wrapped.

    @property
    def verify_mode(self):
        """CERT_NONE, CERT_OPTIONAL or CERT_REQUIRED: whether the peer must show a good certificate."""
        return self._verify_mode

    @verify_mode.setter
    def verify_mode(self, mode):
        if mode not in (CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED):
            raise ValueError("invalid value for verify_mode")
        if mode == CERT_NONE and self._check_hostname:
            raise ValueError("Cannot set verify_mode to CERT_NONE when check_hostname is enabled.")
        self._verify_mode = mode
        self._server = None

    @property
    def check_hostname(self):
        """Whether a server's certificate must be for the name, or IP address, that was asked for."""
        return self._check_hostname

    @check_hostname.setter
    def check_hostname(self, check):
        self._check_hostname = bool(check)
        if check and self._verify_mode == CERT_NONE:
            self._verify_mode = CERT_REQUIRED
        self._server = None

    @property
    def options(self):
        """OP_... that programs have set. Only OP_NO_TLSv1_2 would matter: ValueError."""
        return self._options

    @options.setter
    def options(self, value):
        if value & OP_NO_TLSv1_2:
            raise ValueError("there is TLS 1.2 only")
        self._options = value

    @property
    def verify_flags(self):
        """VERIFY_... that programs have set. Lists of revoked certificates are a ValueError."""
        return self._verify_flags

    @verify_flags.setter
    def verify_flags(self, value):
        if value & VERIFY_CRL_CHECK_CHAIN:
            raise ValueError("there are no lists of revoked certificates")
        self._verify_flags = value

    @property
    def minimum_version(self):
        """A TLSVersion. ValueError if it leaves out TLS 1.2."""
        return self._minimum

    @minimum_version.setter
    def minimum_version(self, value):
        if value in (TLSVersion.TLSv1_3, TLSVersion.MAXIMUM_SUPPORTED):
            raise ValueError("there is TLS 1.2 only")
        self._minimum = value

    @property
    def maximum_version(self):
        """A TLSVersion. ValueError if it leaves out TLS 1.2."""
        return self._maximum

    @maximum_version.setter
    def maximum_version(self, value):
        if value not in (TLSVersion.TLSv1_2, TLSVersion.TLSv1_3, TLSVersion.MAXIMUM_SUPPORTED):
            raise ValueError("there is TLS 1.2 only")
        self._maximum = value

    def load_cert_chain(self, certfile, keyfile=None, password=None):
        """Our own certificate, and those that lead from there to an authority. A key in the same
        file needs no name; `password` is str, bytes, or a function that returns one."""
        chain = _read_file(certfile)
        key = chain if keyfile is None else _read_file(keyfile)
        if callable(password):
            password = password()
        if isinstance(password, str):
            password = password.encode()
        elif password is not None:
            password = bytes(password)
        try:
            self._native.identify(chain, key, password)
        except SSLError as exc:
            if exc.reason == "KEY_VALUES_MISMATCH":
                raise _failed("X509: KEY_VALUES_MISMATCH", "key values mismatch")
            raise _failed("SSL", "PEM lib: " + exc.strerror)

    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        """Certificates of authorities to trust: a file (PEM), a folder of such files, or themselves
        (str: PEM; bytes: DER)."""
        if cafile is None and capath is None and cadata is None:
            raise TypeError("cafile, capath and cadata cannot be all omitted")
        if cafile is not None:
            self._trust_file(cafile)
        if capath is not None:
            for name in os.listdir(capath):
                try:
                    self._trust_file(capath + "/" + name)
                except OSError:
                    pass  # not a certificate
        if cadata is not None:
            if not isinstance(cadata, str):
                cadata = bytes(cadata)
            if not cadata:
                raise ValueError("Empty certificate data")
            try:
                self._native.trust(cadata)
            except SSLError:
                raise SSLError(SSL_ERROR_SSL, "not enough data: cadata does not contain a certificate")

    def _trust_file(self, path):
        if isinstance(path, bytes):
            path = path.decode()
        open(path, "rb").close()  # raises what is to be raised if there is none
        try:
            self._native.trust_file(path)
        except SSLError:
            text = "no certificate or crl found"
            raise _failed("X509: NO_CERTIFICATE_OR_CRL_FOUND", text)

    def load_default_certs(self, purpose=Purpose.SERVER_AUTH):
        """Trust the system's authorities."""
        if not isinstance(purpose, _Object):
            raise TypeError(purpose)
        self.set_default_verify_paths()

    def set_default_verify_paths(self):
        """Trust the system's authorities, if it has any."""
        file = get_default_verify_paths().cafile
        if file is not None:
            self._trust_file(file)

    def get_ca_certs(self, binary_form=False):
        """The authorities that are trusted: dicts as of getpeercert(), or in DER."""
        found = self._native.authorities()
        if not binary_form:
            from _x509 import read

            found = [read(der) for der in found]
        return found

    def cert_store_stats(self):
        """How many authorities are trusted."""
        count = len(self._native.authorities())
        return {"x509": count, "crl": 0, "x509_ca": count}

    def set_ciphers(self, ciphers):
        """Choose cipher suites, in OpenSSL's words: names, ECDHE+AESGCM, !SHA1 and so on."""
        chosen = _chosen_suites(ciphers)
        if not chosen:
            raise SSLError("No cipher can be selected.")
        self._suites = chosen
        self._server = None

    def get_ciphers(self):
        """The cipher suites that are chosen, best first, as dicts."""
        found = []
        for name, _ in self._suites:
            bits = _cipher(name, None)[2]
            row = {"name": name, "protocol": "TLSv1.2", "strength_bits": bits, "alg_bits": bits}
            found.append(row)
        return found

    def set_alpn_protocols(self, alpn_protocols):
        """Protocols to offer, or to choose from, most wanted first."""
        protocols = tuple(alpn_protocols)
        for name in protocols:
            if not 0 < len(name.encode()) < 256:
                raise SSLError("ALPN protocols must be 1 to 255 bytes long")
        self._protocols = protocols
        self._server = None

    def set_servername_callback(self, server_name_callback):
        """NotImplementedError."""
        raise NotImplementedError("there is no callback for the name that a client asks for")

    def wrap_socket(
        self,
        sock,
        server_side=False,
        do_handshake_on_connect=True,
        suppress_ragged_eofs=True,
        server_hostname=None,
        session=None,
    ):
        """An SSLSocket, which takes over the descriptor of `sock`. If that is connected the handshake
        is made at once."""
        if not isinstance(sock, _socket.socket):
            raise TypeError("a socket is wanted, not %s" % type(sock).__name__)
        if sock.type != _socket.SOCK_STREAM:
            raise NotImplementedError("only stream sockets are supported")
        if server_side and server_hostname:
            raise ValueError("server_hostname can only be specified in client mode")
        if session is not None:
            raise ValueError("sessions cannot be resumed")
        if self._check_hostname and not server_hostname:
            raise ValueError("check_hostname requires server_hostname")
        hostname = self._checked_hostname(server_hostname)
        wrapped = self._native.wrap(
            sock, self, server_side, hostname, do_handshake_on_connect, suppress_ragged_eofs
        )
        try:
            self._begin(wrapped)
        except BaseException:
            wrapped.close()
            raise
        return wrapped

    def _checked_hostname(self, name):
        if name is None:
            return None
        if isinstance(name, bytes):
            name = str(name, "ascii")
        if not isinstance(name, str):
            raise TypeError("server_hostname must be str or None, not %s" % type(name).__name__)
        if not name or name.startswith("."):
            raise ValueError("server_hostname cannot be an empty string or start with a leading dot.")
        if "\0" in name:
            raise TypeError("embedded null character")
        if any(ord(c) > 127 for c in name):
            raise ValueError("server_hostname must be ASCII: encode it with punycode")
        return name

    def _begin(self, sock):
        if _is_connected(sock):
            self._start(sock)
            if sock.do_handshake_on_connect:
                if sock.gettimeout() == 0:
                    raise ValueError(
                        "do_handshake_on_connect should not be specified for non-blocking sockets"
                    )
                sock.do_handshake()
        elif not (sock.server_side or sock.do_handshake_on_connect or sock.gettimeout()):
            self._start(sock)  # it is about to be connected, without its help

    def _start(self, sock):
        server = sock.server_side
        if server and self.protocol == PROTOCOL_TLS_CLIENT:
            raise SSLError("Cannot create a server socket with a PROTOCOL_TLS_CLIENT context")
        if not server and self.protocol == PROTOCOL_TLS_SERVER:
            raise SSLError("Cannot create a client socket with a PROTOCOL_TLS_SERVER context")
        if self._server is not server:
            suites = tuple(row[1] for row in self._suites)
            self._native.set(
                server,
                self._verify_mode,
                self._check_hostname and not server,
                suites,
                self._protocols,
            )
            self._server = server
        self._native.start(sock)


def _is_connected(sock):
    try:
        sock.getpeername()
        return True
    except OSError as exc:
        if exc.errno != errno.ENOTCONN:
            raise
        return False


def create_default_context(purpose=Purpose.SERVER_AUTH, *, cafile=None, capath=None, cadata=None):
    """A context that verifies servers, by the system's authorities if none are given; or one for a
    server that asks no client for a certificate (Purpose.CLIENT_AUTH)."""
    if not isinstance(purpose, _Object):
        raise TypeError(purpose)
    if purpose == Purpose.SERVER_AUTH:
        context = SSLContext(PROTOCOL_TLS_CLIENT)
    elif purpose == Purpose.CLIENT_AUTH:
        context = SSLContext(PROTOCOL_TLS_SERVER)
    else:
        raise ValueError(purpose)
    context.verify_flags |= VERIFY_X509_PARTIAL_CHAIN | VERIFY_X509_STRICT
    if cafile or capath or cadata:
        context.load_verify_locations(cafile, capath, cadata)
    elif context.verify_mode != CERT_NONE:
        context.load_default_certs(purpose)
    return context


def _create_unverified_context(
    protocol=None,
    *,
    cert_reqs=CERT_NONE,
    check_hostname=False,
    purpose=Purpose.SERVER_AUTH,
    certfile=None,
    keyfile=None,
    cafile=None,
    capath=None,
    cadata=None
):
    if protocol is None:
        protocol = PROTOCOL_TLS_CLIENT if purpose == Purpose.SERVER_AUTH else PROTOCOL_TLS_SERVER
    context = SSLContext(protocol)
    context.check_hostname = check_hostname
    context.verify_mode = cert_reqs
    if certfile:
        context.load_cert_chain(certfile, keyfile)
    if cafile or capath or cadata:
        context.load_verify_locations(cafile, capath, cadata)
    return context


_create_default_https_context = create_default_context
_create_stdlib_context = _create_unverified_context


# --- certificates and random numbers ---


def cert_time_to_seconds(cert_time):
    """A time of a certificate, "Jan  5 09:34:43 2018 GMT", in seconds since 1970."""
    from _x509 import seconds

    return seconds(cert_time)


def DER_cert_to_PEM_cert(der_cert_bytes):
    """A certificate as text."""
    text = str(b2a_base64(der_cert_bytes), "ascii").strip()
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    return "\n".join([PEM_HEADER] + lines + [PEM_FOOTER, ""])


def PEM_cert_to_DER_cert(pem_cert_string):
    """A certificate as bytes."""
    text = pem_cert_string.strip()
    if not text.startswith(PEM_HEADER):
        raise ValueError("Invalid PEM encoding; must start with %s" % PEM_HEADER)
    if not text.endswith(PEM_FOOTER):
        raise ValueError("Invalid PEM encoding; must end with %s" % PEM_FOOTER)
    return a2b_base64(text[len(PEM_HEADER) : -len(PEM_FOOTER)])


def get_server_certificate(addr, ssl_version=PROTOCOL_TLS_CLIENT, ca_certs=None, timeout=None):
    """A server's certificate, in PEM; verified if `ca_certs`, a file of authorities, is given."""
    from socket import create_connection

    context = _create_unverified_context(
        ssl_version, cert_reqs=CERT_NONE if ca_certs is None else CERT_REQUIRED, cafile=ca_certs
    )
    with create_connection(addr, timeout) as sock:
        with context.wrap_socket(sock, server_hostname=addr[0]) as wrapped:
            return DER_cert_to_PEM_cert(wrapped.getpeercert(True))


def RAND_bytes(n):
    """n random bytes that nobody can foretell."""
    return _ssl.random(n)


def RAND_status():
    """True: there is always enough chance."""
    return True


def RAND_add(string, entropy):
    """Nothing: mbedTLS takes what it needs from the system."""


def get_protocol_name(protocol_code):
    """The name of a PROTOCOL_... constant."""
    names = {
        PROTOCOL_TLS: "PROTOCOL_TLS",
        PROTOCOL_TLSv1_2: "PROTOCOL_TLSv1_2",
        PROTOCOL_TLS_CLIENT: "PROTOCOL_TLS_CLIENT",
        PROTOCOL_TLS_SERVER: "PROTOCOL_TLS_SERVER",
    }
    return names.get(protocol_code, "<unknown>")


# --- methods of SSLSocket that need not be native ---


def _connect(self, connect, address):
    if self.server_side:
        raise ValueError("can't connect in server-side mode")
    if self._encrypted and _is_connected(self):
        raise ValueError("attempt to connect already-connected SSLSocket!")
    if not self._encrypted:
        self.context._start(self)
    result = connect(self, address)
    if not result and self.do_handshake_on_connect:
        self.do_handshake()
    return result


def _connect_and_shake(self, addr):
    _connect(self, _socket.socket.connect, addr)


def _connect_ex(self, addr):
    return _connect(self, _socket.socket.connect_ex, addr)


def _accept(self):
    """(an SSLSocket, address). Its handshake is made here, unless do_handshake_on_connect is
    False."""
    sock, address = _socket.socket.accept(self)
    wrapped = self.context.wrap_socket(
        sock,
        server_side=True,
        do_handshake_on_connect=self.do_handshake_on_connect,
        suppress_ragged_eofs=self.suppress_ragged_eofs,
    )
    return wrapped, address


def _getpeercert(self, binary_form=False):
    """The peer's certificate as a dict, {} if it was not verified, None if there is none; or in
    DER."""
    if not self._shaken:
        raise ValueError("handshake not done yet")
    der = self._peer()
    if der is None or binary_form:
        return der
    if self.context.verify_mode == CERT_NONE:
        return {}
    from _x509 import read

    return read(der)


def _version(self):
    agreed = self._agreed()
    return agreed and agreed[0]


def _chosen_cipher(self):
    agreed = self._agreed()
    return agreed and _cipher(_suite_name(agreed[1]), agreed[0])


def _shared_ciphers(self):
    return None


def _alpn(self):
    agreed = self._agreed()
    return agreed and agreed[2]


def _nothing(self):
    return None


def _dup(self):
    raise NotImplementedError("Can't dup() SSLSocket instances")


def _channel_binding(self, cb_type="tls-unique"):
    raise ValueError("%s channel binding type not implemented" % cb_type)


_ssl.set_hooks(
    _make_error,
    {
        "connect": _connect_and_shake,
        "connect_ex": _connect_ex,
        "accept": _accept,
        "getpeercert": _getpeercert,
        "version": _version,
        "cipher": _chosen_cipher,
        "selected_alpn_protocol": _alpn,
        "selected_npn_protocol": _nothing,
        "compression": _nothing,
        "shared_ciphers": _shared_ciphers,
        "dup": _dup,
        "get_channel_binding": _channel_binding,
        "session": None,
        "session_reused": False,
    },
)


# --- asyncio's streams ---
#
# A descriptor does not show what was received and is not read yet, nor what a handshake waits for.


def _enqueue(self, s, idx):
    if isinstance(s, SSLSocket) and s._encrypted:
        if not s._shaken:
            s.do_handshake(True)  # which parks the task
        if idx == 0 and s.pending():
            _core._task_queue.push(_core.cur_task)
            return
    _plain_enqueue(self, s, idx)


def _init_stream(self, s, e={}):
    if isinstance(s, SSLSocket):
        s._as_stream()
    _plain_init(self, s, e)


_plain_enqueue = _core.IOQueue._enqueue
_loop.IOQueue._enqueue = _enqueue
_plain_init = _Stream.__init__
_Stream.__init__ = _init_stream
