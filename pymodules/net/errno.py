# SPDX-License-Identifier: MIT
"""CPython's `errno`: all of the system's error numbers that programs ask for by name."""

import _errno
from _errno import *

errorcode = {getattr(_errno, _name): _name for _name in dir(_errno) if _name[0] == "E"}
errorcode[EAGAIN] = "EAGAIN"
