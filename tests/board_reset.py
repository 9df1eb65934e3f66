"""A soft reset of a board ends all threads, and the next program finds everything as new.

    board_reset.py MICROPYTHON_DIR QEMU_COMMAND
"""

import sys

import run_board

LEAVES_THREADS = """
import asyncio, threading, time, _weft
assert _weft.stats()["threads"] == 0 and _weft.stats()["stack_slots"] == 0
async def nap():
    time.sleep(0.01)
asyncio.run(nap())
gate = threading.Event()
for n in range(8):
    threading.Thread(target=gate.wait).start()
time.sleep(0.01)
assert threading.active_count() == 9
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
assert threading.active_count() == 1
print("ran")
"""

board = run_board.open_board(*sys.argv[1:])
try:
    for _ in range(3):
        for source, printed in ((LEAVES_THREADS, b"left\r\n"), (RUNS, b"ran\r\n")):
            board.enter_raw_repl(soft_reset=True)
            out, err = board.exec_raw(source, timeout=60)
            if err or out != printed:
                sys.exit("%s%s" % (out.decode(), err.decode()))
finally:
    board.close()
