# SPDX-License-Identifier: MIT
"""What is changed in CPython's tests as they are loaded, where MicroPython's language differs.

Nothing of what they check of threads is touched.
"""

import re

# file -> [(text, replacement)]
_LITERALS = {
    "test_threading.py": [
        # There are no [*a] displays.
        ("[*sys.exc_info(), None]", "list(sys.exc_info()) + [None]"),
        # Exceptions have no __traceback__, so excepthook's exc_traceback is None.
        ("args.exc_value.__traceback__", "getattr(args.exc_value, '__traceback__', None)"),
        # Tracebacks have no source lines.
        ("self.assertIn('  raise ValueError(\"run failed\")', stderr)", ""),
        ("self.assertIn('  raise ValueError(\"bug\")', stderr)", ""),
        # What a built-in function looks like.
        ("<built-in function sleep>", "<function>"),
    ],
    "test_socket.py": [
        ('array.array("i").itemsize', "4"),
        ("not hasattr(test_func, '__call__')", "not callable(test_func)"),
        # To read a file's ten megabytes, if it is not said how many they are, takes seconds.
        ("cls.FILEDATA = f.read()", "cls.FILEDATA = f.read(cls.FILESIZE)"),
        # There is one way to send a file, which is public.
        ("_sendfile_use_send", "sendfile"),
        # There are no error handlers of that kind, and up to 1.28 an encoding was not looked at.
        ('b.decode("ascii", "surrogateescape")', "b.decode()"),
    ],
    # {x=} shows the value by str() instead of repr().
    "test_concurrent_futures.py": [("{ident=}", "{ident=!r}")],
    "test_thread_pool.py": [("{ident=}", "{ident=!r}")],
    # There is no os.path, which only its load_tests() wants.
    "test_concurrent_futures/__init__.py": [("import os.path\n", "")],
}

# file -> what is in the names of classes that are left out: see expected-3.11.txt.
_LEFT_OUT = {
    "test_socket.py": (
        ("CAN", "ISOTP", "J1939", "RDS", "QIPCRTR", "VSOCK", "Bluetooth", "UDPLITE", "SCTP", "TIPC")
        + ("Sendmsg", "Sendrecvmsg", "Recvmsg", "CmsgMacro", "SCMRights", "RFC3542", "SendRecvFds")
        + ("LinuxKernelCryptoAPI", "MacOS", "MSWindows", "TestSocketSharing")
    ),
}

_CLASS = re.compile(r"( *)class (\w+)")


def adapt(path, text):
    """The text of the file at a path, below Lib/test, as it is to be compiled."""
    for old, new in _LITERALS.get(path.split("/", 1)[1] if path.endswith("__init__.py") else path.rsplit("/", 1)[-1], ()):
        text = text.replace(old, new)
    text = _without(text, _LEFT_OUT.get(path.rsplit("/", 1)[-1], ()))
    return _spell_out_super(text)


def _without(text, parts):
    """The text without the classes, and their decorators, that have one of the parts in their name."""
    kept = []
    leaving = False
    for line in text.split("\n"):
        if line and line[0] not in " #)":  # a statement of the module
            leaving = False
        match = _CLASS.match(line)
        if match and not match.group(1) and any(part in match.group(2) for part in parts):
            leaving = True
            while kept and kept[-1]:  # decorators
                kept.pop()
        if not leaving:
            kept.append(line)
    return "\n".join(kept)


def _spell_out_super(text):
    """super() -> cooperative_super(Class, self). MicroPython's looks into the bases of a class, not
    along the method resolution order of the object's."""
    lines = text.split("\n")
    enclosing = []  # (indentation, class)
    for i, line in enumerate(lines):
        match = _CLASS.match(line)
        if match:
            _leave(enclosing, len(match.group(1)))
            enclosing.append((len(match.group(1)), match.group(2)))
        elif "super()" in line:
            _leave(enclosing, len(line) - len(line.lstrip()))
            lines[i] = line.replace("super()", "cooperative_super(%s, self)" % enclosing[-1][1])
    return "\n".join(lines)


def _leave(enclosing, indentation):
    while enclosing and enclosing[-1][0] >= indentation:
        enclosing.pop()
