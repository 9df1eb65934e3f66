# SPDX-License-Identifier: MIT
"""Random programs on one of our interpreters: see README.md.

    fuzz.py INTERPRETER [--first SEED] [--count N] [--jobs N] [--slots N] ...
    fuzz.py INTERPRETER --seed N [--print] [--shrink]
"""

import argparse
import concurrent.futures
import itertools
import os
import select
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time

from generate import HERE, Program

# A program takes some tens of milliseconds. One that has not ended after --bound seconds and a half
# hangs, unless it was the machine's fault: it wanted to run all the time, and hardly could.
LONGEST = 240
# Nothing in a program kills it so: somebody tidied up, or the machine ran out of memory.
KILLED = "was killed from outside"


# Seeds that the test runs each time, with fresh ones after them.
FIXED = range(1, 41)


class Run:
    """What one run of a program came to."""

    def __init__(self, why, status, output):
        self.why = why  # None: all is well
        self.status = status
        self.output = output

    def key(self):
        """The same for failures that are likely to be one."""
        lines = self.output.splitlines()
        telling = [line for line in lines if line.startswith(("FAIL:", "weft check")) or "SUMMARY:" in line]
        line = (telling[:1] or lines[-1:] or [self.why])[0]
        return "".join(c for c in line if not c.isdigit())[:90]


def cpu_and_state(pid):
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), fields[0]


def send_sigint(path, pipe, process):
    """Sends the program SIGINT so many seconds after it has asked for it, and notes that in a file."""
    while process.poll() is None:
        if select.select([pipe], [], [], 0.1)[0]:
            for seconds in os.read(pipe, 1000).split():
                time.sleep(float(seconds))
                process.send_signal(signal.SIGINT)
                with open(path + ".sent", "a") as sent:
                    sent.write("x")


def run(command, directory, longest):
    with tempfile.TemporaryDirectory(dir=directory) as own:
        path = os.path.join(own, "sigint")
        os.mkfifo(path)
        pipe = os.open(path, os.O_RDWR)  # so that the program's open() does not wait
        try:
            return run_with(command, directory, longest, path, pipe)
        finally:
            os.close(pipe)


def run_with(command, directory, longest, path, pipe):
    environment = dict(os.environ, MICROPYPATH=os.path.join(HERE, "modules") + ":.frozen",
                       WEFT_FUZZ_SIGINT=path)
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=directory, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        interrupter = threading.Thread(target=send_sigint, args=(path, pipe, process))
        interrupter.start()
        why = None
        begin = time.monotonic()
        bound = longest
        while True:
            try:
                status = process.wait(begin + bound - time.monotonic())
                break
            except subprocess.TimeoutExpired:
                used, state = cpu_and_state(process.pid)
                if state == "R" and used < bound / 3 and bound < LONGEST:
                    bound *= 2
                    continue
                why = "hangs (%s, %.1f s of processor time in %d s)" % (state, used, bound)
                os.killpg(process.pid, signal.SIGKILL)
                status = process.wait()
                break
        interrupter.join()
        output.seek(0)
        text = output.read().decode(errors="replace")
    if why is None:
        if status == -signal.SIGKILL:
            why = KILLED
        elif status < 0:
            why = "ended by %s" % signal.Signals(-status).name
        elif "FAIL:" in text or "AddressSanitizer" in text or "runtime error:" in text:
            why = "fails"
        elif status != 0:
            why = "exit status %d" % status
        elif "OK" not in text.splitlines():
            why = "no OK"
    return Run(why, status, text)


class Fuzzer:
    def __init__(self, options):
        *self.emulator, program = shlex.split(options.interpreter)
        self.interpreter = os.path.abspath(program)
        name = os.path.basename(program)
        self.shape = {
            "gil": "nogil" not in name,
            "carrier": "carrier" in name,
            "slots": options.slots,
            "natives": not options.no_natives,
            "sanitized": "asan" in name or "sanitize" in os.path.dirname(self.interpreter),
        }
        self.directory = options.directory
        self.bound = options.bound

    def try_source(self, program, source, name):
        path = os.path.join(self.directory, name + ".py")
        with open(path, "w") as file:
            file.write(source)
        command = self.emulator + [self.interpreter] + program.arguments()
        command += ["-c", "import " + name] if program.in_import else [name + ".py"]
        for _ in range(3):
            result = run(command, self.directory, self.bound * 3 // 2)
            if result.why != KILLED:
                break
        if result.why is None and program.at_exit and "last" not in result.output.splitlines():
            result.why = "a thread was not joined at exit"
        if result.why is not None and program.heap and is_out_of_memory(result):
            result.why = None
        os.unlink(path)
        return result

    def program(self, seed):
        return Program(seed, **self.shape)

    def one(self, seed):
        program = self.program(seed)
        return self.try_source(program, program.render((), self.bound), "fuzz_%d_%d" % (os.getpid(), seed))

    def shrink(self, seed, times):
        """Drops operations while the failure stays, as far as so many runs can tell."""
        program = self.program(seed)
        wanted = None

        def fails(dropped):
            for _ in range(times):
                result = self.try_source(program, program.render(dropped, self.bound), "shrink_%d" % os.getpid())
                if result.why is not None and wanted in (None, result.key()):
                    return result.key()
            return None

        wanted = fails(set())
        if wanted is None:
            return None
        print(wanted)
        dropped = set()
        numbers = list(program.numbers())
        size = max(1, len(numbers) // 2)
        while size:
            for at in range(0, len(numbers), size):
                more = dropped | set(numbers[at : at + size])
                if more != dropped and fails(more):
                    dropped = more
            size //= 2
        return program.render(dropped, self.bound)


def is_out_of_memory(result):
    """In a tight heap a program may end for want of memory, but not crash or hang."""
    return result.status == 1 and "MemoryError" in result.output and "AddressSanitizer" not in result.output


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("interpreter")
    parser.add_argument("--seed", type=int, help="run this one")
    parser.add_argument("--times", type=int, default=1, help="how often, with --seed")
    parser.add_argument("--print", action="store_true", help="print the program")
    parser.add_argument("--shrink", action="store_true", help="drop operations while it fails")
    parser.add_argument("--first", type=int, help="seeds from here on; without, the clock says")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--slots", type=int, help="so many stack slots, whatever the seed says")
    parser.add_argument("--bound", type=int, default=10, help="seconds in which a program must end")
    parser.add_argument("--having", default="", help="only programs with these, comma between: "
                        "operations, fairness, natives, in_import, ...; -NAME: without it")
    parser.add_argument("--no-natives", action="store_true",
                        help="no native threads at all: the interpreter has none")
    parser.add_argument("--failures", type=int, default=10, help="stop after so many")
    parser.add_argument("--short", action="store_true", help="one line for a failure")
    parser.add_argument("--test", action="store_true", help="as CMake runs it: few, or with "
                        "WEFT_SOAK=1 in the environment 20,000")
    options = parser.parse_args()
    if options.test:
        options.jobs = 1
        options.soak = bool(os.environ.get("WEFT_SOAK"))
        options.count = 20000 if options.soak else 0
    with tempfile.TemporaryDirectory(prefix="weft-fuzz-") as options.directory:
        if options.seed is not None:
            return just_one(options)
        return many(options)


def just_one(options):
    fuzzer = Fuzzer(options)
    if options.print:
        print(fuzzer.program(options.seed).render((), options.bound))
    if options.shrink:
        source = fuzzer.shrink(options.seed, options.times)
        print(source.split("# --- this program ---")[1] if source else "it does not fail")
        return 0
    if options.print:
        return 0
    failed = 0
    for _ in range(options.times):
        result = fuzzer.one(options.seed)
        if result.why is not None:
            failed += 1
            print("seed %d: %s\n%s" % (options.seed, result.why, result.output[-6000:]))
    print("seed %d: %d of %d runs failed" % (options.seed, failed, options.times))
    return failed != 0


def fails_again(fuzzer, seed):
    """The short form is about what fails each time or often; the soak about all."""
    return any(fuzzer.one(seed).why is not None for _ in range(2))


def many(options):
    first = options.first if options.first is not None else time.time_ns() // 1000 % 1000000000
    print("seeds from %d" % first, flush=True)
    fuzzer = Fuzzer(options)
    having = set(filter(None, options.having.split(",")))

    def wanted(seed):
        traits = fuzzer.program(seed).traits() if having else ()
        return all((name[1:] not in traits) if name[0] == "-" else name in traits for name in having)
    failed = []
    begin = time.monotonic()
    done = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        fresh = itertools.islice(filter(wanted, itertools.count(first)), options.count)
        seeds = itertools.chain(FIXED if options.test else (), fresh)
        running = set()
        while True:
            while len(running) < options.jobs and len(failed) < options.failures:
                seed = next(seeds, None)
                if seed is None:
                    break
                running.add(pool.submit(lambda seed: (seed, fuzzer.one(seed)), seed))
            if not running:
                break
            ended, running = concurrent.futures.wait(running, return_when="FIRST_COMPLETED")
            for future in ended:
                seed, result = future.result()
                done += 1
                if result.why is None:
                    continue
                if options.test and not options.soak and not fails_again(fuzzer, seed):
                    print("seed %d: %s, once of three runs" % (seed, result.why), flush=True)
                    continue
                failed.append(seed)
                if options.short:
                    print("seed %d: %s: %s" % (seed, result.why, result.key()), flush=True)
                else:
                    print("seed %d: %s\n%s" % (seed, result.why, result.output[-6000:]), flush=True)
    seconds = time.monotonic() - begin
    print("%d programs in %.1f s, %d failed%s" % (done, seconds, len(failed),
          ": again with --seed " + " ".join(map(str, failed)) if failed else ""))
    if not failed:
        print("OK")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
