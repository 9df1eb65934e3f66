# SPDX-License-Identifier: MIT
"""CPython 3.13's `string`, but for Formatter's parsing hooks."""

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdefABCDEF"
octdigits = "01234567"
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    words = s.split(sep) if sep is not None else s.split()
    return (sep or " ").join([word[:1].upper() + word[1:].lower() for word in words])


class Template:
    """Text with $name and ${name} to be substituted; $$ is a dollar."""

    delimiter = "$"

    def __init__(self, template):
        self.template = template

    def _parts(self):
        """(text, name, as written) until there is no name: (text, None, None)."""
        text, at = self.template, 0
        while True:
            found = text.find(self.delimiter, at)
            if found < 0:
                yield text[at:], None, None
                return
            start = found + len(self.delimiter)
            if text[start:].startswith(self.delimiter):
                yield text[at:start], "", ""
                at = start + len(self.delimiter)
                continue
            braced = text[start : start + 1] == "{"
            end = start = start + braced
            while end < len(text) and _is_name(text[start : end + 1]):
                end += 1
            after = end + braced
            if end == start or (braced and text[end:after] != "}"):
                yield text[at:found], None, found
                at = start - braced
            else:
                yield text[at:found], text[start:end], text[found:after]
                at = after

    def _substitute(self, values, safe):
        result = ""
        for text, name, written in self._parts():
            result += text
            if name is None and written is not None:
                if not safe:
                    line = self.template[:written].count("\n") + 1
                    column = written - (self.template[:written].rfind("\n") + 1) + 1
                    raise ValueError(
                        "Invalid placeholder in string: line %d, col %d" % (line, column)
                    )
                result += self.delimiter
            elif name:
                if name in values or not safe:
                    result += str(values[name])
                else:
                    result += written
        return result

    def substitute(self, mapping=None, **kwargs):
        return self._substitute(_merged(mapping, kwargs), False)

    def safe_substitute(self, mapping=None, **kwargs):
        return self._substitute(_merged(mapping, kwargs), True)

    def get_identifiers(self):
        names = []
        for _, name, _ in self._parts():
            if name and name not in names:
                names.append(name)
        return names

    def is_valid(self):
        return all([name is not None or at is None for _, name, at in self._parts()])


def _is_name(text):
    for c in text:
        if not (c == "_" or "a" <= c <= "z" or "A" <= c <= "Z" or "0" <= c <= "9"):
            return False
    return not text[0].isdigit()


def _merged(mapping, kwargs):
    if mapping is None:
        return kwargs
    if not kwargs:
        return mapping
    values = dict(mapping)
    values.update(kwargs)
    return values


class Formatter:
    def format(self, format_string, *args, **kwargs):
        return format_string.format(*args, **kwargs)

    def vformat(self, format_string, args, kwargs):
        return format_string.format(*args, **kwargs)
