# SPDX-License-Identifier: MIT
"""The margins of the stacks on windowed Xtensa, held to the compiler's own figures.

    margins.py TOOLS

Compiles the core for speed and for size with -fstack-usage, and adds up the frames below the place
where the memory for a parked stack is reserved: kParkFrameBytes covers them. So it does for the
exchange stack, with an interrupt's frame as ESP-IDF has it (192 bytes). Prints what it finds.
"""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
INTERRUPT = 192
MEMCPY = 32  # an assembler function's, or memset()'s


def constant(path, pattern):
    with open(os.path.join(ROOT, path)) as file:
        return re.search(pattern, file.read())


def stack_usage(tools, option):
    """{function: bytes} of the core's sources."""
    flags = (
        "-std=c++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics -Wno-invalid-offsetof"
        " -mlongcalls -nostdinc++ -DWEFT_NATIVE_THREADS=0 -fstack-usage -c"
    ).split()
    folders = [
        os.path.join(ROOT, "src", "boards", "qemu", "include"),
        os.path.join(HERE, "core"),
        os.path.join(ROOT, "src"),
    ]
    usage = {}
    with tempfile.TemporaryDirectory() as work:
        for name in ("scheduler", "stack_pool"):
            subprocess.check_call(
                [os.path.join(tools, "bin", "xtensa-elf-g++"), option, *flags,
                 *("-I" + folder for folder in folders), "-isystem", os.path.join(tools, "le", "include"),
                 os.path.join(ROOT, "src", "weft", "sched", name + ".cpp"), "-o", name + ".o"], cwd=work)
            with open(os.path.join(work, name + ".su")) as file:
                for line in file:
                    where, size, _ = line.split("\t")
                    function = re.search(r"(\w+(?:::\w+)*)\(", where.split(":", 3)[3])
                    if function:
                        usage[function[1].replace("weft::", "")] = int(size)
    return usage


def main(tools):
    in_context = constant("src/weft/context/context.h",
                          r"__XTENSA_WINDOWED_ABI__\)\ninline constexpr size_t kContextFrameBytes = (\d+)")
    context = int(in_context[1])
    frames = int(constant("src/weft/sched/scheduler.h", r"kParkFrameBytes = (\d) \* 32 \+ kContext")[1])
    park = frames * 32 + context
    exchange = int(constant("src/weft/sched/stack_pool.cpp",
                            r"XTENSA_WINDOWED_ABI__\)(?:\n//.*)*\nconstexpr size_t kExchangeStackBytes = (\d+)")[1])
    right = True
    for option in ("-O2", "-Os"):
        usage = stack_usage(tools, option)
        get = lambda name: usage.get(name, 0)  # 0: inlined
        below = get("StackPool::switch_to") + context + get("Scheduler::switch_to")
        # From wait_unless()'s own frame, the one that stays.
        parked = get("Scheduler::complete_wait") + below
        yielded = below
        switch = 4 * 48 + 16 + 16
        deepest = get("StackPool::exchange_loop") + max(
            get("StackPool::make_resident") + get("StackPool::reserve_image") + MEMCPY, switch)
        print("%s: below the reservation %d bytes to wait, %d to yield, of %d reserved;"
              " exchange stack %d, with an interrupt %d, of %d" % (
                  option, parked, yielded, park, deepest, deepest + INTERRUPT + 16, exchange))
        right = right and parked <= park and deepest + INTERRUPT + 16 <= exchange
        # The chain as it is known here: were a function split or renamed, this test would see nothing.
        right = right and get("StackPool::switch_to") > 0 and get("Scheduler::complete_wait") > 0
    sys.exit(not right)


main(*sys.argv[1:])
