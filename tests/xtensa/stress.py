# SPDX-License-Identifier: MIT
"""Runs a test program on an emulated core: short, or with WEFT_SOAK=1 in the environment long.

    stress.py FOLDER CORE FORM

FOLDER is what build.sh has filled; CORE is qemu's dc233c (32 registers, little-endian) or fsf (64,
big-endian). FORM is `windows`, the switch alone; `signals`, at every instruction, of the switch at
least; and on dc233c `switches`, with the core, which is in its `signals` too; `call0`; `unit`.
"""

import os
import subprocess
import sys


def run(*command, timeout=600):
    return subprocess.run(command, timeout=timeout).returncode


def main(folder, core, form):
    soak = bool(os.environ.get("WEFT_SOAK"))
    program = lambda name: os.path.join(folder, name)
    timeout = 3600 if soak else 600
    if core == "fsf":
        emulator = ("qemu-xtensaeb-static", "-cpu", core)
        # It must not run where too few registers are spilled.
        if run(*emulator, program("windows_wrong")) == 0:
            sys.exit("it runs although not all windows are spilled")
        command = {
            "windows": [program("windows_eb")] + ["long"] * soak,
            "signals": ["-singlestep", program("windows_eb"), "million" if soak else "signals"],
        }[form]
    else:
        emulator = ("qemu-xtensa-static", "-cpu", core)
        command = {
            "windows": [program("windows_le")] + ["long"] * soak,
            "switches": [program("switch_stress"), "10000000" if soak else "50000"],
            "signals": ["-singlestep", program("switch_bare"), "1000", "1000000" if soak else "20000"],
            "call0": [program("call0")],
            "unit": [program("unit")],
        }[form]
    sys.exit(run(*emulator, *command, timeout=timeout))


main(*sys.argv[1:])
