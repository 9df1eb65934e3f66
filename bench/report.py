# SPDX-License-Identifier: MIT
"""Runs the benchmarks against their peers and writes the table of README.md.

Every ratio is between two programs that ran in turn, several rounds long, on this machine; the
figure shown is the median of the rounds. CPython and gevent run both pinned to one core and free; the
ratio is to the better of the two. See CMakeLists.txt for how it is called.
"""

import argparse
import os
import subprocess
import sys

import interpreter
import readme
from table import Table, both_ways, medians, nanoseconds, run

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = 5

# What is measured, in nanoseconds: (what, name in threads.py, {peer: at least so many times faster}).
# A factor below 1 allows for noise where the aim is "no slower".
THREADS = (
    ("switch between threads by `Lock` handoff", "lock_handoff", {"CPython": 15}),
    ("`Lock` acquire + release, uncontended", "lock_uncontended", {"`_thread`": 0.95}),
    ("`Queue` put + get in one thread", "queue_put_get", {"CPython": 5}),
    ("`Queue` round trip between two threads", "queue_round_trip", {"CPython": 10, "gevent": 25}),
    ("`Condition` ping-pong", "condition_ping_pong", {"CPython": 10}),
    ("`Event` ping-pong", "event_ping_pong", {"CPython": 15}),
    ("`Thread` start + join", "start_join", {"CPython": 20, "gevent": 10}),
)
# The bridge to asyncio: names in bridge.py.
BRIDGE = (
    ("a step of an asyncio task that may block", "step_stackful", "a plain step", "step_plain", 1 / 1.1),
    ("`weft.to_native()` of nothing", "to_native", "gevent's threadpool", "gevent", 2),
)
# A request to a service and its answer: in C++ against std::promise, and services.py.
SERVICES_CORE = (
    ("a service's answer in C++, native threads", "BM_ServiceNative/real_time", 2),
    ("a service's answer in C++, fibers", "BM_ServiceFiber", 20),
)
SERVICES_PYTHON = (
    ("CPython", "CPython's `ThreadPoolExecutor`", 20),
    ("gevent", "gevent's `AsyncResult`", 5),
)
AWAIT_LIMIT = 2500  # nanoseconds, for a coroutine that is ready
COLD_LIMIT = 250  # nanoseconds, for a switch that copies out and in, 1 KB each
SLICES_OFF_LIMIT, SLICES_ON_LIMIT = 1.01, 1.03  # times the interpreter without Weft

REPETITIONS = {"Weft": 100000, "CPython": 3000, "gevent": 3000}


def core_figures(command):
    """Nanoseconds per item of each benchmark of the C++ core."""
    output = subprocess.run(
        command + ["--benchmark_format=csv", "--benchmark_repetitions=%d" % ROUNDS,
         "--benchmark_enable_random_interleaving=true", "--benchmark_report_aggregates_only=true",
         "--benchmark_min_time=0.1"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=600, check=True,
    ).stdout
    figures = {}
    for line in output.splitlines():
        fields = line.split(",")
        name = fields[0].strip('"')
        if name.endswith("_median"):
            per_second = fields[6]
            figures[name[: -len("_median")]] = 1e9 / float(per_second) if per_second else float(fields[2])
    return figures


def in_turn(commands):
    """{who: {name: figure}}, by rounds in which all run; a peer's figure is a pair: see both_ways()."""
    ways = {who: both_ways(command) for who, command in commands.items()}
    ways["Weft"] = (commands["Weft"],)
    rounds = {who: [[] for _ in ways[who]] for who in ways}
    for _ in range(ROUNDS):
        for who in ways:
            for results, command in zip(rounds[who], ways[who]):
                results.append(run(command))
    figures = {}
    for who, results in rounds.items():
        first, *others = [medians(result) for result in results]
        figures[who] = first
        for other in others:
            figures[who] = {name: (first[name], other[name]) for name in first}
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("core", "services", "weft", "stock", "perf-bench", "readme"):
        parser.add_argument("--" + name, required=True)
    args = parser.parse_args()

    def command(who):
        script = os.path.join(HERE, "python", "threads.py")
        start = {"Weft": [args.weft, script], "CPython": [sys.executable, script],
                 "gevent": [sys.executable, script, "gevent"]}[who]
        return start + [str(REPETITIONS[who])]

    print("threads", flush=True)
    figures = in_turn({who: command(who) for who in REPETITIONS})
    figures["`_thread`"] = {"lock_uncontended": figures["Weft"]["thread_lock_uncontended"]}

    table = Table()
    core = core_figures([args.core])
    table.add("bare switch between two stacks in C++", core["BM_WeftContextSwitch"],
              "Boost `jump_fcontext`", core["BM_BoostJumpFcontext"], 1)
    for what, name, peers in THREADS:
        for peer, wanted in peers.items():
            table.add(what, figures["Weft"][name], peer, figures[peer][name], wanted)

    def script(name):
        return os.path.join(HERE, "python", name)

    print("the bridge", flush=True)
    bridges = in_turn({"Weft": [args.weft, script("bridge.py"), "50000"],
                       "gevent": [sys.executable, script("gevent_pool.py"), "3000"]})
    bridge = bridges["Weft"]
    bridge["gevent"] = bridges["gevent"]["to_native"]
    for what, name, peer, theirs, wanted in BRIDGE:
        table.add(what, bridge[name], peer, bridge[theirs], wanted)
    table.limit("`weft.await_()` of a ready coroutine, ns", bridge["await_ready"], AWAIT_LIMIT)

    print("services", flush=True)
    services_core = core_figures([args.services])
    promise = tuple(
        core_figures(command)["BM_StdPromise/real_time"] for command in both_ways([args.services])
    )
    for what, name, wanted in SERVICES_CORE:
        table.add(what, services_core[name], "`std::promise`", promise, wanted)
    services = {"Weft": [args.weft, script("services.py")],
                "CPython": [sys.executable, script("services.py")],
                "gevent": [sys.executable, script("services.py"), "gevent"]}
    answers = in_turn(
        {who: start + [str(REPETITIONS[who])] for who, start in services.items()}
    )
    for who, peer, wanted in SERVICES_PYTHON:
        table.add("a service's answer in Python", answers["Weft"]["request"], peer,
                  answers[who]["request"], wanted)

    off, on = interpreter.compare(args.stock, args.weft, args.perf_bench)
    table.limit("MicroPython's benchmarks, slices off, against no Weft", off, SLICES_OFF_LIMIT)
    table.limit("MicroPython's benchmarks, slices on, against no Weft", on, SLICES_ON_LIMIT)

    hot, crowded = core["BM_Yield/0"], core["BM_Yield/1000"]
    cold = core["BM_SharedSlotSwitch/768"]
    table.limit("a switch between threads that share a stack, ns", cold, COLD_LIMIT)
    table.limit("a pair of threads among 1,000 parked ones, against the pair alone", crowded / hot, 1.15)

    pump = run([args.weft, os.path.join(HERE, "python", "pump.py")])
    text = "%s\n\n%s\n\n%s\n\n%s" % (
        table.text(),
        "In C++, a switch between two threads takes %s, and %s with 1,000 parked ones on the same few "
        "stacks; between two that must leave one stack to each other, with 1 KB in use, %s."
        % (nanoseconds(hot), nanoseconds(crowded), nanoseconds(cold)),
        "`weft.await_()` of a ready coroutine takes %s. MicroPython's own benchmarks take %.3f times as "
        "long as on an interpreter without Weft, and %.3f times with time slices on."
        % (nanoseconds(bridge["await_ready"]), off, on),
        "A 10 ms asyncio pump beside 100 threads that loop over work and `time.sleep(0.001)`: "
        "%.1f ms between two ticks in the median, %.1f ms at the 99th percentile, %.1f ms at most."
        % (pump["gap_median"] / 1000, pump["gap_p99"] / 1000, pump["gap_max"] / 1000),
    )
    print(text)
    for name, figure in sorted(core.items()):
        print("  %s: %s" % (name, nanoseconds(figure)))

    readme.write(args.readme, "bench", text)
    for line in table.missed:
        print("MISSED: " + line)
    return 1 if table.missed else 0


sys.exit(main())
