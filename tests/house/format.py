# SPDX-License-Identifier: MIT
"""The files of C and C++ are as clang-format leaves them, by .clang-format.

    format.py SOURCE_DIR CLANG_FORMAT

To mend them: CLANG_FORMAT -i FILE...
"""

import subprocess
import sys

import sources


def main(source, clang_format):
    command = [clang_format, "--dry-run", "--Werror", "--ferror-limit=1"]
    said = subprocess.run(
        command + list(sources.written_in_c(source)), stderr=subprocess.STDOUT
    )
    print("OK" if said.returncode == 0 else "To mend them: %s -i FILE..." % clang_format)
    sys.exit(said.returncode)


main(*sys.argv[1:])
