# SPDX-License-Identifier: MIT
"""A soft reset of a board unwinds all threads, and the next program finds everything as new; Ctrl-C
reaches the main thread, whoever runs.

    board_reset.py MICROPYTHON_DIR QEMU_COMMAND [services]

With `services` the firmware has services, in C++ too, and programs leave them running.
"""

import sys

import run_board

LEAVES_THREADS = """
import asyncio, threading, time, weft, _weft
assert _weft.stats()["threads"] == 0 and _weft.stats()["stack_slots"] == 0
assert threading.getswitchinterval() == 0.005 and weft.block_limit() == 50
assert not hasattr(mine := threading.local(), "x")
mine.x = 1
async def nap():
    time.sleep(0.01)
asyncio.run(nap())
gate = threading.Event()
def wait(n):
    try:
        gate.wait()
    finally:
        time.sleep(0.001)
        print("unwound", n)
def spin():
    try:
        while True:
            pass
    finally:
        print("unwound", 8)
for n in range(8):
    threading.Thread(target=wait, args=(n,)).start()
threading.setswitchinterval(0.002)
weft.block_limit(20)
threading.Thread(target=spin).start()
time.sleep(0.01)
assert threading.active_count() == 10
assert threading.enumerate()[1].name == "Thread-1 (wait)", threading.enumerate()
print("left")
"""

RUNS = """
import gc, queue, threading
gc.collect()
q = queue.Queue(2)
def put():
    for i in range(10):
        q.put(i)
t = threading.Thread(target=put)
t.start()
assert [q.get() for _ in range(10)] == list(range(10))
t.join()
gc.collect()
assert threading.active_count() == 1 and t.name == "Thread-1 (put)"
print("ran")
"""

# Ctrl-C while a thread spins, and while all wait; the threads go on.
INTERRUPTED = """
import threading, time
stop = []
def spin():
    while not stop:
        pass
t = threading.Thread(target=spin)
t.start()
print("spinning")
try:
    t.join()
    print("not interrupted")
except KeyboardInterrupt:
    assert t.is_alive()
stop.append(1)
t.join()
print("waiting")
try:
    threading.Event().wait(20)
    print("not interrupted")
except KeyboardInterrupt:
    print("interrupted")
"""

LEAVES_SERVICES = """
import service, threading, time
def keep(request, n):
    return service.LATER
left = service.Service("left", handlers={"keep": keep}, every={0.001: lambda: None})
left.start().result()
kept = [left.request("keep", n) for n in range(3)]
time.sleep(0.01)
queued = service.Service("queued", handlers={"keep": lambda request: time.sleep(60)})
queued.start().result()
for _ in range(3):
    queued.post("keep")
native = service.get("thermometer")
native.start().result()
assert native.request("read", 2).result() == 21.0
def wait():
    try:
        kept[0].result()
    finally:
        print("unwound")
threading.Thread(target=wait).start()
time.sleep(0.01)
print("left")
"""

RUNS_SERVICES = """
import gc, service
gc.collect()
for name in ("left", "queued"):
    try:
        print(service.get(name))
    except LookupError:
        pass
native = service.get("thermometer")
assert not native.running
native.start().result()
assert native.request("read", 4).result() == 22.0
native.stop().result()
left = service.Service("left", handlers={"keep": lambda request, n: n + 1})
left.start().result()
assert [left.request("keep", n).result() for n in range(5)] == [1, 2, 3, 4, 5]
left.stop().result()
gc.collect()
print("ran")
"""


def reset(board):
    """Resets the board; returns what it printed meanwhile."""
    printed = []
    read_until = board.read_until

    def recording(*args, **kwargs):
        data = read_until(*args, **kwargs)
        printed.append(data)
        return data

    board.read_until = recording
    board.enter_raw_repl(soft_reset=True)
    board.read_until = read_until
    return b"".join(printed)


def check(board, source, expected):
    out, err = board.exec_raw(source, timeout=60)
    out = run_board.without_reports(out.decode().replace("\r\n", "\n"))
    if err or out != expected:
        sys.exit(out + err.decode())


services = sys.argv[3:] == ["services"]
board = run_board.open_board(*sys.argv[1:3])
try:
    reset(board)
    for _ in range(3 if services else 0):
        check(board, LEAVES_SERVICES, "left\n")
        printed = reset(board)
        if b"unwound\r\n" not in printed:
            sys.exit("the thread that waits for a service was not unwound: %r" % printed)
        check(board, RUNS_SERVICES, "ran\n")
        reset(board)
    for _ in range(3):
        check(board, LEAVES_THREADS, "left\n")
        printed = reset(board)
        for n in range(9):
            if b"unwound %d\r\n" % n not in printed:
                sys.exit("thread %d was not unwound: %r" % (n, printed))
        check(board, RUNS, "ran\n")
        reset(board)
    board.exec_raw_no_follow(INTERRUPTED)
    for reached in (b"spinning\r\n", b"waiting\r\n"):
        if not board.read_until(1, reached, timeout=30).endswith(reached):
            sys.exit("the program does not get to " + reached.decode())
        board.serial.write(b"\x03")
    out, err = board.follow(60)
    if err or out != b"interrupted\r\n":
        sys.exit("%s%s" % (out.decode(), err.decode()))
finally:
    board.close()
