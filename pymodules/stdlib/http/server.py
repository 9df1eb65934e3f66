# SPDX-License-Identifier: MIT
"""CPython 3.13's `http.server`: HTTPServer, ThreadingHTTPServer and BaseHTTPRequestHandler. A handler
that waits for its peer parks alone. Not here: SimpleHTTPRequestHandler and the one for CGI."""

import socketserver
import sys
import time

import http.client
from http.client import _CODES, HTTPException, HTTPMessage, LineTooLong, _latin1, _latin1_bytes

__version__ = "0.6"
DEFAULT_ERROR_MESSAGE = """\
<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: %(code)d</p>
        <p>Message: %(message)s.</p>
        <p>Error code explanation: %(code)s - %(explain)s.</p>
    </body>
</html>
"""
DEFAULT_ERROR_CONTENT_TYPE = "text/html;charset=utf-8"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (None, "Jan", "Feb", "Mar", "Apr", "May", "Jun")
_MONTHS += ("Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MAX_LINE = 65536


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class HTTPServer(socketserver.TCPServer):
    allow_reuse_address = True

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


class ThreadingHTTPServer(socketserver.ThreadingMixIn, HTTPServer):
    daemon_threads = True


class BaseHTTPRequestHandler(socketserver.StreamRequestHandler):
    """Calls do_GET(), do_POST() and the like of a subclass, which answers with send_response(),
    send_header(), end_headers() and self.wfile."""

    server_version = "BaseHTTP/" + __version__
    sys_version = "Python/" + sys.version.split(";")[0]
    error_message_format = DEFAULT_ERROR_MESSAGE
    error_content_type = DEFAULT_ERROR_CONTENT_TYPE
    protocol_version = "HTTP/1.0"
    default_request_version = "HTTP/0.9"
    MessageClass = HTTPMessage
    monthname = _MONTHS
    weekdayname = _DAYS
    responses = dict([(code, (phrase, phrase)) for code, phrase in _CODES])

    def handle(self):
        self.close_connection = True
        self.handle_one_request()
        while not self.close_connection:
            self.handle_one_request()

    def handle_one_request(self):
        try:
            self.raw_requestline = self.rfile.readline(_MAX_LINE + 1)
            if len(self.raw_requestline) > _MAX_LINE:
                self.requestline = self.request_version = self.command = ""
                self.send_error(414)
                return
            if not self.raw_requestline:
                self.close_connection = True
                return
            if not self.parse_request():
                return  # which has sent an error
            method = getattr(self, "do_" + self.command, None)
            if method is None:
                self.send_error(501, "Unsupported method (%r)" % self.command)
                return
            method()
            self.wfile.flush()
        except TimeoutError as exc:
            self.log_error("Request timed out: %r", exc)
            self.close_connection = True

    def parse_request(self):
        """Whether the request line and the header fields make sense; if not, an error was sent."""
        self.command = None
        self.request_version = version = self.default_request_version
        self.close_connection = True
        self.requestline = _latin1(self.raw_requestline).rstrip("\r\n")
        words = self.requestline.split()
        if not words:
            return False
        if len(words) >= 3:
            version = words[-1]
            try:
                if not version.startswith("HTTP/"):
                    raise ValueError
                major, minor = version[5:].split(".")
                if not (major.isdigit() and minor.isdigit() and len(major + minor) < 20):
                    raise ValueError
                number = int(major), int(minor)
            except ValueError:
                self.send_error(400, "Bad request version (%r)" % version)
                return False
            if number >= (1, 1) and self.protocol_version >= "HTTP/1.1":
                self.close_connection = False
            if number >= (2, 0):
                self.send_error(505, "Invalid HTTP version (%s)" % version[5:])
                return False
            self.request_version = version
        if not 2 <= len(words) <= 3:
            self.send_error(400, "Bad request syntax (%r)" % self.requestline)
            return False
        command, path = words[:2]
        if len(words) == 2 and command != "GET":
            self.send_error(400, "Bad HTTP/0.9 request type (%r)" % command)
            return False
        self.command = command
        self.path = "/" + path.lstrip("/") if path.startswith("//") else path
        try:
            self.headers = http.client.parse_headers(self.rfile, self.MessageClass)
        except LineTooLong as exc:
            self.send_error(431, "Line too long", str(exc))
            return False
        except HTTPException as exc:
            self.send_error(431, "Too many headers", str(exc))
            return False
        connection = self.headers.get("Connection", "").lower()
        if connection == "close":
            self.close_connection = True
        elif connection == "keep-alive" and self.protocol_version >= "HTTP/1.1":
            self.close_connection = False
        expect = self.headers.get("Expect", "").lower()
        if expect == "100-continue" and self.protocol_version >= "HTTP/1.1":
            if self.request_version >= "HTTP/1.1":
                return self.handle_expect_100()
        return True

    def handle_expect_100(self):
        self.send_response_only(100)
        self.end_headers()
        return True

    def send_error(self, code, message=None, explain=None):
        short, long = self.responses.get(code, ("???", "???"))
        message = short if message is None else message
        explain = long if explain is None else explain
        self.log_error("code %d, message %s", code, message)
        self.send_response(code, message)
        self.send_header("Connection", "close")
        body = None
        if code >= 200 and code not in (204, 205, 304):
            values = dict(code=code, message=_escape(message), explain=_escape(explain))
            body = (self.error_message_format % values).encode()
            self.send_header("Content-Type", self.error_content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and body:
            self.wfile.write(body)

    def send_response(self, code, message=None):
        self.log_request(code)
        self.send_response_only(code, message)
        self.send_header("Server", self.version_string())
        self.send_header("Date", self.date_time_string())

    def _head(self):
        if not hasattr(self, "_headers_buffer"):
            self._headers_buffer = []
        return self._headers_buffer

    def send_response_only(self, code, message=None):
        if self.request_version == "HTTP/0.9":
            return
        if message is None:
            message = self.responses.get(code, ("", ""))[0]
        line = "%s %d %s\r\n" % (self.protocol_version, code, message)
        self._head().append(_latin1_bytes(line))

    def send_header(self, keyword, value):
        if self.request_version != "HTTP/0.9":
            self._head().append(_latin1_bytes("%s: %s\r\n" % (keyword, value)))
        if keyword.lower() == "connection":
            if value.lower() == "close":
                self.close_connection = True
            elif value.lower() == "keep-alive":
                self.close_connection = False

    def end_headers(self):
        if self.request_version != "HTTP/0.9":
            self._head().append(b"\r\n")
            self.flush_headers()

    def flush_headers(self):
        head = self._head()
        if head:
            self.wfile.write(b"".join(head))
            self._headers_buffer = []

    def log_request(self, code="-", size="-"):
        self.log_message('"%s" %s %s', self.requestline, str(code), str(size))

    def log_error(self, format, *args):
        self.log_message(format, *args)

    def log_message(self, format, *args):
        """A line on sys.stderr. Override it to have it elsewhere, or nowhere."""
        text = "".join([c if ord(c) >= 32 and not 127 <= ord(c) < 160 else "\\x%02x" % ord(c)
                        for c in format % args])
        sys.stderr.write(
            "%s - - [%s] %s\n" % (self.address_string(), self.log_date_time_string(), text)
        )

    def version_string(self):
        return self.server_version + " " + self.sys_version

    def date_time_string(self, timestamp=None):
        year, month, day, hour, minute, second, weekday = time.gmtime(
            time.time() if timestamp is None else timestamp
        )[:7]
        return "%s, %02d %s %04d %02d:%02d:%02d GMT" % (
            _DAYS[weekday], day, _MONTHS[month], year, hour, minute, second
        )

    def log_date_time_string(self):
        year, month, day, hour, minute, second = time.localtime(time.time())[:6]
        return "%02d/%3s/%04d %02d:%02d:%02d" % (day, _MONTHS[month], year, hour, minute, second)

    def address_string(self):
        return self.client_address[0]
