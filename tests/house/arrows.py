# SPDX-License-Identifier: MIT
"""Who may include or import whom: the arrows between folders run one way.

    arrows.py SOURCE_DIR

C and C++: a file includes files of its own folder, of folders before it in its row, and headers that
lie above all folders. What MicroPython's versions declare differently is named in mpversion.h alone. Python (pymodules/): no module imports itself by way of others, wherever in
the file the import stands.
"""

import ast
import os
import re
import sys

from sources import files, read

# Each row from the bottom up.
CORE = ["os", "context", "sched", "sync", "queue", "native", "service"]
BINDING = ["vm", "fibers", "port", "control", "asyncio", "native", "types", "io", "service", "module"]

# Its parameter has another type, or it another name, by version: weft_handle_pending() is ours.
VERSIONED = re.compile(r"\bmp_handle_pending\w*\s*\(")

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def may_include(row, place, folder):
    """Whether a file of `place` may include one of `folder`; "" is above all folders."""
    if folder == "":
        return True
    if place == "":
        return False
    return row.index(folder) <= row.index(place)


def wrong_includes(source):
    core = os.path.join(source, "src", "weft")
    binding = os.path.join(source, "src", "micropython")
    for top, row in ((core, CORE), (binding, BINDING)):
        for path in files(top, (".h", ".c", ".cpp")):
            place = os.path.relpath(os.path.dirname(path), top)
            place = "" if place == "." else place
            if place != "" and place not in row:
                yield "%s: folder %s has no place in the rows of tests/house/arrows.py" % (path, place)
                continue
            for included in INCLUDE.findall(read(path)):
                if os.path.exists(os.path.join(source, "src", included)):
                    if top == binding:
                        continue  # the binding may include all of the core
                    target = included.split("/", 1)[1]
                elif os.path.exists(os.path.join(binding, included)):
                    if top == core and included != "weft_port_config.h":
                        yield "%s includes %s: the core knows no VM" % (path, included)
                        continue
                    target = included
                else:
                    continue  # the VM's or the system's
                if not may_include(row, place, os.path.dirname(target)):
                    yield "%s includes %s: that arrow runs the wrong way" % (path, included)


def versioned_calls(source):
    binding = os.path.join(source, "src", "micropython")
    for path in files(binding, (".h", ".c", ".cpp")):
        if os.path.basename(path) == "mpversion.h":
            continue
        for call in VERSIONED.findall(read(path)):
            yield "%s: %s is one version's: see mpversion.h" % (path, call + ")")


def modules(top):
    found = {}
    for path in files(top, ".py"):
        name = os.path.relpath(path, top)[:-3].replace(os.sep, ".")
        name = re.sub(r"^(stdlib|net)\.", "", name)  # folders of the manifest's, no packages
        if name.endswith(".__init__"):
            name = name[: -len(".__init__")]
        found[name] = path
    return found


def imports(path, known):
    """The modules of ours that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(read(path), path)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = ["%s.%s" % (node.module, alias.name) for alias in node.names]
            names = [name if name in known else node.module for name in inner]
        for name in names:
            if name in known:
                yield name


def cycles(source):
    known = modules(os.path.join(source, "pymodules"))
    graph = {name: sorted(set(imports(path, known)) - {name}) for name, path in known.items()}
    done = set()

    def visit(name, way):
        if name in way:
            yield " -> ".join(way[way.index(name) :] + [name]) + ": a cycle of imports"
            return
        if name in done:
            return
        for other in graph[name]:
            yield from visit(other, way + [name])
        done.add(name)

    for name in sorted(graph):
        yield from visit(name, [])


def main(source):
    wrong = [*wrong_includes(source), *versioned_calls(source), *cycles(source)]
    for line in wrong:
        print(line)
    if not wrong:
        print("OK")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main(*sys.argv[1:])
