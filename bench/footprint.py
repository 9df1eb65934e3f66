# SPDX-License-Identifier: MIT
"""Measures the table of README.md about size: what Weft adds to a firmware, what a thread costs, and
how small an agent may be. Prints it and writes it there.

    footprint.py BUILD_DIR ARCH_BUILD_DIR MICROPYTHON_DIR

BUILD_DIR is that of the preset `test`, ARCH_BUILD_DIR that of `arch`. The peers are /usr/bin/python3
and its gevent.
"""

import os
import re
import subprocess
import sys

import readme

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(HERE, "../tests")
sys.path.insert(0, TESTS)
import flash
import run_board
import small_agent

THREAD_TEST = os.path.join(TESTS, "python/thread_footprint.py")
SERVICE_TEST = os.path.join(TESTS, "python/service_memory.py")
PRIMITIVES = os.path.join(HERE, "python/footprint.py")
PEER = os.path.join(HERE, "python/footprint_peer.py")
PYTHON = "/usr/bin/python3"

M3, X64, ARMV7 = "Cortex-M3", "x86-64", "ARMv7"


def output(*command):
    return subprocess.check_output(command, text=True, stderr=subprocess.DEVNULL)


def added(size, weft, stock):
    """Bytes of flash (code, constants, initialised data) and of static memory that Weft adds."""

    def sizes(elf):
        text, data, bss = map(int, output(size, elf).splitlines()[1].split()[:3])
        return text + data, data + bss

    return [with_weft - without for with_weft, without in zip(sizes(weft), sizes(stock))]


def bytes_per_thread(printed):
    return int(re.search(r"threads: (\d+) bytes each", printed)[1])


def bytes_per_request(printed):
    return int(re.search(r"a future: (\d+) bytes", printed)[1])


def primitives(printed):
    return ", ".join("`%s` %s" % pair for pair in re.findall(r"^(\w+) (\d+)$", printed, re.MULTILINE))


def on_board(build, micropython_dir, script, board, machine):
    qemu = "%s -nographic -monitor null -semihosting -serial pty -kernel %s/%s.elf" % (
        machine, build, board)
    with open(script) as file:
        return run_board.run_on_board(micropython_dir, qemu, file.read())[0]


def rows(build, arch_build, micropython_dir):
    weft, stock = (os.path.join(build, name) for name in ("micropython", "micropython-stock"))
    board, machine = "MPS2_AN385", "qemu-system-arm -machine mps2-an385"
    elfs = [os.path.join(build, board + suffix) for suffix in (".elf", "-stock.elf")]

    def on_m3(script):
        return on_board(build, micropython_dir, script, board, machine)

    code, names, frozen = flash.added(build, board)
    yield "code", M3, code
    yield "names in the table of interned strings", M3, names
    yield "frozen Python", M3, frozen
    flash_x64, memory_x64 = added("size", weft, stock)
    yield "all of that, compiled for speed", X64, flash_x64
    yield "memory, fixed, of which stacks 16,384", M3, added("arm-none-eabi-size", *elfs)[1]
    yield "memory, fixed, without stacks", X64, memory_x64

    thread = "a parked thread"
    yield thread, M3, bytes_per_thread(on_m3(THREAD_TEST))
    yield thread, "RISC-V, 32 bits", bytes_per_thread(
        on_board(arch_build, micropython_dir, THREAD_TEST, "VIRT_RV32",
                 "qemu-system-riscv32 -machine virt -bios none"))
    yield thread, X64, bytes_per_thread(output(weft, THREAD_TEST))
    yield thread, "gevent, x86-64", int(output(PYTHON, PEER, "gevent").split()[1])
    yield thread, "CPython, x86-64", int(output(PYTHON, PEER).split()[1])
    yield "a primitive", M3, primitives(on_m3(PRIMITIVES))
    yield "a primitive", X64, primitives(output(weft, PRIMITIVES))

    request = "a request to a service, in Python"
    yield request, M3, bytes_per_request(
        on_board(build, micropython_dir, SERVICE_TEST, board + "-services", machine))
    yield request, X64, bytes_per_request(output(weft, SERVICE_TEST))

    small = os.path.join(build, "micropython-small")
    emulated = "qemu-arm-static -L /usr/arm-linux-gnueabihf %s-armv7" % small
    for where, command in ((ARMV7, emulated), (X64, small)):
        binary, memory = small_agent.measure(command)
        yield "`micropython-small`: the binary", where, binary
        yield "the agent's session: memory beyond the binary", where, memory


def main(build, arch_build, micropython_dir):
    lines = ["| | on | bytes |", "|---|---|---:|"]
    for what, where, figure in rows(build, arch_build, micropython_dir):
        lines.append("| %s | %s | %s |" % (
            what, where, figure if isinstance(figure, str) else "{:,}".format(figure)))
        print(lines[-1], flush=True)
    readme.write(os.path.join(HERE, "../README.md"), "footprint", "\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
