# SPDX-License-Identifier: MIT
"""Runs a test program on an emulated core: short, or with WEFT_SOAK=1 in the environment long.

    stress.py FOLDER CORE FORM

FOLDER is what build.sh has filled; CORE is qemu's dc233c (32 registers, little-endian) or fsf (64,
big-endian). FORM is `switches`, `signals` (at every instruction, of the switch at least), `call0` or
`unit`.
"""

import os
import subprocess
import sys


def main(folder, core, form):
    soak = bool(os.environ.get("WEFT_SOAK"))
    emulator = "qemu-xtensaeb-static" if core == "fsf" else "qemu-xtensa-static"
    programs = os.path.join(folder, "eb" if core == "fsf" else "le")
    command = [emulator, "-cpu", core]
    if form == "switches":
        command += [os.path.join(programs, "switch_stress"), "10000000" if soak else "50000"]
    elif form == "signals":
        command += ["-singlestep", os.path.join(programs, "switch_bare"), "1000",
                    "1000000" if soak else "20000"]
    elif form == "unit":
        command += [os.path.join(programs, "unit")]
    else:
        command += [os.path.join(folder, "call0")]
    sys.exit(subprocess.run(command, timeout=3600 if soak else 600).returncode)


main(*sys.argv[1:])
