"""arrows.py finds what is planted: an include that runs the wrong way, one of the VM in the core, a
folder without a place, and a cycle of imports.

    planted.py SOURCE_DIR
"""

import os
import shutil
import subprocess
import sys
import tempfile

PLANTED = (
    ("src/weft/context/planted.h", '#include "weft/sched/scheduler.h"\n', "runs the wrong way"),
    ("src/weft/sched/planted.h", '#include "fibers/fiber_object.h"\n', "the core knows no VM"),
    ("src/micropython/vm/planted.h", '#include "types/queue.h"\n', "runs the wrong way"),
    ("src/micropython/planted/planted.h", "\n", "has no place"),
    ("pymodules/weft/_planted.py", "def f():\n    import planted\n", None),
    ("pymodules/planted.py", "from weft import _planted\n", "a cycle of imports"),
)


def main(source):
    arrows = os.path.join(source, "tests", "house", "arrows.py")
    with tempfile.TemporaryDirectory() as copy:
        for folder in ("src", "pymodules"):
            shutil.copytree(os.path.join(source, folder), os.path.join(copy, folder))
        before = subprocess.run([sys.executable, arrows, copy], capture_output=True, text=True)
        found = True
        planted = []
        for path, text, complaint in PLANTED:
            path = os.path.join(copy, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            planted.append(path)
            if complaint is None:
                continue
            after = subprocess.run([sys.executable, arrows, copy], capture_output=True, text=True)
            new = set(after.stdout.splitlines()) - set(before.stdout.splitlines())
            if after.returncode == 0 or not any(complaint in line for line in new):
                print("not found: %s (%s)\n%s" % (path, complaint, after.stdout))
                found = False
            for path in planted:
                os.unlink(path)
            planted = []
    print("OK" if found else "FAILED")
    sys.exit(not found)


main(*sys.argv[1:])
