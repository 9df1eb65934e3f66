# SPDX-License-Identifier: MIT
"""CPython 3.13's `urllib.parse`, for str (and bytes where quote() and unquote_to_bytes() take
them)."""

from collections import namedtuple

_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"
_SCHEME = _SAFE[:62] + "+-."
_WITH_PARAMS = ("", "ftp", "hdl", "prospero", "http", "https", "shttp", "rtsp", "rtsps", "rtspu")
_WITH_PARAMS += ("sip", "sips", "mms", "sftp", "tel")
_RELATIVE = ("", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms")
_RELATIVE += ("prospero", "rtsp", "rtsps", "rtspu", "sftp", "svn", "svn+ssh", "ws", "wss")


class _Netloc:
    """What follows from a network location."""

    def _user_info(self):
        user_info, found, host = self.netloc.rpartition("@")
        if not found:
            return None, None, host
        user, found, password = user_info.partition(":")
        return user, password if found else None, host

    @property
    def username(self):
        return self._user_info()[0]

    @property
    def password(self):
        return self._user_info()[1]

    def _host_and_port(self):
        host = self._user_info()[2]
        if host.startswith("["):
            host, _, port = host[1:].partition("]")
            return host, port[1:] if port.startswith(":") else ""
        host, _, port = host.partition(":")
        return host, port

    @property
    def hostname(self):
        host = self._host_and_port()[0]
        before, percent, zone = host.partition("%")
        return before.lower() + percent + zone or None

    @property
    def port(self):
        port = self._host_and_port()[1]
        if not port:
            return None
        if not port.isdigit():
            raise ValueError("Port could not be cast to integer value as %r" % port)
        if int(port) > 65535:
            raise ValueError("Port out of range 0-65535")
        return int(port)


class SplitResult(namedtuple("SplitResult", "scheme netloc path query fragment"), _Netloc):
    def geturl(self):
        return urlunsplit(self)


class ParseResult(namedtuple("ParseResult", "scheme netloc path params query fragment"), _Netloc):
    def geturl(self):
        return urlunparse(self)


class DefragResult(namedtuple("DefragResult", "url fragment")):
    def geturl(self):
        return self.url + ("#" + self.fragment if self.fragment else "")


def urlsplit(url, scheme="", allow_fragments=True):
    for c in "\t\r\n":
        url = url.replace(c, "")
    url = url.lstrip("".join([chr(c) for c in range(33)]))
    netloc = query = fragment = ""
    colon = url.find(":")
    if colon > 0 and url[0].isalpha() and all([c in _SCHEME for c in url[:colon]]):
        scheme, url = url[:colon].lower(), url[colon + 1 :]
    if url[:2] == "//":
        ends = [end for end in [url.find(c, 2) for c in "/?#"] if end >= 0]
        end = min(ends) if ends else len(url)
        netloc, url = url[2:end], url[end:]
        if ("[" in netloc) != ("]" in netloc):
            raise ValueError("Invalid IPv6 URL")
    if allow_fragments:
        url, _, fragment = url.partition("#")
    url, _, query = url.partition("?")
    return SplitResult(scheme, netloc, url, query, fragment)


def urlparse(url, scheme="", allow_fragments=True):
    scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ""
    if scheme in _WITH_PARAMS and ";" in path:
        semicolon = path.find(";", path.rfind("/") + 1)
        if semicolon >= 0:
            path, params = path[:semicolon], path[semicolon + 1 :]
    return ParseResult(scheme, netloc, path, params, query, fragment)


def urlunsplit(parts):
    scheme, netloc, url, query, fragment = parts
    if netloc:
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + netloc + url
    elif url[:2] == "//" or (scheme == "file" and url[:1] == "/"):
        url = "//" + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url += "?" + query
    return url + "#" + fragment if fragment else url


def urlunparse(parts):
    scheme, netloc, path, params, query, fragment = parts
    if params:
        path += ";" + params
    return urlunsplit((scheme, netloc, path, query, fragment))


def urldefrag(url):
    if "#" not in url:
        return DefragResult(url, "")
    scheme, netloc, path, params, query, fragment = urlparse(url)
    return DefragResult(urlunparse((scheme, netloc, path, params, query, "")), fragment)


def urljoin(base, url, allow_fragments=True):
    """A URL as it is meant on the page of another."""
    if not base or not url:
        return url or base
    b = urlparse(base, "", allow_fragments)
    scheme, netloc, path, params, query, fragment = urlparse(url, b.scheme, allow_fragments)
    if scheme != b.scheme or scheme not in _RELATIVE:
        return url
    if netloc:
        return urlunparse((scheme, netloc, path, params, query, fragment))
    netloc = b.netloc
    if not path and not params:
        return urlunparse((scheme, netloc, b.path, b.params, query or b.query, fragment))
    if path[:1] == "/":
        segments = path.split("/")
    else:
        before = b.path.split("/")[:-1]
        segments = (before or ([""] if netloc else [])) + path.split("/")
    resolved = []
    for segment in segments[:1] + [s for s in segments[1:-1] if s] + segments[1:][-1:]:
        if segment == "..":
            if len(resolved) > 1 or (resolved and resolved[0]):
                resolved.pop()
        elif segment != ".":
            resolved.append(segment)
    if segments[-1] in (".", ".."):
        resolved.append("")
    return urlunparse((scheme, netloc, "/".join(resolved) or "/", params, query, fragment))


def quote_from_bytes(data, safe="/"):
    if isinstance(safe, bytes):
        safe = safe.decode()
    safe = safe + _SAFE
    return "".join([chr(c) if c < 128 and chr(c) in safe else "%%%02X" % c for c in data])


def quote(string, safe="/", encoding=None, errors=None):
    if isinstance(string, str):
        string = string.encode()
    elif not isinstance(string, (bytes, bytearray)):
        raise TypeError("quote_from_bytes() expected bytes")
    return quote_from_bytes(string, safe)


def quote_plus(string, safe="", encoding=None, errors=None):
    if isinstance(string, str) and " " in string:
        return quote(string, safe + " ").replace(" ", "+")
    return quote(string, safe).replace("%20", "+")


def unquote_to_bytes(string):
    if isinstance(string, str):
        string = string.encode()
    first, *parts = string.split(b"%")
    result = bytearray(first)
    for part in parts:
        try:
            result.append(int(part[:2].decode(), 16) if len(part) > 1 else _no_number())
            result += part[2:]
        except ValueError:
            result += b"%" + part
    return bytes(result)


def _no_number():
    raise ValueError


def unquote(string, encoding="utf-8", errors="replace"):
    if isinstance(string, str) and "%" not in string:
        return string
    return _decoded(unquote_to_bytes(string))


def _decoded(data):
    """Text, with U+FFFD for what is no UTF-8."""
    try:
        return data.decode()
    except (UnicodeError, ValueError):
        pass
    text = ""
    at = 0
    while at < len(data):
        for length in range(1, 5):
            try:
                text += data[at : at + length].decode()
                break
            except (UnicodeError, ValueError):
                pass
        else:
            text += "\ufffd"
            length = 1
        at += length
    return text


def unquote_plus(string, encoding="utf-8", errors="replace"):
    return unquote(string.replace("+", " "))


def urlencode(query, doseq=False, safe="", encoding=None, errors=None, quote_via=quote_plus):
    pairs = query.items() if hasattr(query, "items") else query

    def quoted(value):
        return quote_via(value if isinstance(value, (str, bytes)) else str(value), safe)

    parts = []
    for key, value in pairs:
        many = doseq and not isinstance(value, (str, bytes)) and hasattr(value, "__iter__")
        if doseq and isinstance(value, (list, tuple, set, dict, range)):
            many = True
        for item in value if many else (value,):
            parts.append(quoted(key) + "=" + quoted(item))
    return "&".join(parts)


def parse_qsl(
    qs,
    keep_blank_values=False,
    strict_parsing=False,
    encoding="utf-8",
    errors="replace",
    max_num_fields=None,
    separator="&",
):
    pairs = []
    fields = qs.split(separator) if qs else []
    if max_num_fields is not None and len(fields) > max_num_fields:
        raise ValueError("Max number of fields exceeded")
    for field in fields:
        if not field and not strict_parsing:
            continue
        name, found, value = field.partition("=")
        if not found and strict_parsing:
            raise ValueError("bad query field: %r" % (field,))
        if value or keep_blank_values:
            pairs.append((unquote_plus(name), unquote_plus(value)))
    return pairs


def parse_qs(qs, keep_blank_values=False, strict_parsing=False, **kwargs):
    result = {}
    for name, value in parse_qsl(qs, keep_blank_values, strict_parsing, **kwargs):
        result.setdefault(name, []).append(value)
    return result
