# SPDX-License-Identifier: MIT
# weft: only
# weft: args -X heapsize=8m
"""blocking.py over a stand-in for the ESP32's streams."""

import lwip

lwip.install()
execfile("blocking.py")
