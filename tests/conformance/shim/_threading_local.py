# SPDX-License-Identifier: MIT
"""CPython's threading.local in Python. There is one here, and it is in Python."""

from threading import local
