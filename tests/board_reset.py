# SPDX-License-Identifier: MIT
"""A soft reset of a board unwinds all threads, and the next program finds everything as new; Ctrl-C
reaches the main thread, whoever runs.

    board_reset.py MICROPYTHON_DIR QEMU_COMMAND
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
    if err or out != expected:
        sys.exit("%s%s" % (out.decode(), err.decode()))


board = run_board.open_board(*sys.argv[1:])
try:
    reset(board)
    for _ in range(3):
        check(board, LEAVES_THREADS, b"left\r\n")
        printed = reset(board)
        for n in range(9):
            if b"unwound %d\r\n" % n not in printed:
                sys.exit("thread %d was not unwound: %r" % (n, printed))
        check(board, RUNS, b"ran\r\n")
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
