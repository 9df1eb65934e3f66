# SPDX-License-Identifier: MIT
"""The small agent's flash and memory: runs the session of examples/agent, frozen into the
interpreter, and measures.

    small_agent.py INTERPRETER MAX_BINARY MAX_RAM [PAHO]

INTERPRETER may begin with qemu-user and its options. What the agent prints must be what it prints on
CPython. The binary must be of at most MAX_BINARY bytes, and stripped. MAX_RAM bounds the memory the
process has at the end of the session, when it has all it ever had, beyond the files it maps: heap,
stacks, data that was written to; of the C library too. With PAHO, where the cloud finds paho-mqtt,
there is a second session, by way of a broker, with the paho-mqtt that is frozen into the interpreter.
"""

import os
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "mqtt"))
import harness
from broker import Broker

# With pointers of 4 bytes, and of 8.
HEAP_EMULATED, HEAP = "384k", "512k"
AGENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../examples/agent/agent.py")
# As -m, or as its main(), and then waits to be looked at.
LOOPBACK = "__import__('agent', None, None, False); import sys; print('end'); sys.stdin.read(1)"
BROKER = (
    "import agent, sys; agent.main('small', '127.0.0.1:%d'); print('end'); sys.stdin.read(1)"
)

# Under qemu-user the program's memory lies from here on, qemu's own elsewhere.
GUEST_BASE = 1 << 44
GUEST_BYTES = 1 << 32


def anonymous_bytes(pid, low, high):
    """Bytes in memory between two addresses that belong to no file."""
    total = 0
    inside = False
    with open("/proc/%d/smaps" % pid) as smaps:
        for line in smaps:
            first = line.split()[0]
            if "-" in first:
                inside = low <= int(first.split("-")[0], 16) < high
            elif inside and first == "Anonymous:":
                total += int(line.split()[1]) * 1024
    return total


def run(command, program, directory, meanwhile=lambda: None):
    """Runs the program; returns what it printed, and the memory it took in the end."""
    emulated = len(command) > 1 and "qemu" in os.path.basename(command[0])
    low, high = 0, 1 << 64
    if emulated:
        command = [command[0], "-B", hex(GUEST_BASE)] + command[1:]
        low, high = GUEST_BASE, GUEST_BASE + GUEST_BYTES
    heap = HEAP_EMULATED if emulated else HEAP
    command = command + ["-X", "heapsize=" + heap, "-c", program]
    with subprocess.Popen(command, cwd=directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:
        lines = []
        meanwhile()
        for line in process.stdout:
            if line == "end\n":
                break
            lines.append(line)
        ram = anonymous_bytes(process.pid, low, high)
        process.stdin.close()
        status = process.wait(60)
    if status != 0:
        sys.exit("exit status %d" % status)
    return "".join(lines), ram


def by_broker(command, directory):
    """A session by way of a broker: the memory that it took."""
    with Broker() as broker:
        import cloud

        shown = []

        def session():
            ours = harness.cloud(broker.port, "small")
            shown.extend(cloud.session(ours))
            ours.link.close()

        ram = run(command, BROKER % broker.port, directory, session)[1]
    if "upgrade: 2.0 is installed" not in shown:
        sys.exit("the session showed\n" + "\n".join(shown))
    return ram


def measure(interpreter, paho=None):
    command = shlex.split(interpreter)
    command[-1] = os.path.abspath(command[-1])
    with tempfile.TemporaryDirectory() as directory:
        printed, ram = run(command, LOOPBACK, directory)
        expected = subprocess.check_output([sys.executable, AGENT], cwd=directory, text=True)
    if printed != expected:
        sys.exit("the agent prints\n%s\ninstead of\n%s" % (printed, expected))
    if paho:
        harness.use(paho)
        with tempfile.TemporaryDirectory() as directory:
            ram = max(ram, by_broker(command, directory))
    return os.path.getsize(command[-1]), ram


def main(interpreter, max_binary, max_ram, paho=None):
    binary, ram = measure(interpreter, paho)
    print("binary: %d bytes, at most %s; memory: %d bytes, at most %s" % (
        binary, max_binary, ram, max_ram))
    program = shlex.split(interpreter)[-1]
    with open(program, "rb") as file:
        if b".debug_info" in file.read():
            sys.exit("the binary is not stripped")
    sys.exit(binary > int(max_binary) or ram > int(max_ram))


if __name__ == "__main__":
    main(*sys.argv[1:])
