# SPDX-License-Identifier: MIT
"""Holds threading, queue and their like to CPython's own tests.

    run.py INTERPRETER VERSION TESTS MODULE [CASE ...]

Runs the cases of one module of CPython's tests (in the folder TESTS, of VERSION), each in an
interpreter of its own (run_case.py; INTERPRETER may be several words, an emulator first), several at
a time. Every case must pass, but for those that
expected-VERSION.txt lists, each with its reason and with what it does instead: these must do just
that. So nothing is lost unseen, and nothing is gained unseen.

With CASEs, patterns such as 'EventTests.*', only these run and what they print is shown.
"""

import concurrent.futures
import fnmatch
import os
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASE_TIMEOUT = 60  # seconds; nothing that passes takes 10 on an idle machine
HANG_TIMEOUT = 8  # for cases that are expected to hang
AT_A_TIME = 4  # nearly all of them sleep nearly all the time


class Listed:
    """A line of expected-VERSION.txt: what a case does instead of passing, and why."""

    def __init__(self, outcome, kind, reason):
        self.outcome = outcome
        self.kind = kind
        self.reason = reason

    def is_met(self, outcome, reason):
        if outcome == "skip" or self.outcome == "skip":
            return outcome == self.outcome
        return outcome == "fail" and reason.split("(")[0] == self.outcome


def read_expected(path, module, interpreter):
    """The number of cases of the module, and those that do not pass: {pattern: Listed}. The file
    says what its lines are."""
    count, listed = None, {}
    with open(path) as file:
        for line in file:
            line = line.split("#")[0].strip()
            if not line:
                continue
            name, rest = line.split(None, 1)
            name, _, only = name.partition("@")
            if name == module:
                count = int(rest)
            elif name.startswith(module + ".") and only in ("", os.path.basename(interpreter)):
                what, reason = rest.split(":", 1)
                listed[name[len(module) + 1 :]] = Listed(*what.split(), reason.strip())
    return count, listed


class Module:
    def __init__(self, interpreter, tests, name):
        # The tests' source takes much of the usual heap, and what they send takes more.
        *emulator, program = shlex.split(interpreter)
        interpreter = emulator + [os.path.abspath(program), "-X", "heapsize=64m"]
        self.command = interpreter + [os.path.join(HERE, "run_case.py"), tests]
        self.name = name
        self.kept = tempfile.TemporaryDirectory()  # what cases need not do again: see suite.py
        self.environment = dict(os.environ, WEFT_CONFORMANCE_KEEP=self.kept.name)

    def cases(self):
        command = self.command + ["--list", self.name]
        return subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, timeout=CASE_TIMEOUT,
            env=self.environment,
        ).stdout.split()

    def run(self, case, timeout):
        """Returns the case's outcome (pass, skip, fail), the reason, and all that it printed. The
        reason of a failure is the exception, `hang`, or how the interpreter ended."""
        command = self.command + ["--case", self.name, case]
        with tempfile.TemporaryDirectory() as folder:
            environment = dict(self.environment, WEFT_CONFORMANCE_TEMP=folder)
            process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            try:
                output, _ = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)  # with the interpreters that it has started
                output, _ = process.communicate()
                return "fail", "hang", output
        for line in reversed(output.splitlines()):
            outcome, found, reason = line.partition(": ")
            if found and outcome in ("pass", "skip", "fail"):
                if process.returncode != 0:
                    return "fail", "status %d" % process.returncode, output
                return outcome, reason, output
        return "fail", "no outcome (status %s)" % process.returncode, output


def listed_as(listed, case):
    """The pattern that lists the case, if any."""
    return next((entry for entry in listed if fnmatch.fnmatchcase(case, entry)), None)


def main(interpreter, version, tests, name, *patterns):
    module = Module(interpreter, tests, name)
    path = os.path.join(HERE, "expected-%s.txt" % version)
    count, listed = read_expected(path, name, interpreter)
    all_cases = module.cases()
    used = set()
    cases = []  # but for twins
    for case in all_cases:
        entry = listed_as(listed, case)
        if entry is not None and listed[entry].outcome == "twin":
            used.add(entry)
        elif not patterns or any(fnmatch.fnmatchcase(case, pattern) for pattern in patterns):
            cases.append(case)
    twins = len(all_cases) - len(cases)
    wrong = []
    if not patterns and len(cases) != count:
        wrong.append("the module has %d cases; %s says %s" % (len(cases), path, count))
    passed, kinds = 0, {}
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        entries = [listed_as(listed, case) for case in cases]
        hangs = lambda entry: entry is not None and listed[entry].outcome == "hang"
        timeouts = [HANG_TIMEOUT if hangs(entry) else CASE_TIMEOUT for entry in entries]
        outcomes = pool.map(module.run, cases, timeouts)
        for case, entry, (outcome, reason, output) in zip(cases, entries, outcomes):
            if patterns:
                print("%s\n%s" % (case, output))
            used.add(entry)
            passed += outcome == "pass"
            if entry is not None:
                wanted = listed[entry]
                kinds[wanted.kind] = kinds.get(wanted.kind, 0) + 1
                good = wanted.is_met(outcome, reason)
                said = " (listed as %s: %s)" % (wanted.outcome, wanted.reason)
            else:
                good = outcome == "pass"
                said = ""
            if not good:
                wrong.append("%s: %s: %s%s" % (case, outcome, reason, said))
                if not patterns:
                    print("--- %s\n%s" % (case, output[-4000:]))
    if not patterns:
        wrong += ["no case is %s, which is listed" % entry for entry in set(listed) - used]
    reasons = ["%d %s" % (kinds[kind], kind) for kind in sorted(kinds)]
    print("CPython %s's %s: %d cases, %d passed, %d listed%s%s" % (
        version,
        name,
        len(cases),
        passed,
        sum(kinds.values()),
        " (%s)" % ", ".join(reasons) if reasons else "",
        "; %d twins not counted" % twins if twins and not patterns else "",
    ))
    for line in wrong:
        print("WRONG: " + line)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
