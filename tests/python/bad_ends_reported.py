# SPDX-License-Identifier: MIT
# weft: only
"""What is printed when a thread dies and when all are blocked; and Ctrl-C reaches the main thread.

Each case is a script of its own, run by the shell.
"""

import os
import sys

FOLDER = "/tmp"


def run(script, shell="COMMAND"):
    """Run a script on this interpreter; returns its exit status, stdout and stderr. `shell` does
    more with the COMMAND, whose stdout goes to OUT."""
    stem = "%s/weft_case_%d" % (FOLDER, int.from_bytes(os.urandom(4), "little"))
    with open(stem + ".py", "w") as file:
        file.write(script)
    command = "%s %s %s.py" % (os.getenv("WEFT_EMULATOR") or "", sys.executable, stem)
    line = shell.replace("COMMAND", command).replace("OUT", stem + ".out")
    status = os.system("{ %s; } >%s.out 2>%s.err" % (line, stem, stem))
    with open(stem + ".out") as out, open(stem + ".err") as err:
        result = status // 256, out.read(), err.read()
    for suffix in (".py", ".out", ".err"):
        os.remove(stem + suffix)
    return result


# Since 1.27 MicroPython prints the main script's own traceback to stdout.
def reported(status, out, err):
    """Whether the main thread ended by a deadlock, reported in full."""
    assert "the other" in err, err
    return status == 1 and "deadlock" in err and "RuntimeError: deadlock" in out + err


# A traceback with the thread's name; the exit status is the main thread's.
status, out, err = run("""
import threading
def fails():
    raise ValueError("deliberate")
t = threading.Thread(target=fails, name="the culprit")
t.start()
t.join()
print("main goes on")
""")
assert (status, out) == (0, "main goes on\n"), (status, out, err)
assert "Exception in thread the culprit" in err and "Traceback" in err, err
assert "ValueError: deliberate" in err and "fails" in err, err

# SystemExit ends its thread silently.
status, out, err = run("""
import threading, sys
t = threading.Thread(target=sys.exit, args=(3,))
t.start()
t.join()
print("main goes on")
""")
assert (status, out, err) == (0, "main goes on\n", ""), (status, out, err)

# A deadlock: who waits for what.
DEADLOCK = """
import threading
lock = threading.Lock()
lock.acquire()
threading.Thread(target=lock.acquire, name="the other", daemon=True).start()
%s
"""
status, out, err = run(DEADLOCK % "lock.acquire()")
assert reported(status, out, err), (status, out, err)
assert "_thread.lock" in err, err
status, out, err = run(
    DEADLOCK
    % """
import asyncio
async def main():
    await asyncio.Event().wait()
asyncio.run(main())
"""
)
assert reported(status, out, err), (status, out, err)

# Ctrl-C, wherever the main thread waits.
INTERRUPTED = """
import threading, time, queue
def works():
    print("ready")  # as soon as the main thread makes way for us
    while True:
        time.sleep(0.001)
t = threading.Thread(target=works, daemon=True)
gate = threading.Lock()
gate.acquire()
try:
    t.start()
    %s
except KeyboardInterrupt:
    print("interrupted")
"""
WAITS = {
    "sleep": "time.sleep(20)",
    "join": "t.join()",
    "lock": "gate.acquire()",
    "queue": "queue.Queue().get()",
    "condition": "c = threading.Condition()\n    with c: c.wait()",
    "event": "threading.Event().wait(20)",
    "asyncio": "import asyncio\n    asyncio.run(asyncio.sleep_ms(20000)) if 0 else exec('async def m():\\n await asyncio.sleep(20)\\nasyncio.run(m())')",
}
INTERRUPT = "COMMAND & p=$!; until grep -q ready OUT; do sleep 0.02; done; kill -INT $p; wait $p"
for name, wait in WAITS.items():
    status, out, err = run(INTERRUPTED % wait, INTERRUPT)
    assert out == "ready\ninterrupted\n", (name, status, out, err)
print("OK")
