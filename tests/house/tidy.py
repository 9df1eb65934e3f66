# SPDX-License-Identifier: MIT
"""clang-tidy has nothing to say of the core, by the checks that .clang-tidy names.

    tidy.py SOURCE_DIR CLANG_TIDY [FILE...]

Without a file: all of src/weft that is for this machine.
"""

import concurrent.futures
import os
import subprocess
import sys

import sources

FLAGS = "-std=c++20 -fno-exceptions -fno-rtti -Wno-invalid-offsetof -DWEFT_LOCKOUT=1".split()
# For other processors and systems: their assembler and headers are not this machine's.
ELSEWHERE = ("_aarch64.cpp", "_arm.cpp", "_i386.cpp", "_riscv.cpp", "_freertos.cpp")


def main(source, clang_tidy, *paths):
    core = os.path.join(source, "src", "weft")
    paths = paths or [
        path for path in sources.files(core, ".cpp") if not path.endswith(ELSEWHERE)
    ]
    flags = FLAGS + ["-I" + os.path.join(source, "src")]

    def tidy(path):
        return subprocess.run(
            [clang_tidy, "--quiet", "--warnings-as-errors=*", path, "--"] + flags,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(tidy, paths))
    wrong = [result for result in results if result.returncode != 0]
    for result in wrong:
        print(result.stdout + result.stderr)
    if not wrong:
        print("OK")
    sys.exit(bool(wrong))


main(*sys.argv[1:])
