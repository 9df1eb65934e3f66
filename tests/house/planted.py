# SPDX-License-Identifier: MIT
"""The checks of the house find what is planted.

    planted.py SOURCE_DIR CHECK=TOOL...

TOOL is the program that a check is given, clang-format for one.
"""

import os
import shutil
import subprocess
import sys
import tempfile

LICENCE = "// SPDX-License-Identifier: MIT\n"
# Check, file, what is in it, and what the check must say of it; None: more is planted with the next.
PLANTED = (
    ("arrows", "src/weft/context/planted.h", '#include "weft/sched/scheduler.h"\n', "the wrong way"),
    ("arrows", "src/weft/sched/planted.h", '#include "fibers/fiber_object.h"\n', "knows no VM"),
    ("arrows", "src/micropython/vm/planted.h", '#include "types/queue.h"\n', "the wrong way"),
    ("arrows", "src/micropython/planted/planted.h", "\n", "has no place"),
    ("arrows", "src/micropython/vm/planted.cpp", "void f() { mp_handle_pending(true); }\n", "is one version's"),
    ("arrows", "pymodules/weft/_planted.py", "def f():\n    import planted\n", None),
    ("arrows", "pymodules/planted.py", "from weft import _planted\n", "a cycle of imports"),
    ("arrows", "pymodules/stdlib/_planted.py", "import planted\n", None),
    ("arrows", "pymodules/net/planted.py", "import _planted\n", "a cycle of imports"),
    ("licence", "src/weft/planted.h", "#pragma once\n" + LICENCE, "does not begin with"),
    ("licence", "pymodules/planted.py", "import sys\n", "does not begin with"),
    ("licence", "src/boards/planted.mk", "#!/usr/bin/make\nall:\n# SPDX\n", "does not begin with"),
    ("format", "src/weft/planted.h", LICENCE + "int  planted;\n", "clang-format-violations"),
    ("format", "src/boards/qemu/include/planted", "int  planted;\n", "clang-format-violations"),
    ("docstrings", "pymodules/planted.py", "def planted():\n    pass\n", "has no docstring"),
    ("tidy", "src/weft/planted.cpp", "char* planted() { return 0; }\n", "modernize-use-nullptr"),
)


def main(source, *tools):
    tools = dict(tool.split("=", 1) for tool in tools)
    house = os.path.join(source, "tests", "house")
    found = True
    with tempfile.TemporaryDirectory() as copy:
        for folder in ("src", "pymodules"):
            shutil.copytree(os.path.join(source, folder), os.path.join(copy, folder))
        for name in (".clang-format", ".clang-tidy"):
            shutil.copy(os.path.join(source, name), copy)

        def run(check, path):
            command = [sys.executable, os.path.join(house, check + ".py"), copy]
            if check in tools:
                command.append(tools[check])
            if check == "tidy":
                command.append(path)  # nothing else: it takes its time
            return subprocess.run(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )

        planted = []
        for check, path, text, complaint in PLANTED:
            path = os.path.join(copy, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            planted.append(path)
            if complaint is None:
                continue
            said = run(check, path)
            lines = [line for line in said.stdout.splitlines() if "planted" in line]
            if said.returncode == 0 or not any(complaint in line for line in lines):
                print("not found: %s (%s)\n%s" % (path, complaint, said.stdout))
                found = False
            for path in planted:
                os.unlink(path)
            planted = []
    print("OK" if found else "FAILED")
    sys.exit(not found)


main(*sys.argv[1:])
