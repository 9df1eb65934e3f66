# SPDX-License-Identifier: MIT
"""What pymodules/ offers is described where it is defined; and that costs a firmware nothing but, where
it has line numbers, a byte or two for each: MicroPython's compiler drops the texts.

    docstrings.py SOURCE_DIR MPY_CROSS

Public definitions are functions, classes, and their methods and properties, in modules without an
underscore and without one themselves. Not those of pymodules/stdlib: CPython's documentation describes
them.
"""

import ast
import os
import re
import subprocess
import sys
import tempfile

import sources

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def is_setter(node):
    return any(isinstance(by, ast.Attribute) and by.attr == "setter" for by in node.decorator_list)


def undescribed(body, prefix=""):
    for node in body:
        if not isinstance(node, DEFINITIONS) or node.name.startswith("_") or is_setter(node):
            continue
        if ast.get_docstring(node) is None:
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from undescribed(node.body, node.name + ".")


def without_docstrings(text):
    """The same on the same lines, and how many docstrings were left out."""
    lines = text.split("\n")
    count = 0
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, DEFINITIONS + (ast.Module,)) or ast.get_docstring(node) is None:
            continue
        first = node.body[0]
        indent = " " * first.col_offset
        for i in range(first.lineno - 1, first.end_lineno):
            lines[i] = ""
        if len(node.body) == 1:
            lines[first.lineno - 1] = indent + "pass"
        count += 1
    return "\n".join(lines), count


def compiled(mpy_cross, text, level):
    """The bytes that mpy-cross makes of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "module.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        out = os.path.join(folder, "module.mpy")
        subprocess.check_call([mpy_cross, "-O%d" % level, "-s", "module.py", "-o", out, path])
        with open(out, "rb") as file:
            return file.read()


def wrong(source, mpy_cross):
    top = os.path.join(source, "pymodules")
    for path in sources.files(top, ".py"):
        name = os.path.relpath(path, top)
        if name.startswith("stdlib") or name == "manifest.py":
            continue
        text = sources.read(path)
        public = not re.match("_[^_]", os.path.basename(path))
        for definition in undescribed(ast.parse(text).body) if public else ():
            yield "%s: %s has no docstring" % (name, definition)
        bare, count = without_docstrings(text)
        if compiled(mpy_cross, text, 3) != compiled(mpy_cross, bare, 3):
            yield "%s: docstrings change what is compiled" % name
        more = len(compiled(mpy_cross, text, 0)) - len(compiled(mpy_cross, bare, 0))
        if more > 2 * count:
            yield "%s: %d docstrings cost %d bytes" % (name, count, more)


def main(source, mpy_cross):
    found = list(wrong(source, mpy_cross))
    print("\n".join(found) or "OK")
    sys.exit(bool(found))


main(*sys.argv[1:])
