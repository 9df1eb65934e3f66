# SPDX-License-Identifier: MIT
"""CPython 3.13's `_thread`, with green threads.

MicroPython's own `_thread` makes native threads, each an OS thread or a task of the RTOS. A program
that is to have green ones instead does this before it imports what uses `_thread`:

    sys.modules["_thread"] = weft._thread
"""

import _weft
import threading
from _weft import Lock, RLock, get_ident, interrupt_main
from threading import TIMEOUT_MAX, ThreadError, get_native_id, local, stack_size
from weft._bare import start_new_thread

LockType = allocate_lock = allocate = lock = Lock
error = ThreadError
start_new = start_new_thread
_local = local
_count = _weft.alive
_excepthook = threading.excepthook
_ExceptHookArgs = threading.ExceptHookArgs


def exit():
    """End the thread, silently."""
    raise SystemExit


exit_thread = exit


def __getattr__(name):  # threads that can be joined: a module of its own
    import _thread_handles

    return getattr(_thread_handles, name)
