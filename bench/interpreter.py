# SPDX-License-Identifier: MIT
"""What Weft costs programs that do not use it: MicroPython's own performance benchmarks on our
interpreter and on one built without Weft, in turn.

    interpreter.py STOCK WEFT PERF_BENCH_FOLDER
"""

import glob
import math
import os
import re
import subprocess
import sys
import tempfile

ROUNDS = 5
N, M = 3000, 2000  # as for a processor of so many MHz with so many KB of RAM

# Each has the same names, as one more takes another place in the dict of globals: 20 % for
# bm_hexiom.py.
SLICES_OFF = "threading = None\n"
SLICES_ON = "import threading\nthreading.setswitchinterval(0.005)\n"


def scripts(folder):
    with open(os.path.join(folder, "benchrun.py")) as file:
        runner = file.read()
    for path in sorted(glob.glob(os.path.join(folder, "*.py"))):
        name = os.path.basename(path)
        # The rest needs native code, or files.
        if name.startswith(("bm_", "misc_")):
            with open(path) as file:
                # MicroPython's generator, not CPython's `random` whole that we have in Python.
                script = file.read().replace("import random\n", "import urandom as random\n")
                yield name, script + "\n" + runner + "\nbm_run(%d, %d)\n" % (N, M)


def time_of(binary, script):
    """Microseconds that the benchmark took, None if it does not run."""
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(script)
        file.flush()
        result = subprocess.run([binary, "-X", "heapsize=4m", file.name], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True, timeout=120)
    match = re.match(r"(\d+) ", result.stdout)
    return int(match.group(1)) if match else None


def compare(stock, weft, folder):
    """(slices off, slices on): Weft's time over the stock interpreter's, geometric means over the
    benchmarks of the ratios of the best times."""
    ratios = ([], [])
    for name, script in scripts(folder):
        best = [math.inf] * 3
        for _ in range(ROUNDS):
            for i, (binary, before) in enumerate((
                    (stock, SLICES_OFF), (weft, SLICES_OFF), (weft, SLICES_ON))):
                time = time_of(binary, before + script)
                if time is None:
                    break
                best[i] = min(best[i], time)
        if math.inf in best:
            continue
        print("  %-24s stock %8d us, slices off %.3f, on %.3f"
              % (name, best[0], best[1] / best[0], best[2] / best[0]), flush=True)
        for ratio, time in zip(ratios, best[1:]):
            ratio.append(math.log(time / best[0]))
    return tuple(math.exp(sum(logs) / len(logs)) for logs in ratios)


if __name__ == "__main__":
    off, on = compare(*sys.argv[1:])
    print("slices_off %.4f" % off)
    print("slices_on %.4f" % on)
