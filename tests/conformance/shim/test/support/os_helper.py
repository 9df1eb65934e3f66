# SPDX-License-Identifier: MIT
"""CPython's test.support.os_helper."""

import os

TESTFN = (os.getenv("WEFT_CONFORMANCE_TEMP") or "") + "/testfn"
TESTFN_UNICODE = TESTFN + "-\xe0\xf2\u0258\u0141\u011f"
TESTFN_UNENCODABLE = None


def unlink(path):
    try:
        os.unlink(path)
    except OSError:
        pass


def make_bad_fd():
    """The number of a descriptor that was closed."""
    import socket

    with socket.socket() as sock:
        return sock.fileno()
