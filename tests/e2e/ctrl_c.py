"""Ctrl-C reaches the main thread, wherever the VM is.

    ctrl_c.py INTERPRETER
"""

import os
import signal
import subprocess
import sys

START = """
import asyncio, threading, time, weft
def spin():
    print("ready")
    while True:
        pass
def thread(target):
    t = threading.Thread(target=target, daemon=True)
    t.start()
    return t
"""

# What runs as the signal comes. Each must end by KeyboardInterrupt in the main thread.
CASES = {
    "main thread waits": "t = thread(lambda: time.sleep(60)); print('ready'); t.join()",
    "main thread spins": "spin()",
    "a green thread spins": "thread(spin).join()",
    "a coroutine spins": "async def main(): spin()\nasyncio.run(main())",
    "a coroutine waits": "async def main():\n  print('ready')\n  time.sleep(60)\nasyncio.run(main())",
    "the loop sleeps": "async def main():\n  print('ready')\n  await asyncio.sleep(60)\nasyncio.run(main())",
    "a thread spins beside the loop": "thread(spin)\nasyncio.run(asyncio.wait_for(asyncio.Event().wait(), 60))",
}


def check(interpreter, name, code):
    lines = "\n".join("  " + line for line in code.split("\n"))
    script = "%stry:\n%s\nexcept KeyboardInterrupt:\n  print('interrupted')\n" % (START, lines)
    process = subprocess.Popen(
        [os.path.abspath(interpreter), "-c", script],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    try:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert output.startswith("interrupted\n"), (name, output)
    print("ok:", name)


def main(interpreter):
    for name, code in CASES.items():
        check(interpreter, name, code)


main(sys.argv[1])
