# SPDX-License-Identifier: MIT
"""CPython's `platform`, over MicroPython's."""

import sys

try:
    from uplatform import libc_ver, platform, python_compiler
except ImportError:

    def platform(aliased=False, terse=False):
        return "MicroPython-%s-%s" % (python_version(), machine())

    def python_compiler():
        return ""

    def libc_ver(executable=None, lib="", version=""):
        return lib, version


def python_implementation():
    return "MicroPython"


def python_version():
    """The version of the language that MicroPython is of, as sys.version has it."""
    return sys.version.split(";")[0]


def python_version_tuple():
    return tuple(python_version().split("."))


def system():
    names = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
    return names.get(sys.platform, sys.platform)


def machine():
    text = getattr(sys.implementation, "_machine", "")
    return text.split(" ")[-1]


def node():
    return ""


def release():
    return ".".join([str(n) for n in sys.implementation.version[:3]])


def version():
    return sys.version


def processor():
    return ""


def architecture(executable=None, bits="", linkage=""):
    return ("64bit" if sys.maxsize > 1 << 32 else "32bit"), ""


def uname():
    from collections import namedtuple

    kind = namedtuple("uname_result", "system node release version machine")
    return kind(system(), node(), release(), version(), machine())
