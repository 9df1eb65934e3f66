# SPDX-License-Identifier: MIT
"""What the stand-ins cannot take from a device: how the host runs it, and its state for the page."""

import json

import _process
import _weft
import httpserver
import webrepl_binary
import weft._dump as _dump

def exit():
    """End the process at once, as a hard reset does."""
    with open("/proc/self/stat") as file:
        _process.kill(int(file.read().split()[0]), 9)


def page(uri, body, client):
    """Handler for the page to try it all."""
    folder = __file__.rsplit("/", 2)[0]
    with open(folder + "/page.html") as file:
        httpserver.send(file.read())


def status():
    """Tasks, threads with what each waits for, and the pump's last gaps in milliseconds."""
    from lib.sys import bg_tasks

    threads = []
    for who, waits_for, state, stack, _, frame, _ in _weft.waits():
        threads.append(
            {
                "name": _dump._name(who),
                "state": state,
                "waits_for": repr(waits_for) if state == "parked" else None,
                "stack": stack,
                "group": None if frame is None else str(frame.group.name),
            }
        )
    return {
        "tasks": bg_tasks.list_tasks(),
        "threads": threads,
        "gaps": [gap / 1000 for gap in webrepl_binary.gaps[-100:]],
    }


def report():
    """Print status() as JSON."""
    print(json.dumps(status()))
