# SPDX-License-Identifier: MIT
"""Fails a build whose link-time wrappers are dead: see src/micropython/wrapped.h.

    wrapped.py BUILD_DIR [OURS]

Some object must call every function FN that another wraps (it defines __wrap_FN) from outside the file that
defines FN, or nothing goes through the wrapper: FN is inline or gone, or calls of it are the file's own.
(A function that no object defines is no fault: then the wrapper is the function. Where the wrapper calls
it, as __real_FN, the linker says so.) With OURS it is about wrappers whose objects' paths have that in them: others
of the build may wrap functions too, as the Pico SDK does.
"""

import os
import subprocess
import sys


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


def dead_wrappers(folder, ours):
    defined, called, wrapping = {}, {}, {}
    for path, kind, name in symbols(list(objects(folder))):
        if kind in "TW":
            defined.setdefault(name, set()).add(path)
        elif kind == "U":
            called.setdefault(name, set()).add(path)
    for name in defined:
        if name.startswith("__wrap_") and any(ours in path for path in defined[name]):
            wrapping[name[len("__wrap_") :]] = defined[name]
    if ours and not wrapping:
        yield "no object of %s wraps anything" % ours
    for name in sorted(wrapping):
        names = ("open", "open64") if name in ("open", "open64") else (name,)  # one, by platform
        if not any(called.get(one, set()) - wrapping[name] for one in names):
            yield "%s is wrapped, and nothing calls it from another file" % name


def main(folder, ours=""):
    problems = list(dead_wrappers(folder, ours))
    for problem in problems:
        print("%s: %s" % (folder, problem), file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
