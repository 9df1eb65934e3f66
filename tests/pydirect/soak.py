# SPDX-License-Identifier: MIT
"""Rounds of start, block and stop, drawn from a seed: the system stays as it was, and memory flat.

    soak.py INTERPRETER [SEED [ROUNDS]]

A short form by default; the long form, of ten thousand rounds, with WEFT_SOAK=1 in the environment. The
seed is printed.
"""

import os
import random
import sys
import time

from client import Orchestrator
from scenes import COMPUTES, COROUTINE, FUNCTION, SLEEPS, SPINS, WAITS, Play

ROUNDS = 10000 if os.environ.get("WEFT_SOAK") else 60
LOOK = 20  # rounds between two looks at the memory and the system
# What the heap in use may differ by between two looks: as much as fragments and buffers do.
SLACK = 60000

KINDS = {
    "sleeps": (SLEEPS, False),
    "waits": (WAITS, False),
    "computes": (COMPUTES, False),
    "spin": (SPINS, True),
    "coroutine": (COROUTINE, True),
    "function": (FUNCTION, True),
    "ends": ("begin({0!r})\ncounts[{0!r}] = 1\nended.append({0!r})", True),
    "fails": ("begin({0!r})\ncounts[{0!r}] = 1\nended.append({0!r})\n1 / 0", None),
}


def one_round(play, choose, number):
    """Some start, some of these at once; Stop, once or twice or in the middle of it; all have ended."""
    play.studio.ask("counts.clear()\nended.clear()")
    running, begun, things = [], [], 0
    for n in range(choose.randrange(1, 4)):
        kind = choose.choice(list(KINDS))
        code, returns = KINDS[kind]
        # Each name that a script has stays among MicroPython's interned strings.
        name = "%s%d_%d" % (kind, number % LOOK, n)
        answer = play.studio.start(code.format(name, 1))
        (running if returns is False else begun).append(answer)
        things += 1
    for answer in begun:
        answer.wait()
    if choose.random() < 0.8:
        play.wait_until("sum(1 for n in counts.values() if n > 0)", things)
    else:  # whatever it has come to
        time.sleep(choose.random() * 0.02)
    for _ in range(choose.choice((1, 1, 1, 2, 3))):
        play.studio.interrupt()
        time.sleep(choose.choice((0, 0, 0.005, 0.05)))
    for answer in running:
        end = time.monotonic() + 60
        while answer.status is None:
            # The Stop may have come before the command did, or in the second that it is left alone.
            time.sleep(0.01)
            if time.monotonic() - answer.sent > 1.5:
                play.studio.interrupt()
                time.sleep(0.2)
            assert time.monotonic() < end, "does not end"


def used(play):
    play.studio.ask("import gc; gc.collect()")
    return play.value("(gc.collect(), gc.mem_alloc())[1]")


def main(interpreter, seed=None, rounds=ROUNDS):
    seed = random.randrange(1 << 30) if seed is None else int(seed)
    print("seed %d" % seed, flush=True)
    choose = random.Random(seed)
    with Orchestrator(interpreter) as host:
        play = Play(host, bounds=False)
        first = None
        for number in range(int(rounds)):
            one_round(play, choose, number)
            play.studio.answers.clear()
            if number % LOOK == LOOK - 1:
                play.studio.interrupt()
                play.wait_until("len([t for t in bg_tasks._tasks.values() if not t.system and not t.over])", 0)
                play.studio.ask("for name in list(bg_tasks._tasks):\n    if name != 'queue_pump': del bg_tasks._tasks[name]")
                play.wait_until("len(bg_tasks._pumps[0].group.threads())", 0)
                play.system_is_untouched()
                memory = used(play)
                first = memory if first is None else first
                assert abs(memory - first) < SLACK, (number, first, memory)
        print("%d rounds, memory %d, at first %d" % (int(rounds), memory, first))


if __name__ == "__main__":
    main(*sys.argv[1:])
