# SPDX-License-Identifier: MIT
"""Green threads in gdb: on a live process or on a core file of an interpreter with Weft inside.

    (gdb) source src/gdb/weft.py
    (gdb) weft fibers              every fiber: ident, state, name, what it waits for, who holds that
    (gdb) weft bt IDENT            the backtrace of a parked fiber, from its slot or its image
    (gdb) weft bt all

Needs debug information (make STRIP= keeps it). Nothing is called in the process, so that it works
on a core file too. A parked fiber whose stack was copied out is written back into its slot for as
long as the backtrace takes: in the process, or in a copy of the core file.
"""

import inspect
import os
import struct
import subprocess
import tempfile

import gdb
import gdb.unwinder

# What weft_context_switch() has saved, from the stack pointer up; the registers that then lie there,
# the one that is the program counter, and the size of that frame (src/weft/context/).
SAVED = {
    "i386:x86-64": (("r15", "r14", "r13", "r12", "rbx", "rbp", "rip"), "rip", "rsp", 56, 8),
    "i386": (("edi", "esi", "ebx", "ebp", "eip"), "eip", "esp", 20, 4),
    "aarch64": (tuple("x%d" % n for n in range(19, 31)), "x30", "sp", 160, 8),
}
SCRIPT = os.path.abspath(inspect.currentframe().f_code.co_filename)
STATES = ("new", "ready", "running", "parked", "finished")


def value(expression):
    return gdb.parse_and_eval(expression)


def pointer(type_name):
    return gdb.lookup_type(type_name).pointer()


# --- MicroPython's objects ---


def interned(number):
    """The string of a qstr."""
    pool = value("mp_state_ctx.vm.last_pool")
    while number < int(pool["total_prev_len"]):
        pool = pool["prev"]
    text = pool["qstrs"][number - int(pool["total_prev_len"])]
    return text.string()


def attribute(instance, name):
    """An attribute of an instance of a Python class, or None."""
    members = instance.cast(pointer("mp_obj_instance_t"))["members"]
    for i in range(int(members["alloc"])):
        key = int(members["table"][i]["key"])
        if key & 7 == 2 and interned(key >> 3) == name:
            return members["table"][i]["value"]
    return None


def type_name(obj):
    return interned(int(obj.cast(pointer("mp_obj_base_t"))["type"]["name"]))


def describe(obj):
    word = int(obj)
    if word == 0:
        return "nothing"
    if word & 1:
        return str(word >> 1)
    if word & 7 == 2:
        return interned(word >> 3)
    if word & 7 == 6:
        return "None"
    name = type_name(obj)
    if name == "str":
        text = obj.cast(pointer("mp_obj_str_t"))
        return text["data"].cast(pointer("char")).string(length=int(text["len"]))
    return "<%s at 0x%x>" % (name, word)


def thread_name(thread):
    name = attribute(thread, "_name")
    if name is None:
        return "?"
    return "Thread-%d" % (int(name) >> 1) if int(name) & 1 else describe(name)


# --- fibers ---


class Fiber:
    def __init__(self, ident, name, fiber, waits_for, runs):
        self.ident = ident
        self.name = name
        self.fiber = fiber  # weft::Fiber
        self.agent = int(fiber["agent"])
        self.state = "running" if runs else STATES[int(fiber["state"])]
        if self.state == "running" and not runs:
            self.state = "parked"
        self.waits_for = waits_for if self.state == "parked" else None
        self.stack_pointer = int(fiber["stack_pointer"])
        self.in_slot = True
        slot = fiber["slot"]
        if int(slot) != 0:
            self.in_slot = int(slot["resident"]) == int(fiber.address)
            self.live_bytes = int(slot["top"]) - self.stack_pointer


def fibers():
    scheduler = value("weft::scheduler")
    current = int(scheduler["current_"])
    hub = scheduler["hub_"]
    # The hub is current also while it waits and nobody else is ready.
    runs = current == int(hub.address) and int(hub["outcome"]) != 0
    yield Fiber(1, "MainThread", hub, value("mp_state_ctx.vm.weft_main_waits_for"), runs)
    record = gdb.Value(int(value("mp_state_ctx.vm.weft_live_fibers"))).cast(pointer("FiberObject"))
    while int(record) != 0:
        fiber = record["fiber"]
        is_thread = int(record["thread"]) & 7 != 6
        if is_thread or int(record["step"]) != 0:
            name = thread_name(record["thread"]) if is_thread else describe(record["task"])
            runs = int(fiber.address) == current
            yield Fiber(int(record["ident"]), name, fiber, record["waits_for"], runs)
        record = record["next"]


def holder_of(obj, names):
    word = int(obj)
    if word == 0 or word & 3 or type_name(obj) not in ("lock", "RLock"):
        return ""
    agent = int(obj.cast(pointer("LockObject"))["lock"]["holder_"])
    return ", which %s holds" % names.get(agent, "nobody alive") if agent else ""


def list_fibers():
    found = list(fibers())
    names = {it.agent: it.name for it in found}
    for it in found:
        state = it.state
        if it.waits_for is not None:
            state += ": waits for " + describe(it.waits_for) + holder_of(it.waits_for, names)
        print("%4d  %-16s %s" % (it.ident, it.name, state))


# --- backtraces ---


class FrameId:
    def __init__(self, sp, pc):
        self.sp = sp
        self.pc = pc


class FiberUnwinder(gdb.unwinder.Unwinder):
    """Has gdb go from the running frame to a parked fiber's, as if that had called it."""

    def __init__(self):
        super().__init__("weft")
        self.stack_pointer = None

    def __call__(self, pending):
        if self.stack_pointer is None:
            return None
        registers, pc, sp, size, word = SAVED[pending.architecture().name()]
        here = pending.read_register(sp)
        if int(here) != self.innermost:
            return None
        info = pending.create_unwind_info(FrameId(here, pending.read_register("pc")))
        memory = gdb.selected_inferior().read_memory(self.stack_pointer, size)
        kind = gdb.lookup_type("long" if word == 8 else "int")
        for i, register in enumerate(registers):
            raw = bytes(memory[i * word : (i + 1) * word])
            saved = gdb.Value(raw, kind)
            info.add_saved_register(register, saved)
            if register == "x30":
                info.add_saved_register("pc", saved)
        end = struct.pack("=q" if word == 8 else "=i", self.stack_pointer + size)
        info.add_saved_register(sp, gdb.Value(end, kind))
        return info


unwinder = FiberUnwinder()
gdb.unwinder.register_unwinder(None, unwinder, True)


def print_frames(stack_pointer):
    gdb.newest_frame().select()
    architecture = gdb.newest_frame().architecture().name()
    if architecture not in SAVED:
        raise gdb.GdbError("weft bt: not for %s: its saved frame is not in the table" % architecture)
    unwinder.innermost = int(gdb.newest_frame().read_register(SAVED[architecture][2]))
    unwinder.stack_pointer = stack_pointer
    gdb.invalidate_cached_frames()
    try:
        frame = gdb.newest_frame().older()
        number = 0
        while frame is not None and frame.is_valid():
            line = frame.find_sal()
            place = " at %s:%d" % (line.symtab.filename, line.line) if line.symtab else ""
            print("#%-3d %s%s" % (number, frame.name() or hex(frame.pc()), place))
            number += 1
            frame = frame.older()
    finally:
        unwinder.stack_pointer = None
        gdb.invalidate_cached_frames()


def core_file():
    for line in gdb.execute("info target", to_string=True).splitlines():
        if "core dump" not in line and "file type elf" in line and "core" in line:
            return line.strip().lstrip("`").split("'")[0]
    return None


def patched_core(core, address, data):
    """A copy of a core file with other bytes at an address of the process."""
    copy = tempfile.NamedTemporaryFile(prefix="weft-core-", delete=False)
    with open(core, "rb") as file:
        content = bytearray(file.read())
    if content[4] != 2:
        raise gdb.GdbError("weft bt: copied stacks in core files are for 64 bits only")
    offset = struct.unpack_from("<Q", content, 32)[0]
    size, count = struct.unpack_from("<2H", content, 54)
    for i in range(count):
        kind, _, at, start, _, length = struct.unpack_from("<2I4Q", content, offset + i * size)
        if kind == 1 and start <= address and address + len(data) <= start + length:
            place = at + address - start
            content[place : place + len(data)] = data
            break
    else:
        raise gdb.GdbError("weft bt: the slot's memory is not in the core file")
    copy.write(content)
    copy.close()
    return copy.name


def backtrace(it, in_slot=False):
    if it.state != "parked" and it.state != "ready":
        raise gdb.GdbError("fiber %d is %s: use bt, or it has no frames" % (it.ident, it.state))
    if it.stack_pointer == 0:
        raise gdb.GdbError("fiber %d has not begun" % it.ident)
    if it.in_slot or in_slot:
        return print_frames(it.stack_pointer)
    inferior = gdb.selected_inferior()
    image = bytes(inferior.read_memory(int(it.fiber["image"]), it.live_bytes))
    core = core_file()
    if core is None:
        before = bytes(inferior.read_memory(it.stack_pointer, it.live_bytes))
        inferior.write_memory(it.stack_pointer, image)
        try:
            print_frames(it.stack_pointer)
        finally:
            inferior.write_memory(it.stack_pointer, before)
        return
    copy = patched_core(core, it.stack_pointer, image)
    try:
        again = ["gdb", "-nx", "-batch", gdb.current_progspace().filename, copy]
        again += ["-ex", "source " + SCRIPT, "-ex", "weft bt %d copied" % it.ident]
        result = subprocess.run(again, capture_output=True, text=True)
        lines = [line for line in result.stdout.splitlines() if line.startswith("#")]
        # gdb itself says first where the core file's thread stands.
        begin = max(i for i, line in enumerate(lines) if line.startswith("#0"))
        print("\n".join(lines[begin:]))
    finally:
        os.unlink(copy)


class Weft(gdb.Command):
    """Weft's green threads: weft fibers, weft bt IDENT, weft bt all."""

    def __init__(self):
        super().__init__("weft", gdb.COMMAND_STACK, prefix=True)


class WeftFibers(gdb.Command):
    """weft fibers: list them, with their states and what they wait for."""

    def __init__(self):
        super().__init__("weft fibers", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        list_fibers()


class WeftBacktrace(gdb.Command):
    """weft bt IDENT | all: the backtrace of a parked fiber, from its slot or its image."""

    def __init__(self):
        super().__init__("weft bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        words = argument.split()
        if not words or (words[0] != "all" and not words[0].isdigit()):
            raise gdb.GdbError("usage: weft bt IDENT | all")
        for it in fibers():
            if words[0] == "all":
                if it.state == "parked" and it.ident != 1 and it.stack_pointer != 0:
                    print("fiber %d, %s:" % (it.ident, it.name))
                    backtrace(it)
            elif it.ident == int(words[0]):
                return backtrace(it, "copied" in words)
        if words[0] != "all":
            raise gdb.GdbError("no parked fiber has the ident %s" % words[0])


Weft()
WeftFibers()
WeftBacktrace()
