# SPDX-License-Identifier: MIT
"""Run tests while their processes are stopped for a while, again and again, as on a machine that
others use too. A test that leans on time fails here in minutes, and not in CI once in a month.

    python3 tests/stalls.py BUILD [--match REGEX] [--rounds N] [--jobs N] [--seed N]
                            [--every MS] [--stop MS]

BUILD is a build directory; the tests are those that CTest lists there. Each process of a test is
stopped (SIGSTOP) on average every MS ms (25) for up to MS ms (120), the CPython beside it included.
Exit status 1 if a test failed; what it printed is shown.
"""

import argparse
import concurrent.futures
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time


def descendants(pid):
    """The processes under `pid`, itself included."""
    found = [pid]
    for one in found:
        try:
            for task in os.listdir("/proc/%d/task" % one):
                with open("/proc/%d/task/%s/children" % (one, task)) as file:
                    found += [int(child) for child in file.read().split()]
        except OSError:
            pass
    return found


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def stall(process, ended, rng, every, stop):
    while not ended.wait(rng.uniform(0, 2 * every) / 1000):
        pids = descendants(process.pid)[1:] or [process.pid]
        some = [pid for pid in pids if rng.random() < 0.7]
        signal_all(some, signal.SIGSTOP)
        time.sleep(rng.uniform(0, stop) / 1000)
        signal_all(some, signal.SIGCONT)


def run(test, seed, options):
    properties = {p["name"]: p["value"] for p in test.get("properties", [])}
    environment = dict(os.environ)
    for one in properties.get("ENVIRONMENT", []):
        name, _, value = one.partition("=")
        environment[name] = value
    process = subprocess.Popen(
        test["command"],
        cwd=properties.get("WORKING_DIRECTORY"),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        errors="replace",
    )
    ended = threading.Event()
    args = process, ended, random.Random(seed), options.every, options.stop
    staller = threading.Thread(target=stall, args=args)
    staller.start()
    try:
        output, _ = process.communicate(timeout=options.timeout)
    except subprocess.TimeoutExpired:
        signal_all(descendants(process.pid), signal.SIGKILL)
        output = process.communicate()[0] + "\n(timed out)"
    ended.set()
    staller.join()
    return process.returncode, output


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("build")
    parser.add_argument("--match", default=r"^(python|differential|conformance)\.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--every", type=float, default=25)
    parser.add_argument("--stop", type=float, default=120)
    parser.add_argument("--timeout", type=float, default=300)
    options = parser.parse_args()
    listed = subprocess.run(
        ["ctest", "--show-only=json-v1"], cwd=options.build, stdout=subprocess.PIPE, check=True
    )
    tests = [
        test for test in json.loads(listed.stdout)["tests"] if re.search(options.match, test["name"])
    ]
    print("seed %d, %d tests, %d rounds" % (options.seed, len(tests), options.rounds), flush=True)
    failures = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        running = {}
        for n in range(options.rounds):
            for test in tests:
                seed = "%d/%d/%s" % (options.seed, n, test["name"])
                running[pool.submit(run, test, seed, options)] = test["name"]
        for future in concurrent.futures.as_completed(running):
            status, output = future.result()
            if status:
                name = running[future]
                failures[name] = failures.get(name, 0) + 1
                print("== %s: status %s\n%s" % (name, status, output[-3000:]), flush=True)
    for name in sorted(failures):
        print("%s failed %d of %d" % (name, failures[name], options.rounds))
    print("%d of %d tests failed" % (len(failures), len(tests)))
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
