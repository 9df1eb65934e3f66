"""Prints the table of README.md about size: what Weft adds to a firmware, and what a thread costs.

    footprint.py BUILD_DIR [ARCH_BUILD_DIR MICROPYTHON_DIR]

BUILD_DIR is that of the preset `test`, ARCH_BUILD_DIR that of `arch`, for the figures of the boards
and of ARMv7. The peers are /usr/bin/python3 and, where it is installed, its gevent.
"""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(HERE, "../tests")
sys.path.insert(0, TESTS)
import flash
import run_board
import small_agent

THREAD_TEST = os.path.join(TESTS, "python/thread_footprint.py")
PRIMITIVES = os.path.join(HERE, "python/footprint.py")
PEER = os.path.join(HERE, "python/footprint_peer.py")
PYTHON = "/usr/bin/python3"


def output(*command):
    return subprocess.check_output(command, text=True, stderr=subprocess.DEVNULL)


def sizes(size, elf):
    """Bytes of flash (code, constants, initialised data) and of static memory."""
    text, data, bss = map(int, output(size, elf).splitlines()[1].split()[:3])
    return text + data, data + bss


def bytes_per_thread(printed):
    return int(re.search(r"threads: (\d+) bytes each", printed)[1])


def primitives(printed):
    return ", ".join("%s %s" % pair for pair in re.findall(r"^(\w+) (\d+)$", printed, re.MULTILINE))


def row(what, bytes_, where):
    figure = bytes_ if isinstance(bytes_, str) else "{:,}".format(bytes_)
    print("| %s | %s | %s |" % (what, where, figure))


def peer(name, *arguments):
    try:
        row("a parked thread, two calls deep", int(output(PYTHON, PEER, *arguments).split()[1]), name)
    except (OSError, subprocess.CalledProcessError):
        row("a parked thread, two calls deep", "not installed", name)


def host(build):
    weft, stock = (os.path.join(build, name) for name in ("micropython", "micropython-stock"))
    with_weft, without = sizes("size", weft), sizes("size", stock)
    row("Weft: code and frozen Python", with_weft[0] - without[0], "x86-64")
    row("Weft: memory, fixed", with_weft[1] - without[1], "x86-64")
    row("a parked thread, two calls deep", bytes_per_thread(output(weft, THREAD_TEST)), "x86-64")
    peer("gevent", "gevent")
    peer("CPython")
    row("a primitive", primitives(output(weft, PRIMITIVES)), "x86-64")
    binary, ram = small_agent.measure(os.path.join(build, "micropython-small"))
    row("the small agent: binary", binary, "x86-64")
    row("the small agent: memory beyond it", ram, "x86-64")


def boards(build, micropython_dir):
    board = "MPS2_AN385"
    code, names, frozen = flash.added(build, board)
    row("Weft: code", code, "Cortex-M3")
    row("Weft: names", names, "Cortex-M3")
    row("Weft: frozen Python", frozen, "Cortex-M3")
    elfs = [os.path.join(build, board + suffix + ".elf") for suffix in ("", "-stock")]
    with_weft, without = (sizes("arm-none-eabi-size", elf)[1] for elf in elfs)
    row("Weft: memory, fixed (16,384 of it stacks)", with_weft - without, "Cortex-M3")

    def on_board(script, name, qemu):
        qemu += " -nographic -monitor null -semihosting -serial pty -kernel %s/%s.elf" % (build, name)
        with open(script) as file:
            return run_board.run_on_board(micropython_dir, qemu, file.read())[0]

    m3 = (board, "qemu-system-arm -machine mps2-an385")
    rv32 = ("VIRT_RV32", "qemu-system-riscv32 -machine virt -bios none")
    thread = "a parked thread, two calls deep"
    row(thread, bytes_per_thread(on_board(THREAD_TEST, *m3)), "Cortex-M3")
    row(thread, bytes_per_thread(on_board(THREAD_TEST, *rv32)), "RISC-V, 32 bits")
    row("a primitive", primitives(on_board(PRIMITIVES, *m3)), "Cortex-M3")
    small = os.path.join(build, "armhf/micropython-small")
    binary, ram = small_agent.measure("qemu-arm-static -L /usr/arm-linux-gnueabihf " + small)
    row("the small agent: binary", binary, "ARMv7")
    row("the small agent: memory beyond it", ram, "ARMv7")


def main(build, arch_build=None, micropython_dir=None):
    print("| | on | bytes |")
    print("|---|---|---:|")
    host(build)
    if arch_build is not None:
        boards(arch_build, micropython_dir)


if __name__ == "__main__":
    main(*sys.argv[1:])
