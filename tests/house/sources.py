# SPDX-License-Identifier: MIT
"""The project's files, for the checks of the house."""

import os

FOLDERS = (".ci", "bench", "cmake", "examples", "pymodules", "src", "tests")
# Files of C and C++; of other languages that have comments.
C = (".c", ".cpp", ".h")
OTHER = (".py", ".cmake", ".mk", ".sh", ".ld")


def files(top, endings):
    """The files in a folder whose names end so, and those in the folders in it."""
    for folder, _, names in sorted(os.walk(top)):
        for name in sorted(names):
            if name.endswith(endings):
                yield os.path.join(folder, name)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def has_no_ending(path):
    """Scripts, and headers by the names that C++ gives them."""
    return "." not in os.path.basename(path)


def written_in_c(source):
    """All of ours that a C or C++ compiler reads."""
    for folder in FOLDERS:
        for path in files(os.path.join(source, folder), ""):
            if path.endswith(C) or has_no_ending(path) and "include" in path.split(os.sep):
                yield path


def written(source):
    """All that we have written for a compiler, an interpreter, cmake, make or a shell."""
    for folder in FOLDERS:
        for path in files(os.path.join(source, folder), ""):
            if path.endswith(C + OTHER + ("CMakeLists.txt",)) or has_no_ending(path):
                yield path
    if os.path.exists(os.path.join(source, "CMakeLists.txt")):
        yield os.path.join(source, "CMakeLists.txt")
