# SPDX-License-Identifier: MIT
"""CPython's `urllib.request` for plain http: urlopen(), Request, urlretrieve(), getproxies(). Openers
and handlers of one's own, cookies, passwords, and requests by way of a proxy are not here."""

import os
import socket

from http.client import HTTPConnection
from urllib.error import ContentTooShortError, HTTPError, URLError
from urllib.parse import quote, unquote, urljoin, urlsplit

_REDIRECTS = 10
pathname2url = quote
url2pathname = unquote


class Request:
    def __init__(
        self, url, data=None, headers={}, origin_req_host=None, unverifiable=False, method=None
    ):
        self.full_url = url
        self.data = data
        self.headers = {}
        for name, value in headers.items():
            self.add_header(name, value)
        if method is not None:
            self.method = method
        parts = urlsplit(url)
        if not parts.scheme:
            raise ValueError("unknown url type: %r" % url)
        self.type = parts.scheme
        self.host = parts.netloc.rpartition("@")[2]
        self.selector = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        self.fragment = parts.fragment or None

    def get_method(self):
        return getattr(self, "method", None) or ("GET" if self.data is None else "POST")

    def get_full_url(self):
        return self.full_url

    def add_header(self, key, val):
        self.headers[key[:1].upper() + key[1:].lower()] = val

    def has_header(self, header_name):
        return header_name in self.headers

    def get_header(self, header_name, default=None):
        return self.headers.get(header_name, default)

    def header_items(self):
        return list(self.headers.items())


def urlopen(url, data=None, timeout=socket._GLOBAL_DEFAULT_TIMEOUT):
    """The answer, an http.client.HTTPResponse. HTTPError if its status says so, URLError if there is
    none. Redirections are followed, ten at most."""
    request = url if isinstance(url, Request) else Request(url)
    if data is not None:
        request.data = data
    for _ in range(_REDIRECTS):
        response = _open(request, timeout)
        status = response.status
        target = response.headers.get("location")
        if 200 <= status < 300:
            return response
        again = request.get_method() in ("GET", "HEAD") or status in (301, 302, 303)
        if status not in (301, 302, 303, 307, 308) or not target or not again:
            raise HTTPError(request.full_url, status, response.reason, response.headers, response)
        response.read()
        headers = dict(request.headers)
        for name in ("Content-length", "Content-type"):
            headers.pop(name, None)
        method = "HEAD" if request.get_method() == "HEAD" else None
        request = Request(urljoin(request.full_url, target), headers=headers, method=method)
    raise HTTPError(request.full_url, status, "too many redirections", response.headers, None)


def _open(request, timeout):
    if request.type != "http":
        raise URLError("unknown url type: %s" % request.type)
    if not request.host:
        raise URLError("no host given")
    connection = HTTPConnection(request.host, timeout=timeout)
    headers = {"User-Agent": "Python-urllib/3.13"}
    headers.update(request.headers)
    headers["Connection"] = "close"
    if request.data is not None and not request.has_header("Content-type"):
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(request.get_method(), request.selector, request.data, headers)
    except OSError as exc:
        connection.close()
        raise URLError(exc)
    try:
        response = connection.getresponse()
    except BaseException:
        connection.close()
        raise
    response.url = request.full_url
    return response


def urlretrieve(url, filename, reporthook=None, data=None):
    """Store what is at the URL in the file; (filename, headers)."""
    with urlopen(url, data) as response:
        size = int(response.headers.get("content-length", -1))
        read = blocks = 0
        with open(filename, "wb") as file:
            if reporthook:
                reporthook(0, 8192, size)
            while True:
                block = response.read(8192)
                if not block:
                    break
                file.write(block)
                read += len(block)
                blocks += 1
                if reporthook:
                    reporthook(blocks, 8192, size)
        if read < size:
            text = "retrieval incomplete: got only %d out of %d bytes" % (read, size)
            raise ContentTooShortError(text, (filename, response.headers))
        return filename, response.headers


def getproxies():
    """{scheme: URL}, as the environment has them."""
    found = {}
    for scheme in ("http", "https", "ftp", "mqtt", "no", "all"):
        value = os.getenv(scheme + "_proxy")
        if value:
            found[scheme] = value
    return found


def proxy_bypass(host, proxies=None):
    """Whether the environment's no_proxy names the host."""
    names = (proxies or getproxies()).get("no", "")
    if names == "*":
        return True
    host = host.lower().rpartition(":")[0] or host.lower()
    for name in names.split(","):
        name = name.strip().lstrip(".").lower()
        if name and (host == name or host.endswith("." + name)):
            return True
    return False
