# SPDX-License-Identifier: MIT
# weft: only
"""Native threads that collect all the time do not keep the main thread from what it gives up the
GIL for, such as print(), nor hold up the program's end, wherever the port ends them."""

import gc
import subprocess
import sys
import time

import weft

if len(sys.argv) > 1:

    def collect():
        while True:
            gc.collect()

    weft.block_limit(0)
    for _ in range(3):
        weft.NativeThread(target=collect, daemon=True).start()
    time.sleep(0.02)
    for n in range(20):
        print(n)
    sys.exit()

expected = b"".join([b"%d\n" % n for n in range(20)])
for n in range(8):
    done = subprocess.run(
        [sys.executable, __file__, "program"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=20
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, b""), (n, done)
print("OK")
