# SPDX-License-Identifier: MIT
"""A build with a dead wrapper fails: see src/micropython/wrapped.h and cmake/wrapped.py.

    wrapped.py SOURCE_DIR COMPILER...

Plants every way in which a function of MicroPython's may stop being one that can be wrapped, for each
compiler (`arm-none-eabi-g++ -nostdlib`, say), and sees each build end as it must.
"""

import os
import shlex
import subprocess
import sys
import tempfile

WRAPPER = """
#include "micropython/wrapped.h"
extern "C" {
WEFT_WRAPS(wrapped);
int __real_wrapped(int n);
int __wrap_wrapped(int n) { return __real_wrapped(n) + 1; }
}
"""
FUNCTION = 'extern "C" int wrapped(int n) { return n; }\n'
DECLARED = 'extern "C" int wrapped(int n);\n'
OTHERS = 'extern "C" int __wrap_of_no_concern(int n) { return n; }\n'
MAIN = "int main(int n, char **) { return wrapped(n); }\n"
# What the VM's two files hold, whether the program links, and whether the build passes in the end.
CASES = {
    "a function of its own": (FUNCTION, DECLARED + MAIN, True, True),
    "inline": ("", "static inline int wrapped(int n) { return n; }\n" + MAIN, False, False),
    "gone": ("", "#define wrapped(n) (n)\n" + MAIN, False, False),
    "static": (
        '__attribute__((noinline)) static int wrapped(int n) { return n; }\n'
        'extern "C" int other(int n) { return wrapped(n); }\n',
        'extern "C" int other(int n);\nint main(int n, char **) { return other(n); }\n',
        False,
        False,
    ),
    "called by its own file alone": (FUNCTION + MAIN, "", True, False),
    "there, but calls are inlined": (FUNCTION, "#define wrapped(n) (n)\n" + MAIN, True, False),
}


def build(source, compiler, folder, files):
    """Compiles and links; returns whether the linker was content, and what it said."""
    compiler = shlex.split(compiler)
    made = []
    for name, text in files.items():
        path = os.path.join(folder, name)
        with open(path + ".cpp", "w") as file:
            file.write(text)
        flags = ["-O2", "-ffunction-sections", "-I" + os.path.join(source, "src")]
        subprocess.check_call(compiler + flags + ["-c", path + ".cpp", "-o", path + ".o"])
        made.append(path + ".o")
    link = ["-Wl,--gc-sections", "-Wl,--wrap=wrapped", "-o", os.path.join(folder, "program")]
    result = subprocess.run(compiler + made + link, stderr=subprocess.PIPE, text=True)
    return result.returncode == 0, result.stderr


def main(source, *compilers):
    wrong = []
    for compiler in compilers:
        for name, (vm, main_file, links, passes) in CASES.items():
            with tempfile.TemporaryDirectory() as folder:
                files = {"weft": WRAPPER, "vm": vm, "main": main_file, "others": OTHERS}
                linked, said = build(source, compiler, folder, files)
                check = [sys.executable, os.path.join(source, "cmake", "wrapped.py"), folder, "weft.o"]
                alive = subprocess.run(check, stderr=subprocess.DEVNULL).returncode == 0
            why_not = "wrapped_but_no_function_of_its_own" in said and "`wrapped'" in said
            if linked != links or (linked and alive) != passes or (not links and not why_not):
                wrong.append("%s, %s: linked %s, alive %s\n%s" % (compiler, name, linked, alive, said))
    print("\n".join(wrong) or "OK")
    sys.exit(1 if wrong else 0)


main(*sys.argv[1:])
