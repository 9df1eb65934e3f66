# SPDX-License-Identifier: MIT
"""What the optional frozen modules cost in flash: writes the table of docs/stdlib.md.

    stdlib_sizes.py MPY_CROSS [--check]

Bytes of each module's .mpy, compiled as a board would (-O3, so without line numbers). With --check
nothing is written; the exit status says whether the table is as measured.
"""

import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(ROOT, "docs", "stdlib.md")
BEGIN, END = "<!-- sizes:begin -->\n", "<!-- sizes:end -->\n"


class Options:
    """The options of pymodules/manifest.py, all of them off but one; `streams`: for boards' sockets."""

    def __init__(self, chosen, streams):
        self._chosen = chosen
        self._streams = streams

    def defaults(self, **kwargs):
        self.declared = [name for name in kwargs if name != "opt"]

    def __getattr__(self, name):
        if name == "sockets" and self._streams:
            return "streams"
        return name == self._chosen


def frozen(option, streams=False):
    """The paths below pymodules/ that the manifest freezes with an option, but for the base."""
    found = []

    def module(file, base_path, opt=None):
        found.append(os.path.normpath(os.path.join(base_path, file)))

    def package(name, files=None, base_path=".", opt=None):
        top = os.path.join(ROOT, "pymodules", base_path)
        for folder, _, names in sorted(os.walk(os.path.join(top, name))):
            for file in sorted(names):
                if file.endswith(".py") and (files is None or file in files):
                    path = os.path.join(folder, file)
                    found.append(os.path.relpath(path, os.path.join(ROOT, "pymodules")))

    options = Options(option, streams)
    with open(os.path.join(ROOT, "pymodules", "manifest.py")) as file:
        exec(file.read(), dict(options=options, module=module, package=package, require=None))
    return found, options.declared


def size(mpy_cross, path):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "x.mpy")
        source = os.path.join(ROOT, "pymodules", path)
        subprocess.run([mpy_cross, "-O3", "-s", path, "-o", out, source], check=True)
        return os.path.getsize(out)


def shown(path):
    for top in ("stdlib/", "net/", "streams/", "with_tls/"):
        path = path[len(top) :] if path.startswith(top) else path
    path = path[: -len("/__init__.py")] if path.endswith("/__init__.py") else path[:-3]
    return "`%s`" % path.replace("/", ".")


def table(mpy_cross):
    base, names = frozen(None)
    rows = ["| option | modules, with the bytes of each | bytes in all |", "|---|---|---:|"]
    names = [name for name in names if name not in ("services", "stdlib", "micropython_lib")]
    chosen = [(name, frozen(name)[0], base) for name in names]
    streams = frozen("sockets", True)[0]
    tls = frozen("ssl", True)[0]
    at = names.index("ssl") + 1
    chosen[at:at] = [
        ('sockets="streams"', streams, base),
        ('sockets="streams", ssl=True', tls, streams),
    ]
    for name, paths, known in chosen:
        paths = [path for path in paths if path not in known]
        sizes = [(path, size(mpy_cross, path)) for path in paths]
        # An empty __init__.py is a name only.
        listed = ["%s %s" % (shown(path), format(n, ",")) for path, n in sizes if n > 100]
        total = sum(n for _, n in sizes)
        rows.append("| `%s` | %s | %s |" % (name, ", ".join(listed), format(total, ",")))
    return "\n".join(rows) + "\n"


def main(mpy_cross, *flags):
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    new = before + BEGIN + table(mpy_cross) + END + after
    if "--check" in flags:
        sys.exit("docs/stdlib.md: the sizes are not as measured" if new != page else 0)
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(new)


if __name__ == "__main__":
    main(*sys.argv[1:])
