"""Holds threading, queue and their like to CPython's own tests.

    run.py INTERPRETER TESTS MODULE [CASE ...]

Runs the cases of one module of CPython's tests (in the folder TESTS), each in an interpreter of its
own (run_case.py), several at a time. Every case must pass, but for those that expected.txt lists,
each with its reason: these must not. So nothing is lost unseen, and nothing is gained unseen.

With CASEs, patterns such as 'EventTests.*', only these run and what they print is shown.
"""

import concurrent.futures
import fnmatch
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASE_TIMEOUT = 30  # seconds; nothing that passes takes 7 on an idle machine
LISTED_TIMEOUT = 8  # for cases that are expected to fail, perhaps by hanging
AT_A_TIME = 4  # nearly all of them sleep nearly all the time


def read_expected(path, module, interpreter):
    """The number of cases of the module, and those that do not pass: {case: (kind, reason)}. The
    file says what its lines are."""
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
                kind, reason = rest.split(":", 1)
                listed[name[len(module) + 1 :]] = (kind, reason.strip())
    return count, listed


class Module:
    def __init__(self, interpreter, tests, name):
        # The tests' source alone takes much of the usual heap.
        interpreter = [os.path.abspath(interpreter), "-X", "heapsize=16m"]
        self.command = interpreter + [os.path.join(HERE, "run_case.py"), tests]
        # lock_tests.py has no concrete classes: the shim does.
        self.name = "lock_cases" if name == "lock_tests" else name

    def cases(self):
        command = self.command + ["--list", self.name]
        return subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, timeout=CASE_TIMEOUT
        ).stdout.split()

    def run(self, case, timeout):
        """Returns the case's outcome (pass, skip, fail), the reason, and all that it printed."""
        command = self.command + ["--case", self.name, case]
        with tempfile.TemporaryDirectory() as folder:
            environment = dict(os.environ, WEFT_CONFORMANCE_TEMP=folder)
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
                return "fail", "hangs", output
        for line in reversed(output.splitlines()):
            outcome, found, reason = line.partition(": ")
            if found and outcome in ("pass", "skip", "fail"):
                if process.returncode != 0:
                    return "fail", "exit status %d" % process.returncode, output
                return outcome, reason, output
        return "fail", "ends without an outcome (status %s)" % process.returncode, output


def listed_as(listed, case):
    """The entry that lists the case, if any."""
    return next((entry for entry in listed if fnmatch.fnmatchcase(case, entry)), None)


def main(interpreter, tests, name, *patterns):
    module = Module(interpreter, tests, name)
    count, listed = read_expected(os.path.join(HERE, "expected.txt"), name, interpreter)
    cases = module.cases()
    wrong = []
    if len(cases) != count:
        wrong.append("the module has %d cases; expected.txt says %s" % (len(cases), count))
    if patterns:
        wanted = lambda case: any(fnmatch.fnmatchcase(case, pattern) for pattern in patterns)
        cases = [case for case in cases if wanted(case)]
    passed, kinds, used = 0, {}, set()
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        entries = [listed_as(listed, case) for case in cases]
        timeouts = [CASE_TIMEOUT if entry is None else LISTED_TIMEOUT for entry in entries]
        outcomes = pool.map(module.run, cases, timeouts)
        for case, entry, (outcome, reason, output) in zip(cases, entries, outcomes):
            if patterns:
                print("%s\n%s" % (case, output))
            used.add(entry)
            passed += outcome == "pass"
            if entry is not None:
                kind = listed[entry][0]
                kinds[kind] = kinds.get(kind, 0) + 1
                if outcome == "pass":
                    wrong.append("%s passes, but is listed: %s" % (case, listed[entry][1]))
            elif outcome != "pass":
                wrong.append("%s: %s: %s" % (case, outcome, reason))
                if not patterns:
                    print("--- %s\n%s" % (case, output[-4000:]))
    if not patterns:
        wrong += ["no case is %s, which is listed" % entry for entry in set(listed) - used]
    reasons = ", ".join("%d %s" % (kinds[kind], kind) for kind in sorted(kinds))
    summary = "%s: %d cases, %d passed, %d listed" % (
        name,
        len(cases),
        passed,
        sum(kinds.values()),
    )
    print(summary + (" (%s)" % reasons if reasons else ""))
    for line in wrong:
        print("WRONG: " + line)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
