"""Builds a firmware as the README's section "In your firmware" says, word for word, and runs it.

    firmware.py SOURCE_DIR MICROPYTHON_DIR WORK_DIR SCRIPT... -- MAKE_VARIABLE...

The files that the section shows (a code block whose first line is a comment with the file's name) are
written, and what its `sh` blocks run is run, with <weft>, <micropython> and <firmware> filled in. Three
things differ: the build folder is ours, as nothing is written into MicroPython's tree; `make submodules`
is left out, as it asks the network; and MAKE_VARIABLEs leave out what Debian's source package lacks.
Then the firmware runs the SCRIPTs of tests/python.
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


def follow(text, places, build, variables):
    """Writes the files and runs the commands; returns how many there were of each."""
    for name, place in places.items():
        text = text.replace("<%s>" % name, place)
    files = commands = 0
    for kind, body in BLOCK.findall(text):
        named = FILE_NAME.match(body.splitlines()[0])
        if named:
            with open(os.path.join(places["firmware"], named.group(1)), "w") as file:
                file.write(body)
            files += 1
        elif kind == "sh":
            for command in body.replace("\\\n", " ").splitlines():
                if not command.startswith("make ") or command.endswith(" submodules"):
                    continue
                command = "nice %s -s -j2 BUILD=%s %s" % (command, build, " ".join(variables))
                subprocess.check_call(command, shell=True)
                commands += 1
    return files, commands


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
    with open(os.path.join(source, "README.md")) as file:
        text = section(file.read(), "In your firmware")
    files, commands = follow(text, places, build, arguments[at + 1 :])
    if (files, commands) != (3, 1):
        sys.exit("the README shows %d files and %d commands: this test is about 3 and 1" % (files, commands))
    check = [sys.executable, os.path.join(source, "cmake", "wrapped.py"), build]
    subprocess.check_call(check)
    for script in scripts:
        run = [sys.executable, os.path.join(source, "tests", "run_python.py")]
        path = os.path.join(source, "tests", "python", script + ".py")
        subprocess.check_call(run + [os.path.join(build, "micropython"), path])


main(sys.argv[1:])
