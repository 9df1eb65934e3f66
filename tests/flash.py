"""What Weft adds to a firmware's flash, in bytes, and limits to it: of code and constants, and of frozen
Python.

    flash.py BUILD_DIR BOARD

BUILD_DIR/BOARD.elf is the firmware with Weft, BUILD_DIR/BOARD-stock.elf the one without; their
objects lie in BUILD_DIR/mp.
"""

import subprocess
import sys

# What they take today, rounded up. The goal for code is 24 KB: lower it with every byte saved.
CODE_LIMIT = 30 * 1024
FROZEN_LIMIT = 25 * 1024


def flash(elf):
    """Bytes of code, constants and initialised data."""
    lines = subprocess.check_output(["arm-none-eabi-size", elf], text=True).splitlines()
    text, data = lines[1].split()[:2]
    return int(text) + int(data)


def added(build, board):
    """Bytes of code and of frozen Python."""
    total = flash("%s/%s.elf" % (build, board)) - flash("%s/%s-stock.elf" % (build, board))
    objects = ["%s/mp/%s/frozen_content.o" % (build, name) for name in (board, board + "-stock")]
    frozen = flash(objects[0]) - flash(objects[1])
    return total - frozen, frozen


def main(build, board):
    code, frozen = added(build, board)
    print("Weft adds %d bytes of code, at most %d, and %d of frozen Python, at most %d" % (
        code, CODE_LIMIT, frozen, FROZEN_LIMIT))
    sys.exit(code > CODE_LIMIT or frozen > FROZEN_LIMIT)


if __name__ == "__main__":
    main(*sys.argv[1:])
