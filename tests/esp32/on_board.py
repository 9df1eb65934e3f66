# SPDX-License-Identifier: MIT
"""Shows on a real board what no emulator can: see docs/esp32.md. Takes some five minutes.

    on_board.py MICROPYTHON_DIR DEVICE

DEVICE is the board's serial port, as MicroPython's tools/pyboard.py takes it. The firmware has Weft in
it; nothing else need run. With SSID and PASSWORD in the environment Wi-Fi is up meanwhile. Each part
must print OK; what a switch and a parked thread cost is printed. Exits with 1 if one does not.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import run_board

# What the parts share: a thread that goes to random depths, keeps ints, floats, strings and lists on
# the way, parks at the bottom, and sees on its way back that all is as it was.
COMMON = """
import gc, sys, threading, time, _weft
try:
    import machine
except ImportError:
    machine = None
def dive(n, depth, tag):
    text, number, items = "%s-%d" % (tag, depth), tag * 1.5 + depth, [tag, depth]
    if depth == 0:
        time.sleep(0)
    else:
        dive(n, depth - 1, tag)
    assert text == "%s-%d" % (tag, depth) and number == tag * 1.5 + depth and items == [tag, depth]
failed = []
done = []
def work(tag, until):
    n = tag * 7919 + 1
    try:
        while time.monotonic() < until:
            n = (n * 1103515245 + 12345) & 0x3FFFFFFF
            dive(n, (n >> 12) % 8, tag)
        done.append(tag)
    except BaseException as error:
        failed.append((tag, error))
def all_work(seconds, meanwhile, count=12):
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=work, args=(tag, until)) for tag in range(count)]
    before = _weft.stats()["switches"]
    for thread in threads:
        thread.start()
    while time.monotonic() < until:
        meanwhile()
        time.sleep(0)
    for thread in threads:
        thread.join()
    assert not failed, failed
    assert len(done) == count, done
    print(_weft.stats()["switches"] - before, "switches")
"""

SWITCHES = """
all_work(20, lambda: None)
"""

COLLECTIONS = """
all_work(20, gc.collect)
"""

# Interrupts at 1 kHz, on whatever stack there is.
INTERRUPTS = """
ticks = [0]
def tick(timer):
    ticks[0] += 1
if hasattr(machine, "Timer"):
    timer = machine.Timer(0)
    timer.init(period=1, mode=machine.Timer.PERIODIC, callback=tick)
all_work(40, lambda: None)
if hasattr(machine, "Timer"):
    timer.deinit()
    assert ticks[0] > 1000, ticks
print(ticks[0], "interrupts")
"""

# The cache is off while flash is written, by the main thread and by another.
FLASH = """
def write(name):
    with open(name, "wb") as file:
        for _ in range(4):
            file.write(bytes(range(256)) * 4)
    with open(name, "rb") as file:
        assert file.read() == bytes(range(256)) * 16
def write_in_thread():
    until = time.monotonic() + 30
    while time.monotonic() < until:
        write("weft_b.tmp")
        time.sleep(0.01)
import os
try:
    write("weft_a.tmp")
    there = True
except OSError as error:
    there = False
    print("no file system:", error)
if there:
    writer = threading.Thread(target=write_in_thread)
    writer.start()
    all_work(30, lambda: write("weft_a.tmp"))
    writer.join()
    os.remove("weft_a.tmp")
    os.remove("weft_b.tmp")
"""

NATIVE = """
import weft
try:
    import _thread
except ImportError:
    print("no native threads")
else:
    all_work(20, lambda: weft.to_native(time.sleep_ms, 2))
"""

# More on the stack than there is: an exception, and no more.
OVERFLOW = """
def forever(n):
    return forever(n + 1) + 1
caught = []
def overflow():
    try:
        forever(0)
    except RuntimeError as error:
        caught.append(error)
threads = [threading.Thread(target=overflow) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(caught) == 4, caught
"""

WIFI = """
import network
station = network.WLAN(network.STA_IF)
station.active(True)
station.connect(%r, %r)
until = time.monotonic() + 30
while not station.isconnected() and time.monotonic() < until:
    time.sleep(0.1)
assert station.isconnected()
import socket
def look():
    socket.getaddrinfo("micropython.org", 80)
    time.sleep(0.2)
all_work(40, look)
station.active(False)
"""

FIGURES = """
gate = threading.Event()
def parked(level):
    if level:
        parked(level - 1)
    else:
        gate.wait()
count = 40
gc.collect()
free = gc.mem_free()
images = _weft.stats()["image_bytes"]
threads = [threading.Thread(target=parked, args=(1,), name="n%d" % n) for n in range(count)]
for thread in threads:
    thread.start()
time.sleep(0.1)
gc.collect()
print("a parked thread:", (free - gc.mem_free()) // count, "bytes of MicroPython's heap, images in it or",
      (_weft.stats()["image_bytes"] - images) // count, "elsewhere")
gate.set()
for thread in threads:
    thread.join()
turns = 20000
def turn():
    for _ in range(turns):
        time.sleep(0)
pair = [threading.Thread(target=turn) for _ in range(2)]
begin = time.ticks_us()
for thread in pair:
    thread.start()
for thread in pair:
    thread.join()
print("time.sleep(0) to the next thread:", time.ticks_diff(time.ticks_us(), begin) / turns / 2, "us")
"""

LEAVES_THREADS = """
gate = threading.Event()
threads = [threading.Thread(target=gate.wait) for _ in range(8)]
for thread in threads:
    thread.start()
time.sleep(0.05)
assert threading.active_count() == 9
"""

PARTS = [
    ("switches", SWITCHES),
    ("collections", COLLECTIONS),
    ("interrupts", INTERRUPTS),
    ("writes to flash", FLASH),
    ("native threads", NATIVE),
    ("stacks that overflow", OVERFLOW),
    ("figures", FIGURES),
]
RESETS = 5


def main(micropython_dir, device):
    parts = list(PARTS)
    if "SSID" in os.environ:
        parts.append(("Wi-Fi", WIFI % (os.environ["SSID"], os.environ.get("PASSWORD", ""))))
    parts += [("soft reset with threads alive, %d" % n, LEAVES_THREADS) for n in range(1, RESETS + 1)]
    sys.path.insert(0, os.path.join(micropython_dir, "tools"))
    wrong = 0
    for name, source in parts:
        # A soft reset each, which ends what the last part has left.
        try:
            out, error = run_part(micropython_dir, device, COMMON + source)
        except Exception as problem:  # the board does not answer
            out, error = "", repr(problem)
        wrong += bool(error)
        print("%s: %s" % (name, "FAIL" if error else "OK"), flush=True)
        for line in (out + error).splitlines():
            print("    " + line, flush=True)
    print("all OK" if not wrong else "%d parts FAIL" % wrong)
    return wrong != 0


def run_part(micropython_dir, device, source):
    import pyboard

    if not device.startswith(("exec:", "execpty:")):
        board = pyboard.Pyboard(device)
    else:
        board = run_board.open_board(micropython_dir, device.partition(":")[2])
    try:
        board.enter_raw_repl()
        board.exec_raw_no_follow(source)
        out, error = board.follow(180)
        board.exit_raw_repl()
    finally:
        board.close()
    return out.decode(errors="replace").replace("\r\n", "\n"), error.decode(errors="replace")


if __name__ == "__main__":
    sys.path.append("/usr/lib/python3/dist-packages")  # python3-serial is Debian's
    sys.exit(main(*sys.argv[1:]))
