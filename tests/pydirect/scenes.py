# SPDX-License-Identifier: MIT
"""A blocked command stops nobody, and Stop stops it: what docs/pydirect.md promises, scene by scene, on the
host orchestrator.

    scenes.py INTERPRETER [--bounds] [SCENE…]

In each scene commands block, compute or spin. Beside them remote commands are answered, none is lost,
and the pump goes on. Stop ends them: counters stand still, `finally` blocks have run, the system's tasks
are as before, one pump is left, the loop was not restarted. With --bounds the figures are held to
the bounds that they have on a quiet machine; they are printed anyway.
"""

import json
import signal
import sys
import time

from client import M2M, TRM, Orchestrator, Studio

COMMANDS = 40  # asked beside each scene
# The pump's gaps and the answers' times, in milliseconds: 99 of 100 are below.
GAP = 20
ANSWER = 100
STOPPED = 100  # all of it, after Stop

PRELUDE = """
import asyncio, json, queue, threading, time
from lib import bg_tasks
counts = {}
ended = []
def begin(name):
    counts[name] = 0
"""

SLEEPS = """
begin({0!r})
try:
    while True:
        counts[{0!r}] += 1
        time.sleep(0.01)
finally:
    ended.append({0!r})
"""
WAITS = """
begin({0!r})
try:
    counts[{0!r}] += 1
    queue.Queue().get()
finally:
    ended.append({0!r})
"""
COMPUTES = """
begin({0!r})
try:
    while True:
        counts[{0!r}] += 1
finally:
    ended.append({0!r})
"""
SPINS = """
def spin(name):
    begin(name)
    try:
        while True:
            counts[name] += 1
    finally:
        ended.append(name)
for i in range({1}):
    threading.Thread(target=spin, args=("{0}%d" % i,)).start()
"""
THOUSAND = """
def sleeper(name):
    begin(name)
    try:
        while True:
            counts[name] += 1
            time.sleep(10)
    finally:
        ended.append(name)
for i in range({1}):
    threading.Thread(target=sleeper, args=("{0}%d" % i,)).start()
"""
COROUTINE = """
async def task(name):
    begin(name)
    try:
        while True:
            counts[name] += 1
            time.sleep(0.02)
    finally:
        ended.append(name)
bg_tasks.start({0!r}, task, {0!r})
"""
FUNCTION = COROUTINE.replace("async def", "def")


class Scene:
    """`code` runs as so many commands, and has so many things in it that end."""

    def __init__(self, code, commands=1, things=1, returns=False):
        self.code = code
        self.commands = commands
        self.things = things
        self.returns = returns  # the command ends at once, and leaves threads or tasks


SCENES = {
    "sleeps": Scene(SLEEPS),
    "waits": Scene(WAITS),
    "computes": Scene(COMPUTES),
    "spin1": Scene(SPINS, things=1, returns=True),
    "spin2": Scene(SPINS, things=2, returns=True),
    "spin50": Scene(SPINS, things=50, returns=True),
    "thousand": Scene(THOUSAND, things=1000, returns=True),
    "coroutine": Scene(COROUTINE, returns=True),
    "function": Scene(FUNCTION, returns=True),
    "three": Scene(COMPUTES, commands=3),
    "mixed": Scene(None, commands=3),
}
MIXED = (SLEEPS, WAITS, COMPUTES)
# One stack for each thread: what needs many is not for carriers.
NOT_ON_CARRIERS = ("spin50", "thousand")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class Play:
    def __init__(self, host, bounds):
        self.host = host
        self.bounds = bounds
        self.studio = Studio(host.address)
        self.studio.ask(PRELUDE)

    def value(self, expression):
        return json.loads(self.studio.ask("print(json.dumps(%s))" % expression))

    def wait_until(self, expression, wanted):
        end = time.monotonic() + 60
        while (value := self.value(expression)) != wanted:
            if time.monotonic() > end:
                raise AssertionError("%s is %r, not %r" % (expression, value, wanted))
            time.sleep(0.01)

    def begin(self, name, scene):
        """Start it, and wait until all of it has begun."""
        running = []
        for number in range(scene.commands):
            code = MIXED[number] if scene.code is None else scene.code
            label = name if scene.commands == 1 else "%s%d" % (name, number)
            running.append(self.studio.start(code.format(label, scene.things)))
            if scene.returns:
                running.pop().wait()
        things = scene.things * scene.commands
        self.wait_until("sum(1 for n in counts.values() if n > 0)", things)
        return running, things

    def beside(self):
        """Ask commands, one after another and several at once; returns their times in milliseconds."""
        times = []
        for number in range(COMMANDS):
            answer = self.studio.start("print(%d)" % number, M2M)
            assert answer.wait() == "%d\n" % number and answer.status == 0
            times.append((answer.ended - answer.sent) * 1000)
            time.sleep(0.02)
        answers = [self.studio.start("print(%d)" % number, M2M) for number in range(10)]
        for number, answer in enumerate(answers):
            assert answer.wait() == "%d\n" % number and answer.status == 0
        return times

    def interrupt(self, how):
        if how == "Ctrl-C":
            self.host.process.send_signal(signal.SIGINT)
            return
        self.studio.interrupt()
        if how == "twice":
            time.sleep(0.05)
            self.studio.interrupt()

    def stop(self, running, things, how):
        """Returns after how many milliseconds all had ended."""
        begun = time.monotonic()
        self.interrupt(how)
        for answer in running:
            text = answer.wait()
            assert answer.status == 1 and "KeyboardInterrupt" in text, (text, answer.status)
        self.wait_until("len(ended)", things)
        taken = (time.monotonic() - begun) * 1000
        before = self.value("counts")
        assert self.value("(time.sleep(0.05), counts)[1]") == before
        assert len(set(self.value("ended"))) == things
        return taken

    def system_is_untouched(self):
        tasks = self.value("bg_tasks.list_tasks()")
        pump = tasks["queue_pump"]
        assert pump["state"] == "running" and pump["system"] and pump["restarts"] == 0, pump
        assert not any(task["state"] == "running" for task in tasks.values() if not task["system"])
        assert self.value("len(bg_tasks._pumps)") == 1
        # The one that answers, and one to take over.
        self.wait_until("len(bg_tasks._pumps[0].copies) <= 2", True)
        assert sum(line.startswith("http://") for line in self.host.output) == 1

    def play(self, name, scene, how="once"):
        self.studio.ask("counts.clear()\nended.clear()")
        running, things = self.begin(name, scene)
        gaps = self.value("__import__('webrepl_binary').gaps.clear()")
        times = self.beside()
        gaps = [gap / 1000 for gap in self.value("__import__('webrepl_binary').gaps")]
        assert len(gaps) >= COMMANDS, gaps
        stopped = self.stop(running, things, how)
        self.system_is_untouched()
        gap, answer = percentile(gaps, 0.99), percentile(times, 0.99)
        print(
            "%-10s pump gap %.1f/%.1f ms, answer %.1f/%.1f ms (p50/p99), stopped after %.0f ms"
            % (name, percentile(gaps, 0.5), gap, percentile(times, 0.5), answer, stopped),
            flush=True,
        )
        if self.bounds:
            assert gap <= GAP and answer <= ANSWER and stopped <= STOPPED, (gap, answer, stopped)


def main(interpreter, *args):
    bounds = "--bounds" in args
    names = [name for name in args if not name.startswith("-")] or list(SCENES)
    carriers = interpreter.endswith("carrier")
    with Orchestrator(interpreter) as host:
        play = Play(host, bounds)
        for name in names:
            if not (carriers and name in NOT_ON_CARRIERS):
                play.play(name, SCENES[name])
        for how in ("twice", "Ctrl-C"):
            for name in ("sleeps", "computes"):
                play.play(name, SCENES[name], how)


if __name__ == "__main__":
    main(*sys.argv[1:])
