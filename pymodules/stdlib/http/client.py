# SPDX-License-Identifier: MIT
"""CPython 3.13's `http.client`, without TLS, tunnels and the `email` package: HTTPMessage is a small
class of its own. Whoever waits for an answer parks alone."""

import socket

from http import _CODES

HTTP_PORT = 80
HTTPS_PORT = 443
responses = dict(_CODES)

_MAXLINE = 65536
_MAXHEADERS = 100


class HTTPException(Exception):
    pass


class NotConnected(HTTPException):
    pass


class InvalidURL(HTTPException):
    pass


class UnknownProtocol(HTTPException):
    pass


class LineTooLong(HTTPException):
    def __init__(self, line_type):
        super().__init__("got more than %d bytes when reading %s" % (_MAXLINE, line_type))


class IncompleteRead(HTTPException):
    def __init__(self, partial, expected=None):
        super().__init__(partial, expected)
        self.partial = partial
        self.expected = expected

    def __str__(self):
        more = "" if self.expected is None else ", %d more expected" % self.expected
        return "IncompleteRead(%d bytes read%s)" % (len(self.partial), more)


class ImproperConnectionState(HTTPException):
    pass


class CannotSendRequest(ImproperConnectionState):
    pass


class CannotSendHeader(ImproperConnectionState):
    pass


class ResponseNotReady(ImproperConnectionState):
    pass


class BadStatusLine(HTTPException):
    def __init__(self, line):
        super().__init__(line or repr(line))
        self.line = line or repr(line)


class RemoteDisconnected(ConnectionResetError):
    """The server closed the connection without an answer. (CPython's is a BadStatusLine, too.)"""


class HTTPMessage:
    """Header fields in their order. A name is found whatever its case; one that is not there is None."""

    def __init__(self):
        self._headers = []

    def add_header(self, name, value):
        self._headers.append((name, value))

    def __setitem__(self, name, value):
        self.add_header(name, value)

    def __delitem__(self, name):
        name = name.lower()
        self._headers = [row for row in self._headers if row[0].lower() != name]

    def get_all(self, name, failobj=None):
        name = name.lower()
        return [value for known, value in self._headers if known.lower() == name] or failobj

    def get(self, name, failobj=None):
        found = self.get_all(name)
        return found[0] if found else failobj

    def __getitem__(self, name):
        return self.get(name)

    def __contains__(self, name):
        return self.get_all(name) is not None

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._headers)

    def keys(self):
        return [name for name, _ in self._headers]

    def values(self):
        return [value for _, value in self._headers]

    def items(self):
        return list(self._headers)

    def get_content_type(self):
        return self.get("content-type", "text/plain").split(";")[0].strip().lower()

    def get_content_charset(self, failobj=None):
        for part in self.get("content-type", "").split(";")[1:]:
            name, _, value = part.strip().partition("=")
            if name.lower() == "charset":
                return value.strip('"').lower()
        return failobj

    def as_string(self):
        return "".join(["%s: %s\n" % row for row in self._headers]) + "\n"

    __str__ = as_string


def _read_line(file, what):
    line = file.readline(_MAXLINE + 1)
    if len(line) > _MAXLINE:
        raise LineTooLong(what)
    return line


def parse_headers(fp, _class=HTTPMessage):
    """The header fields up to the empty line."""
    message = _class()
    name = None
    while True:
        line = _read_line(fp, "header line")
        if line in (b"\r\n", b"\n", b""):
            return message
        if len(message) >= _MAXHEADERS:
            raise HTTPException("got more than %d headers" % _MAXHEADERS)
        text = _latin1(line).rstrip("\r\n")
        if text[0] in " \t" and name:  # goes on from the line before
            name, value = message._headers.pop()
            message.add_header(name, value + "\r\n" + text)
            continue
        name, found, value = text.partition(":")
        if found and name:
            message.add_header(name, value.strip())


def _latin1(data):
    return "".join([chr(byte) for byte in data])


def _latin1_bytes(text):
    try:
        return bytes([ord(c) for c in text])
    except ValueError:
        raise UnicodeError("only Latin-1 may stand here: %r" % text)


class HTTPResponse:
    """An answer, as a file of bytes: read(), readline(), readinto(), by lines."""

    def __init__(self, sock, debuglevel=0, method=None, url=None):
        self.fp = sock.makefile("rb")
        self._method = method
        self.url = url
        self.headers = self.msg = None
        self.version = self.status = self.code = self.reason = None
        self.chunked = False
        self.length = None  # bytes still to come; None: until the connection ends
        self.will_close = True
        self._chunk_left = None
        self._line = b""

    def _read_status(self):
        line = _latin1(_read_line(self.fp, "status line"))
        if not line:
            raise RemoteDisconnected("Remote end closed connection without response")
        parts = line.split(None, 2)
        if len(parts) < 2 or not parts[0].startswith("HTTP/"):
            self.close()
            raise BadStatusLine(line)
        try:
            status = int(parts[1])
        except ValueError:
            raise BadStatusLine(line)
        if not 100 <= status <= 999:
            raise BadStatusLine(line)
        return parts[0], status, parts[2].strip() if len(parts) > 2 else ""

    def begin(self):
        """Read the status line and the header fields."""
        while True:
            version, status, self.reason = self._read_status()
            headers = parse_headers(self.fp)
            if status != 100:
                break
        self.status = self.code = status
        if version not in ("HTTP/1.0", "HTTP/0.9") and not version.startswith("HTTP/1."):
            raise UnknownProtocol(version)
        self.version = 11 if version.startswith("HTTP/1.") and version != "HTTP/1.0" else 10
        self.headers = self.msg = headers
        connection = headers.get("connection", "").lower()
        if self.version == 11:
            self.will_close = "close" in connection
        else:
            self.will_close = "keep-alive" not in connection
        self.chunked = headers.get("transfer-encoding", "").lower() == "chunked"
        length = headers.get("content-length")
        if self.chunked or length is None or not length.isdigit():
            self.length = None
        else:
            self.length = int(length)
        if status in (204, 304) or status < 200 or self._method == "HEAD":
            self.length = 0
            self.chunked = False
        if not self.chunked and self.length is None:
            self.will_close = True
        if self.length == 0:
            self._close_conn()

    def _close_conn(self):
        fp, self.fp = self.fp, None
        if fp is not None:
            fp.close()

    def close(self):
        self._close_conn()

    def isclosed(self):
        return self.fp is None

    @property
    def closed(self):
        return self.fp is None

    def readable(self):
        return True

    def fileno(self):
        return self.fp.fileno()

    def flush(self):
        pass

    def read(self, amt=None):
        """`amt` bytes, or all that there are. IncompleteRead if the connection ends before."""
        data, self._line = self._line, b""
        if amt is None or amt < 0:
            parts = [data]
            while self.fp is not None:
                parts.append(self._read_some(1 << 16, b"".join(parts) if self.chunked else b""))
            return b"".join(parts)
        while len(data) < amt and self.fp is not None:
            data += self._read_some(amt - len(data), data)
        self._line = data[amt:]
        return data[:amt]

    def _read_some(self, n, before):
        """Up to n bytes; closes at the end."""
        if self.chunked:
            return self._read_chunked(n, before)
        if self.length is not None:
            n = min(n, self.length)
        data = self.fp.read(n)
        if self.length is None:
            if not data:
                self._close_conn()
            return data
        self.length -= len(data)
        if len(data) < n:
            missing = self.length
            self._close_conn()
            raise IncompleteRead(data, missing)
        if self.length == 0:
            self._close_conn()
        return data

    def _read_chunked(self, n, before):
        if not self._chunk_left:
            if self._chunk_left == 0:
                _read_line(self.fp, "chunk end")
            line = _read_line(self.fp, "chunk size").split(b";")[0]
            try:
                self._chunk_left = int(line.strip(), 16)
            except ValueError:
                self._close_conn()
                raise IncompleteRead(before)
            if self._chunk_left == 0:
                parse_headers(self.fp)
                self._close_conn()
                return b""
        n = min(n, self._chunk_left)
        data = self.fp.read(n)
        self._chunk_left -= len(data)
        if len(data) < n:
            missing = self._chunk_left
            self._close_conn()
            raise IncompleteRead(before + data, missing)
        return data

    def read1(self, n=-1):
        return self.read(n)

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readline(self, limit=-1):
        while b"\n" not in self._line and self.fp is not None:
            if 0 <= limit <= len(self._line):
                break
            n = 1 if self.length is None and not self.chunked else 4096
            self._line += self._read_some(n, self._line)
        end = self._line.find(b"\n") + 1 or len(self._line)
        if 0 <= limit < end:
            end = limit
        line, self._line = self._line[:end], self._line[end:]
        return line

    def readlines(self, hint=-1):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def getheader(self, name, default=None):
        found = self.headers.get_all(name)
        return ", ".join(found) if found else default

    def getheaders(self):
        return self.headers.items()

    def info(self):
        return self.headers

    def geturl(self):
        return self.url

    def getcode(self):
        return self.status

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


_IDLE, _STARTED, _SENT = "Idle", "Request-started", "Request-sent"


class HTTPConnection:
    default_port = HTTP_PORT
    response_class = HTTPResponse
    auto_open = 1

    def __init__(
        self,
        host,
        port=None,
        timeout=socket._GLOBAL_DEFAULT_TIMEOUT,
        source_address=None,
        blocksize=8192,
    ):
        self.host, self.port = self._host_and_port(host, port)
        self.timeout = timeout
        self.source_address = source_address
        self.blocksize = blocksize
        self.sock = None
        self._state = _IDLE
        self._response = None
        self._buffer = []

    def _host_and_port(self, host, port):
        if port is None:
            colon = host.rfind(":")
            if colon > host.rfind("]"):
                text = host[colon + 1 :]
                host = host[:colon]
                if text and not text.isdigit():
                    raise InvalidURL("nonnumeric port: '%s'" % text)
                port = int(text) if text else self.default_port
            else:
                port = self.default_port
        if host.startswith("[") and host.endswith("]"):
            host = host[1:-1]
        return host, port

    def set_debuglevel(self, level):
        pass

    def connect(self):
        self.sock = socket.create_connection(
            (self.host, self.port), self.timeout, self.source_address
        )
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        self._state = _IDLE
        sock, self.sock = self.sock, None
        if sock is not None:
            sock.close()
        response, self._response = self._response, None
        if response is not None:
            response.close()

    def send(self, data):
        """Send bytes, those of a file, or of whatever can be iterated."""
        if self.sock is None:
            if not self.auto_open:
                raise NotConnected()
            self.connect()
        if hasattr(data, "read"):
            while True:
                block = data.read(self.blocksize)
                if not block:
                    return
                self.sock.sendall(_latin1_bytes(block) if isinstance(block, str) else block)
        if isinstance(data, (bytes, bytearray, memoryview)):
            self.sock.sendall(data)
        else:
            for block in data:
                self.sock.sendall(block)

    def putrequest(self, method, url, skip_host=False, skip_accept_encoding=False):
        if self._response is not None and self._response.isclosed():
            self._response = None
        if self._state != _IDLE:
            raise CannotSendRequest(self._state)
        self._state = _STARTED
        self._method = method
        url = url or "/"
        for c in url + method:
            if not 32 < ord(c) < 127:
                self._state = _IDLE
                raise InvalidURL("URL can't contain control characters. %r" % url)
        self._buffer = [_latin1_bytes("%s %s HTTP/1.1" % (method, url))]
        if not skip_host:
            host = "[%s]" % self.host if ":" in self.host else self.host
            if self.port != self.default_port:
                host = "%s:%d" % (host, self.port)
            self.putheader("Host", host)
        if not skip_accept_encoding:
            self.putheader("Accept-Encoding", "identity")

    def putheader(self, header, *values):
        if self._state != _STARTED:
            raise CannotSendHeader()
        texts = [value.decode() if isinstance(value, bytes) else str(value) for value in values]
        line = "%s: %s" % (header, "\r\n\t".join(texts))
        if "\n" in line.replace("\r\n\t", "") or "\r" in line.replace("\r\n\t", ""):
            raise ValueError("Invalid header value %r" % line)
        self._buffer.append(_latin1_bytes(line))

    def endheaders(self, message_body=None, *, encode_chunked=False):
        if self._state != _STARTED:
            raise CannotSendHeader()
        self._state = _SENT
        head = b"\r\n".join(self._buffer) + b"\r\n\r\n"
        self._buffer = []
        if isinstance(message_body, bytes) and len(message_body) < 4096:
            head += message_body
            message_body = None
        self.send(head)
        if message_body is None:
            return
        if not encode_chunked:
            self.send(message_body)
            return
        blocks = message_body
        if hasattr(message_body, "read"):
            blocks = iter(lambda: message_body.read(self.blocksize), b"")
        for block in blocks:
            if block:
                self.sock.sendall(b"%x\r\n" % len(block) + block + b"\r\n")
        self.sock.sendall(b"0\r\n\r\n")

    def request(self, method, url, body=None, headers={}, *, encode_chunked=False):
        names = [name.lower() for name in headers]
        self.putrequest(method, url, "host" in names, "accept-encoding" in names)
        if isinstance(body, str):
            body = _latin1_bytes(body)
        if "content-length" not in names and "transfer-encoding" not in names:
            encode_chunked = False
            if body is None:
                if method.upper() in ("PATCH", "POST", "PUT"):
                    self.putheader("Content-Length", "0")
            elif isinstance(body, (bytes, bytearray, memoryview)):
                self.putheader("Content-Length", str(len(body)))
            else:
                encode_chunked = True
                self.putheader("Transfer-Encoding", "chunked")
        for name, value in headers.items():
            self.putheader(name, value)
        self.endheaders(body, encode_chunked=encode_chunked)

    def getresponse(self):
        """The answer to the request. It must be read to its end before the next request."""
        if self._response is not None and self._response.isclosed():
            self._response = None
        if self._state != _SENT or self._response is not None:
            raise ResponseNotReady(self._state)
        response = self.response_class(self.sock, method=self._method)
        try:
            response.begin()
        except ConnectionError:
            response.close()
            self.close()
            raise
        except BaseException:
            response.close()
            raise
        self._state = _IDLE
        if response.will_close:
            sock, self.sock = self.sock, None
            sock.close()  # its file keeps the connection until that is closed, too
        else:
            self._response = response
        return response
