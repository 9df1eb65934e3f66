# SPDX-License-Identifier: MIT
"""What the tests use of tempfile, in the case's own folder."""

import os

_count = 0


def mktemp(prefix="", suffix="", dir=None):
    global _count
    _count += 1
    return "%s/%s%d%s" % (dir or os.getenv("WEFT_CONFORMANCE_TEMP"), prefix, _count, suffix)


def mkdtemp(prefix="tmp"):
    path = mktemp(prefix)
    os.mkdir(path)
    return path
