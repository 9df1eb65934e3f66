"""Fails a build whose link-time wrappers are dead: see src/micropython/wrapped.h.

    wrapped.py BUILD_DIR

Every function FN that an object wraps (it defines __wrap_FN) must be a global function in another object,
or the linker has nothing to wrap, and some object must call it from outside the file that defines it,
or nothing goes through the wrapper: calls were inlined, or the file's own.
"""

import os
import subprocess
import sys

# Functions of the C library, which no object defines. With large files open() has another name.
LIBRARY = {"open": ("open", "open64"), "open64": ("open", "open64"), "read": (), "write": ()}


def objects(folder):
    for path, _, names in sorted(os.walk(folder)):
        yield from (os.path.join(path, name) for name in sorted(names) if name.endswith((".o", ".obj")))


def symbols(paths):
    """Yields (object, kind, name), kind as nm has it: T is a global function, U one from elsewhere."""
    if not paths:
        return
    command = ["nm", "--print-file-name", "--format=posix", "--no-demangle"] + paths
    for line in subprocess.check_output(command, text=True).splitlines():
        path, rest = line.split(": ", 1)
        name, kind = rest.split()[:2]
        yield path, kind, name


def dead_wrappers(folder):
    defined, called, wrapping = {}, {}, {}
    for path, kind, name in symbols(list(objects(folder))):
        if kind in "TW":
            defined.setdefault(name, set()).add(path)
        elif kind == "U":
            called.setdefault(name, set()).add(path)
    for name in defined:
        if name.startswith("__wrap_"):
            wrapping[name[len("__wrap_") :]] = defined[name]
    ours = set().union(*wrapping.values()) if wrapping else set()
    for name in sorted(wrapping):
        if name in LIBRARY:
            names = (name,) + LIBRARY[name]
            if not any(called.get(one, set()) - ours for one in names):
                yield "%s is wrapped, and nothing calls it" % name
        elif name not in defined:
            yield "%s is wrapped, and is no global function in any object" % name
        elif not called.get(name, set()) - ours:
            yield "%s is wrapped, and nothing calls it from another file" % name


def main(folder):
    problems = list(dead_wrappers(folder))
    for problem in problems:
        print("%s: %s" % (folder, problem), file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
