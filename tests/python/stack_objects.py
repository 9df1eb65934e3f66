# SPDX-License-Identifier: MIT
# What C code hands to Python code is not on a stack that gives way to another thread's: the match of
# re.sub(), the buffers of streams and of block devices.
import gc
import io
import json
import queue
import re
import sys
import threading

try:
    import weft

    weft.stack_slots(1, 8192 if sys.platform == "qemu" else 65536)
except ImportError:
    pass  # CPython

work, results = queue.Queue(), queue.Queue()


def serve():
    while True:
        function, argument = work.get()
        if function is None:
            return
        results.put(function(argument))


def ask(function, argument):
    """Call function(argument) in another thread, that has used its stack meanwhile."""
    work.put((lambda _: deep(12), None))
    results.get()
    work.put((function, argument))
    return results.get()


def deep(n):
    return n if n == 0 else deep(n - 1)


kept = []


def replace(match):
    kept.append(match)
    return "<" + ask(lambda m: m.group(1), match) + ">"


class Stream(io.IOBase):
    text = b"[123]"

    def write(self, data):
        written.append(ask(bytes, data))
        return len(data)

    def readinto(self, buffer):
        def fill(buffer):
            count = min(len(buffer), len(self.text))
            buffer[:count] = self.text[:count]
            self.text = self.text[count:]
            return count

        return ask(fill, buffer)

    def read(self, size=-1):  # as CPython's json asks
        buffer = bytearray(10)
        return bytes(buffer[: self.readinto(buffer)])


def collect(match):
    for _ in range(3):
        gc.collect()
        [bytearray(n) for n in range(10, 200, 10)]
    return re.sub("b(.)", lambda m: ask(lambda it: it.group(1).upper(), m), "ab" + match.group(1))


def use():
    print(re.sub("x([a-z])", collect, "xa-xb-xc"))
    pattern = re.compile(r"(\d+)")
    print(pattern.sub(replace, "a1b22c333"))
    print([match.group(0) for match in kept])
    stream = Stream()
    if sys.implementation.name == "micropython":
        print("number", 12345, file=stream)
    else:
        stream.write(b"number 12345\n")
    stream.write(b"x" * 100)
    print(b"".join(written))
    print(json.load(stream))
    work.put((None, None))


written = []
threads = [threading.Thread(target=use), threading.Thread(target=serve)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
