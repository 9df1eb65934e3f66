# SPDX-License-Identifier: MIT
"""Stand-in for `esp`."""

LOG_NONE, LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG, LOG_VERBOSE = range(6)


def osdebug(*args):
    pass


def flash_size():
    return 8 << 20
