# SPDX-License-Identifier: MIT
"""Compiles Weft as for an ESP32-C3, with and without carriers, and with all options, and links the
objects: nothing of ours may be missing, and what an interrupt calls must lie in internal memory.

    compile.py MICROPYTHON_DIR GENERATED_DIR WORK_DIR [XTENSA_TOOLS]

With XTENSA_TOOLS, a folder that tests/xtensa/toolchain.sh has filled, as for an ESP32 or S3.

There is no ESP-IDF here. MicroPython's own settings of the ESP32 port and its FreeRTOS headers (those
of ports/cc3200) are real; include/ declares the rest as ESP-IDF documents it. GENERATED_DIR holds the
names and roots (genhdr) of an interpreter with Weft and threads.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "..", "..", "src")
TOOL = "riscv64-unknown-elf-"
TARGET = "-march=rv32imc -mabi=ilp32 --specs=picolibc.specs"
LINKER = ["-m", "elf32lriscv"]
CXX_FLAGS = (
    "-std=gnu++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit"
    " -Wno-invalid-offsetof"
)
FLAGS = (
    "-O2 -ffunction-sections -DESP_PLATFORM=1"
    " -Wall -Wextra -Werror -Wno-missing-field-initializers -Wno-unused-parameter"
)
IN_INTERNAL_MEMORY = ("__wrap_mp_sched_keyboard_interrupt", "weft_wake_hub")


def sources():
    for folder in ("micropython", "weft"):
        for path, _, names in os.walk(os.path.join(SOURCE, folder)):
            yield from (os.path.join(path, n) for n in sorted(names) if n.endswith((".c", ".cpp")))


def build(micropython, generated, work, more):
    os.makedirs(work, exist_ok=True)
    folders = [
        os.path.join(HERE, "include"),
        os.path.join(SOURCE, "boards", "qemu", "include"),
        os.path.join(micropython, "ports", "cc3200", "FreeRTOS", "Source", "include"),
        os.path.join(micropython, "ports", "cc3200", "FreeRTOS"),
        micropython,
        os.path.join(micropython, "ports", "esp32"),
        generated,
        SOURCE,
        os.path.join(SOURCE, "micropython"),
    ]
    flags = TARGET.split() + FLAGS.split() + more + ["-I" + folder for folder in folders]
    objects = []
    for source in sources():
        cxx = source.endswith(".cpp")
        compiler = [TOOL + "g++"] + CXX_FLAGS.split() if cxx else [TOOL + "gcc", "-std=gnu99"]
        objects.append(os.path.join(work, os.path.relpath(source, SOURCE).replace(os.sep, ".") + ".o"))
        subprocess.check_call(compiler + flags + ["-c", source, "-o", objects[-1]])
    linked = os.path.join(work, "weft.o")
    subprocess.check_call([TOOL + "ld", *LINKER, "-r", "-o", linked] + objects)
    return linked


def check(linked):
    symbols = subprocess.check_output([TOOL + "objdump", "-t", linked], text=True).splitlines()
    # MicroPython's own OSError, which its build renames, is not among the objects.
    missing = [s for s in symbols if "*UND*" in s and "weft" in s and "weft_plain_OSError" not in s]
    placed = {s.split()[-1] for s in symbols if " .iram1" in s}
    astray = [name for name in IN_INTERNAL_MEMORY if name not in placed]
    for problem in ["missing: " + s for s in missing] + ["not in .iram1: " + s for s in astray]:
        print(problem)
    return not missing and not astray


def main():
    global TOOL, TARGET, LINKER
    micropython, generated, work, *tools = (os.path.abspath(path) for path in sys.argv[1:])
    if tools:
        TOOL = os.path.join(tools[0], "bin", "xtensa-elf-")
        core = os.path.join(HERE, "..", "xtensa", "core")
        include = os.path.join(tools[0], "le", "include")
        TARGET = "-mlongcalls -DXCHAL_NUM_AREGS=64 -I%s -isystem %s" % (core, include)
        LINKER = []
    right = True
    for name, more in (
        ("shared", []),
        ("carrier", ["-DWEFT_CARRIER=1"]),
        ("options", ["-DWEFT_SERVICE=1", "-DWEFT_ASYNCIO_TASKS=1", "-DWEFT_OSERROR_FAMILY=1"]),
    ):
        right = check(build(micropython, generated, os.path.join(work, name), more)) and right
    sys.exit(not right)


main()
