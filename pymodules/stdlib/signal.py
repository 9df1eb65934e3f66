# SPDX-License-Identifier: MIT
"""CPython's `signal`, as far as there are any here: SIGINT, which is Ctrl-C.

signal(SIGINT, …) keeps the handler for raise_signal() and getsignal(). Ctrl-C itself raises
KeyboardInterrupt in the main thread whatever the handler: MicroPython passes nothing else on. Other
signals can be given a handler, which raise_signal() calls, and which nothing from outside will.
"""

import _weft

SIGHUP, SIGINT, SIGQUIT, SIGKILL, SIGUSR1, SIGUSR2 = 1, 2, 3, 9, 10, 12
SIGPIPE, SIGALRM, SIGTERM, SIGCHLD, SIGCONT, SIGSTOP = 13, 14, 15, 17, 18, 19
SIG_DFL, SIG_IGN = 0, 1
NSIG = 65


def default_int_handler(signalnum, frame):
    raise KeyboardInterrupt


_handlers = {SIGINT: default_int_handler}


def _check(signalnum):
    if not 1 <= signalnum < NSIG:
        raise ValueError("signal number out of range")


def signal(signalnum, handler):
    """Set a handler; returns the one there was. In the main thread only."""
    if _weft.current() is not None:
        raise ValueError("signal only works in main thread of the main interpreter")
    _check(signalnum)
    if signalnum in (SIGKILL, SIGSTOP):
        raise OSError(22, "Invalid argument")
    if handler not in (SIG_DFL, SIG_IGN) and not callable(handler):
        raise TypeError(
            "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
        )
    old = getsignal(signalnum)
    _handlers[signalnum] = handler
    return old


def getsignal(signalnum):
    _check(signalnum)
    return _handlers.get(signalnum, SIG_DFL)


def raise_signal(signalnum):
    """Call the handler, in the main thread if it is SIGINT's own."""
    handler = getsignal(signalnum)
    if handler is default_int_handler:
        _weft.interrupt_main()
    elif handler == SIG_DFL:
        raise SystemExit(128 + signalnum)
    elif handler != SIG_IGN:
        handler(signalnum, None)


def strsignal(signalnum):
    return {1: "Hangup", 2: "Interrupt", 9: "Killed", 15: "Terminated"}.get(signalnum)
