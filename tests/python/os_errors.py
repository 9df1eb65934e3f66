# SPDX-License-Identifier: MIT
"""The OSError family: as CPython's, whether C code or Python code raises."""

import errno
import os
import socket

names = (
    "BlockingIOError ChildProcessError ConnectionError BrokenPipeError ConnectionAbortedError "
    "ConnectionRefusedError ConnectionResetError FileExistsError FileNotFoundError InterruptedError "
    "IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError"
).split()
import builtins

for name in names:
    kind = getattr(builtins, name)
    print(name, issubclass(kind, OSError), issubclass(kind, ConnectionError), kind.__name__)
print(IOError is OSError, EnvironmentError is OSError, socket.timeout is TimeoutError)


def raised(function, *args):
    try:
        function(*args)
    except OSError as exc:
        return exc


# Raised by C code.
for exc in (
    raised(open, "no-such-file"),
    raised(os.mkdir, "/"),
    raised(os.listdir, "/no/such/dir"),
    raised(os.rmdir, "/dev/null"),
):
    print(type(exc).__name__, exc.errno)
with socket.create_server(("127.0.0.1", 0)) as server:
    address = server.getsockname()
print(type(raised(socket.create_connection, address)).__name__)
a, b = socket.socketpair()
a.setblocking(False)
print(type(raised(a.recv, 1)).__name__)
b.close()
print(type(raised(a.sendall, b"x")).__name__)
a.close()
try:
    open("no-such-file")
except FileNotFoundError as exc:
    print("found", exc.errno == errno.ENOENT)


# Raised by Python code.
def throw(exc):
    raise exc


for number in (errno.ENOENT, errno.EPIPE, errno.ETIMEDOUT, errno.EACCES, errno.EINVAL, errno.EINTR):
    exc = raised(throw, OSError(number, "text"))
    print(type(exc).__name__, exc.errno, exc.args == (number, "text"))
print(type(raised(throw, OSError("only a text"))).__name__)


class Own(OSError):
    pass


print(type(raised(throw, Own(errno.ENOENT, "text"))).__name__)
exc = raised(throw, FileNotFoundError(errno.ENOENT, "text", "name"))
print(exc.strerror, exc.filename)
exc = raised(throw, TimeoutError("timed out"))
print(str(exc), exc.args)
try:
    raise ConnectionResetError(errno.ECONNRESET, "reset")
except BrokenPipeError:
    print("wrong")
except ConnectionError as exc:
    print("ConnectionError")

# What every one of them has.
for exc in (
    raised(throw, OSError(errno.EADDRINUSE, "text")),
    OSError(errno.EADDRINUSE, "text"),
    Own(errno.ENOENT, "own text"),
    raised(throw, Own("one")),
    OSError("only a text"),
    OSError(),
    socket.gaierror(socket.EAI_NONAME, "unknown"),
):
    print(exc.errno, exc.strerror, exc.filename, "|", exc)
taken = socket.create_server(("127.0.0.1", 0))
with socket.socket() as s:
    exc = raised(s.bind, taken.getsockname())
print(type(exc) is OSError, exc.errno == errno.EADDRINUSE, exc.strerror)
taken.close()
