# SPDX-License-Identifier: MIT
"""Reports of all threads: weft.dump(), and what a deadlock prints."""

import sys

import _weft


def _name(who):
    if who is None:
        return "thread 'MainThread'"
    if type(who) is int:
        for thread in _weft.native_threads():
            if thread.ident == who:
                return "native thread %r" % thread.name
        return "native thread %d" % who
    if type(who) is _weft.Step:
        return "task %r" % who
    return "thread %r" % who.name


def dump(file=None, main_blocked=False):
    """See weft.dump(). main_blocked: the main thread is the one that has just found out that it
    waits for ever."""
    if file is None:
        file = sys.stderr
    rows = _weft.waits()
    names = {row[4]: _name(row[0]) for row in rows}
    for who, waits_for, state, stack, agent, _, _ in rows:
        if state == "parked" or (who is None and main_blocked):
            state = "waits for %r" % (waits_for,)
            holder = _weft.holder(waits_for)
            if holder:
                state += ", which %s holds" % names.get(holder, "a thread that has ended")
        if stack:
            state += " (stack: %d bytes)" % stack
        print("  %s: %s" % (names[agent], state), file=file)


def deadlock(main_blocked):
    """Say on stderr that all threads are blocked for ever, and what each waits for."""
    print("weft: deadlock: every thread waits and nothing is left to wake one", file=sys.stderr)
    dump(None, main_blocked)


# A dict: a set of MicroPython's that has no memory to grow is broken from then on.
_reported = {}


def held(who, ms, function, file, line):
    """Say, once for each place, that somebody held the VM beyond weft.block_limit()."""
    place = (file, function)
    if place in _reported:
        return
    _reported[place] = None
    print(
        "weft: %s has held the VM for %d ms, in %s (%s, line %d). Remedy: weft.to_native() for a call "
        "that blocks; in a long computation time.sleep(0) now and then, or "
        "threading.setswitchinterval()." % (_name(who), ms, function, file, line),
        file=sys.stderr,
    )
