# SPDX-License-Identifier: MIT
"""The tables of README.md, and how the benchmarks behind them are run."""

import os
import re
import statistics
import subprocess


def both_ways(command):
    """A peer's command pinned to one core, and free. Threads that take turns may be quicker on one:
    there is no other that must wake up first."""
    return ["taskset", "-c", str(min(os.sched_getaffinity(0)))] + command, command


def run(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=600, check=True)
    return dict(
        (name, float(figure))
        for name, figure in re.findall(r"^(\w+) ([\d.]+)$", result.stdout, re.MULTILINE)
    )


def medians(rounds):
    return {name: statistics.median(figures[name] for figures in rounds) for name in rounds[0]}


def nanoseconds(figure):
    return "%.1f ns" % figure if figure < 100 else "{:,.0f} ns".format(figure)


class Table:
    def __init__(self):
        self.rows = []
        self.missed = []

    def add(self, what, ours, peer, theirs, wanted):
        """theirs: a figure, or the two of both_ways(), the better of which counts."""
        pinned, free = theirs if isinstance(theirs, tuple) else (None, theirs)
        ratio = min(figure for figure in (pinned, free) if figure is not None) / ours
        pinned = "" if pinned is None else nanoseconds(pinned)
        row = (what, nanoseconds(ours), peer, pinned, nanoseconds(free), "%.1f" % ratio)
        self.rows.append(row)
        if ratio < wanted:
            self.missed.append("%s: %.2f times %s, not %s" % (what, ratio, peer, wanted))

    def limit(self, what, figure, most):
        if figure > most:
            self.missed.append("%s: %.3f, not at most %s" % (what, figure, most))

    def text(self):
        lines = ["| | Weft | peer | on one core | free | times faster |", "|---|---:|---|---:|---:|---:|"]
        lines += ["| %s | %s | %s | %s | %s | %s |" % row for row in self.rows]
        return "\n".join(lines)
