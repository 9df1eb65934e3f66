# SPDX-License-Identifier: MIT
"""MicroPython's os, and what else the tests use."""

from uos import *

name = "posix"
devnull = "/dev/null"

# Pipes for a few bytes are files, so that a script in an interpreter of its own can write to them:
# see script_helper.
_TEMP = getenv("WEFT_CONFORMANCE_TEMP")
_last_pipe = 100


def cpu_count():
    return 2


process_cpu_count = cpu_count


def _pipe_file(descriptor):
    return "%s/pipe%d" % (_TEMP, descriptor // 2)


def pipe():
    global _last_pipe
    _last_pipe += 2
    open(_pipe_file(_last_pipe), "wb").close()
    return _last_pipe, _last_pipe + 1


def read(descriptor, count):
    with open(_pipe_file(descriptor), "rb") as file:
        return file.read(count)


def write(descriptor, data):
    with open(_pipe_file(descriptor), "ab") as file:
        return file.write(data)


def close(descriptor):
    pass


class path:
    @staticmethod
    def abspath(name):
        return name

    @staticmethod
    def join(*parts):
        return "/".join(parts)


def fsencode(name):
    return name.encode()
