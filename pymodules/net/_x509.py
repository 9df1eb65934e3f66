# SPDX-License-Identifier: MIT
"""Certificates, read from DER as CPython's ssl shows them."""

_NAMES = {
    "2.5.4.3": "commonName",
    "2.5.4.4": "surname",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "countryName",
    "2.5.4.7": "localityName",
    "2.5.4.8": "stateOrProvinceName",
    "2.5.4.9": "streetAddress",
    "2.5.4.10": "organizationName",
    "2.5.4.11": "organizationalUnitName",
    "2.5.4.12": "title",
    "2.5.4.42": "givenName",
    "2.5.4.97": "organizationIdentifier",
    "1.2.840.113549.1.9.1": "emailAddress",
    "0.9.2342.19200300.100.1.1": "userId",
    "0.9.2342.19200300.100.1.25": "domainComponent",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SAN = "2.5.29.17"
_CRL_POINTS = "2.5.29.31"
_AUTHORITY_ACCESS = "1.3.6.1.5.5.7.1.1"
_OCSP = "1.3.6.1.5.5.7.48.1"
_CA_ISSUERS = "1.3.6.1.5.5.7.48.2"
_URI = 0x86


def _elements(data):
    """The (tag, content) of what is one after the other in `data`."""
    at = 0
    while at < len(data):
        tag = data[at]
        size = data[at + 1]
        at += 2
        if size & 0x80:
            n = size & 0x7F
            size = int.from_bytes(data[at : at + n], "big")
            at += n
        if at + size > len(data):
            raise ValueError("bad certificate")
        yield tag, data[at : at + size]
        at += size


def _oid(data):
    parts = []
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            parts.append(value)
            value = 0
    first = min(parts[0] // 40, 2)
    return ".".join([str(first), str(parts[0] - 40 * first)] + [str(part) for part in parts[1:]])


def _text(tag, data):
    if tag == 0x1E:  # BMPString
        return "".join(chr(data[i] << 8 | data[i + 1]) for i in range(0, len(data), 2))
    if tag == 0x0C:
        return str(data, "utf-8")
    return "".join(chr(byte) for byte in data)


def _name(data):
    rows = []
    for _, row in _elements(data):
        pairs = []
        for _, pair in _elements(row):
            (_, oid), value = _elements(pair)
            oid = _oid(oid)
            pairs.append((_NAMES.get(oid, oid), _text(*value)))
        rows.append(tuple(pairs))
    return tuple(rows)


def _time(tag, data):
    text = str(data, "ascii")
    if tag == 0x17:  # UTCTime: two digits of the year
        text = ("20" if text[:2] < "50" else "19") + text
    month = _MONTHS[int(text[4:6]) - 1]
    return "%s %2d %s:%s:%s %s GMT" % (
        month, int(text[6:8]), text[8:10], text[10:12], text[12:14], text[:4]
    )


def _address(data):
    if len(data) == 4:
        return ".".join(str(byte) for byte in data)
    return ":".join("%X" % (data[i] << 8 | data[i + 1]) for i in range(0, len(data), 2))


def _general_name(tag, data):
    if tag == 0x82:
        return "DNS", _text(0, data)
    if tag == 0x87:
        return "IP Address", _address(data)
    if tag == 0x81:
        return "email", _text(0, data)
    if tag == _URI:
        return "URI", _text(0, data)
    if tag == 0xA4:
        ((_, name),) = _elements(data)
        return "DirName", _name(name)
    if tag == 0x88:
        return "Registered ID", _oid(data)
    return "othername", "<unsupported>"


def _sequence(data):
    ((_, content),) = _elements(data)
    return _elements(content)


def _uris(data):
    """All URIs in the structure, however deep: of a list of distribution points."""
    found = []
    for tag, content in _elements(data):
        if tag == _URI:
            found.append(_text(0, content))
        elif tag & 0x20:
            found.extend(_uris(content))
    return found


def _read_extension(found, oid, data):
    if oid == _SAN:
        found["subjectAltName"] = tuple(_general_name(*name) for name in _sequence(data))
    elif oid == _CRL_POINTS:
        found["crlDistributionPoints"] = tuple(_uris(data))
    elif oid == _AUTHORITY_ACCESS:
        for _, access in _sequence(data):
            (_, method), (tag, place) = _elements(access)
            key = {_OCSP: "OCSP", _CA_ISSUERS: "caIssuers"}.get(_oid(method))
            if key and tag == _URI:
                found[key] = found.get(key, ()) + (_text(0, place),)


def read(der):
    """The dict that SSLSocket.getpeercert() returns."""
    fields = list(_elements(next(_sequence(der))[1]))
    version = 1
    if fields[0][0] == 0xA0:
        version = next(_elements(fields.pop(0)[1]))[1][0] + 1
    serial, _, issuer, validity, subject = [content for _, content in fields[:5]]
    start, end = _elements(validity)
    number = "".join("%02X" % byte for byte in serial)
    while len(number) > 2 and number.startswith("00"):
        number = number[2:]
    found = {
        "subject": _name(subject),
        "issuer": _name(issuer),
        "version": version,
        "serialNumber": number,
        "notBefore": _time(*start),
        "notAfter": _time(*end),
    }
    for tag, content in fields[6:]:
        if tag != 0xA3:
            continue
        for _, extension in _sequence(content):
            parts = list(_elements(extension))
            _read_extension(found, _oid(parts[0][1]), parts[-1][1])
    return found


def seconds(text):
    """The time of a certificate as seconds since the epoch."""
    month, day, clock, year, zone = text.split()
    if zone != "GMT" or month not in _MONTHS:
        raise ValueError("time data %r does not match format \"%%b %%d %%H:%%M:%%S %%Y GMT\"" % text)
    hours, minutes, secs = [int(part) for part in clock.split(":")]
    # Days since 1 March of the year 0, of which 719,468 are before 1970.
    month = (_MONTHS.index(month) + 10) % 12
    year = int(year) - (month >= 10)
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + int(day) - 1
    return ((days - 719468) * 24 + hours) * 3600 + minutes * 60 + secs
