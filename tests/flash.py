"""What Weft adds to a firmware's flash, in bytes, and limits to it: of code and constants, of names
in MicroPython's table of interned strings, and of frozen Python.

    flash.py BUILD_DIR BOARD

BUILD_DIR/BOARD.elf is the firmware with Weft, BUILD_DIR/BOARD-stock.elf the one without; their
objects lie in BUILD_DIR/mp. The names are those that the tables of native types and functions, and
mostly the frozen Python too, refer to.
"""

import subprocess
import sys

CODE_LIMIT = 24 * 1024
NAMES_LIMIT = 9 * 256
FROZEN_LIMIT = 25 * 1024


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
    sizes = added(build, board)
    limits = (CODE_LIMIT, NAMES_LIMIT, FROZEN_LIMIT)
    for what, size, limit in zip(("code", "names", "frozen Python"), sizes, limits):
        print("Weft adds %d bytes of %s, at most %d" % (size, what, limit))
    sys.exit(any(size > limit for size, limit in zip(sizes, limits)))


if __name__ == "__main__":
    main(*sys.argv[1:])
