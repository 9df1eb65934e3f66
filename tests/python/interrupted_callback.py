# SPDX-License-Identifier: MIT
# weft: only
"""An exception for a thread that comes while a scheduled callback runs on its stack is
raised in the thread, after that."""

import micropython
import threading
import time

import weft

weft.block_limit(0)
threading.setswitchinterval(0.005)
log = []


def spin(ms):
    end = time.ticks_add(time.ticks_ms(), ms)
    while time.ticks_diff(end, time.ticks_ms()) > 0:
        pass


def callback(_):
    try:
        spin(60)
        log.append("callback")
    except BaseException as exc:
        log.append(repr(exc))


def under_timeout():
    try:
        with weft.Timeout(0.02):
            micropython.schedule(callback, None)
            spin(1000)
            log.append("not timed out")
    except TimeoutError:
        log.append("timed out")


class ForMain(Exception):
    pass


def killed():
    me = threading.current_thread()

    def kill(_):
        try:
            me.kill(ForMain)
            spin(1)
            log.append("callback")
        except BaseException as exc:
            log.append(repr(exc))

    try:
        micropython.schedule(kill, None)
        spin(1000)
        log.append("not killed")
    except ForMain:
        log.append("killed")


def killed_as_it_waits():
    me = threading.current_thread()

    def kill(_):
        me.kill(ForMain)
        log.append("callback")

    try:
        micropython.schedule(kill, None)
        threading.Event().wait()
    except ForMain:
        log.append("killed")


def check(function, *wanted):
    log.clear()
    function()
    assert log == list(wanted), (function, log)
    log.clear()
    t = threading.Thread(target=function)
    t.start()
    t.join()
    assert log == list(wanted), (function, log)


for _ in range(3):
    check(under_timeout, "callback", "timed out")
    check(killed, "callback", "killed")
    check(killed_as_it_waits, "callback", "killed")
print("OK")
