# SPDX-License-Identifier: MIT
"""What Weft adds to a firmware's flash, in bytes, and limits to it: of code and constants, of names
in MicroPython's table of interned strings, and of frozen Python.

    flash.py BUILD_DIR BOARD

BUILD_DIR/BOARD.elf is the firmware with Weft, BUILD_DIR/BOARD-stock.elf the one without; their
objects lie in BUILD_DIR/mp. The names are those that the tables of native types and functions, and
mostly the frozen Python too, refer to.
"""

import subprocess
import sys

CODE_LIMIT = 28 * 1024
# A name that the tables refer to is in the table of names, one that only frozen Python does in the
# frozen part: they have one limit.
PYTHON_LIMIT = 25 * 1024 + 10 * 256


def flash(elf):
    """Bytes of code, constants and initialised data."""
    lines = subprocess.check_output(["arm-none-eabi-size", elf], text=True).splitlines()
    text, data = lines[1].split()[:2]
    return int(text) + int(data)


def added(build, board):
    """Bytes of code, of names and of frozen Python."""

    def by(path):
        return flash(path % board) - flash(path % (board + "-stock"))

    names = by(build + "/mp/%s/py/qstr.o")
    frozen = by(build + "/mp/%s/frozen_content.o")
    return by(build + "/%s.elf") - names - frozen, names, frozen


def main(build, board):
    code, names, frozen = added(build, board)
    print("Weft adds %d bytes of code, at most %d" % (code, CODE_LIMIT))
    print(
        "Weft adds %d bytes of frozen Python and %d of names, together at most %d"
        % (frozen, names, PYTHON_LIMIT)
    )
    sys.exit(code > CODE_LIMIT or frozen + names > PYTHON_LIMIT)


if __name__ == "__main__":
    main(*sys.argv[1:])
