# SPDX-License-Identifier: MIT
"""CPython's test.support.socket_helper, as far as the tests of sockets use it."""

import contextlib
import os
import socket
import unittest

HOST = HOSTv4 = "127.0.0.1"
HOSTv6 = "::1"


def find_unused_port(family=socket.AF_INET, socktype=socket.SOCK_STREAM):
    with socket.socket(family, socktype) as sock:
        return bind_port(sock)


def bind_port(sock, host=HOST):
    sock.bind((host, 0))
    return sock.getsockname()[1]


def bind_unix_socket(sock, addr):
    sock.bind(addr)


def create_unix_domain_name():
    return os.getenv("WEFT_CONFORMANCE_TEMP") + "/socket"


def _ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as sock:
            sock.bind((HOSTv6, 0))
            return True
    except OSError:
        return False


IPV6_ENABLED = _ipv6()


def skip_unless_bind_unix_socket(test):
    return test


@contextlib.contextmanager
def transient_internet(*args, **kwargs):
    raise unittest.SkipTest("no network")


def get_socket_conn_refused_errs():
    import errno

    return [errno.ECONNREFUSED]
