# SPDX-License-Identifier: MIT
"""CPython's test.support.hashlib_helper: only tests of processes use it."""


def requires_hashdigest(name):
    return lambda test: test
