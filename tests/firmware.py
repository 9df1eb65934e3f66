# SPDX-License-Identifier: MIT
"""Builds a firmware as docs/firmware.md says under "In your firmware", word for word, and runs it.

    firmware.py SOURCE_DIR MICROPYTHON_DIR WORK_DIR SCRIPT... -- MAKE_VARIABLE...

The files that the section shows (a code block whose first line is a comment with the file's name) are
written, and what its `sh` blocks run is run, with <weft>, <micropython> and <firmware> filled in. Three
things differ: the build folder is ours, as nothing is written into MicroPython's tree; `make submodules`
is left out, as it asks the network; and MAKE_VARIABLEs leave out what Debian's source package lacks,
while empty packages stand in for those of micropython-lib. Then the firmware runs the SCRIPTs of
tests/python.
"""

import os
import re
import subprocess
import sys

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_NAME = re.compile(r"^(?:#|//) ([\w.]+)$")


def section(readme, title):
    start = readme.index("\n## %s\n" % title)
    return readme[start : readme.find("\n## ", start + 1)]


def write(path, text):
    """As it is already there, the file keeps its time, and make what it has built from it."""
    if os.path.exists(path):
        with open(path) as file:
            if file.read() == text:
                return
    with open(path, "w") as file:
        file.write(text)


def follow(text, places, build, variables):
    """Writes the files and runs the commands; returns how many there were of each."""
    for name, place in places.items():
        text = text.replace("<%s>" % name, place)
    files = commands = 0
    for kind, body in BLOCK.findall(text):
        named = FILE_NAME.match(body.splitlines()[0])
        if named:
            write(os.path.join(places["firmware"], named.group(1)), body)
            files += 1
        elif kind == "sh":
            for command in body.replace("\\\n", " ").splitlines():
                if not command.startswith("make ") or command.endswith(" submodules"):
                    continue
                command = "nice %s -s -j2 BUILD=%s %s" % (command, build, " ".join(variables))
                subprocess.check_call(command, shell=True)
                commands += 1
    return files, commands


def library(micropython, work):
    """Where micropython-lib is: the submodule, or packages without a file, as the port requires."""
    submodule = os.path.join(micropython, "lib", "micropython-lib")
    if os.path.exists(os.path.join(submodule, "README.md")):
        return submodule
    folder = os.path.join(os.path.abspath(work), "micropython-lib")
    for path, _, names in os.walk(os.path.join(micropython, "ports", "unix", "variants")):
        for name in names:
            if name != "manifest.py":
                continue
            with open(os.path.join(path, name)) as file:
                required = re.findall(r'^require\("([\w-]+)"', file.read(), re.MULTILINE)
            for package in required:
                package = os.path.join(folder, "micropython", package)
                os.makedirs(package, exist_ok=True)
                with open(os.path.join(package, "manifest.py"), "w") as file:
                    file.write('metadata(version="0")\n')
    for other in ("python-stdlib", "python-ecosys", "unix-ffi"):
        os.makedirs(os.path.join(folder, other), exist_ok=True)
    with open(os.path.join(folder, "README.md"), "w"):
        return folder


def main(arguments):
    at = arguments.index("--")
    source, micropython, work, *scripts = arguments[:at]
    places = {
        "weft": os.path.abspath(source),
        "micropython": os.path.abspath(micropython),
        "firmware": os.path.join(os.path.abspath(work), "firmware"),
    }
    os.makedirs(places["firmware"], exist_ok=True)
    build = os.path.join(os.path.abspath(work), "build")
    variables = arguments[at + 1 :] + ["MPY_LIB_DIR=" + library(places["micropython"], work)]
    with open(os.path.join(source, "docs", "firmware.md")) as file:
        text = section(file.read(), "In your firmware")
    files, commands = follow(text, places, build, variables)
    if (files, commands) != (3, 1):
        sys.exit("docs/firmware.md shows %d files and %d commands: this test is about 3 and 1" % (files, commands))
    check = [sys.executable, os.path.join(source, "cmake", "wrapped.py"), build]
    subprocess.check_call(check)
    for script in scripts:
        run = [sys.executable, os.path.join(source, "tests", "run_python.py")]
        path = os.path.join(source, "tests", "python", script + ".py")
        subprocess.check_call(run + [os.path.join(build, "micropython"), path])


main(sys.argv[1:])
