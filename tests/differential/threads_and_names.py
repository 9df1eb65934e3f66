# SPDX-License-Identifier: MIT
"""Threads that threading did not start, seen from inside; handles of joinable ones."""

import threading
import time

try:
    import weft._thread as _thread  # green ones
except ImportError:
    import _thread


def shows(what, call, *args, **kwargs):
    try:
        print(what, call(*args, **kwargs))
    except Exception as exc:
        print(what, type(exc).__name__, exc)


def in_bare_thread(call):
    ended = _thread.allocate_lock()
    ended.acquire()

    def run():
        try:
            call()
        finally:
            ended.release()

    _thread.start_new_thread(run, ())
    ended.acquire()


kept = []


def looks():
    me = threading.current_thread()
    print(me is threading.current_thread(), me in threading.enumerate(), threading.active_count())
    print(type(me).__name__, me.name[:6], me.daemon, me.is_alive(), me.ident == threading.get_ident())
    me.name = "mine"
    print(threading.current_thread().name, repr(me).split(" ")[0], repr(me).split(" ")[2])
    shows("join", me.join)
    shows("start", me.start)
    print(threading.Thread(target=int).daemon, threading.main_thread().name)
    kept.append(me)


in_bare_thread(looks)
while _thread._count():
    time.sleep(0.001)
print(threading.active_count(), kept[0] in threading.enumerate(), kept[0].name)

h = _thread._ThreadHandle()
print(h.ident, h.is_done())
shows("join", h.join)
shows("_set_done", h._set_done)
out = []
handle = _thread.start_joinable_thread(lambda: out.append(_thread.get_ident()))
print(handle.join(), handle.join(0), handle.is_done(), out == [handle.ident])
gate = _thread.allocate_lock()
gate.acquire()
handle = _thread.start_joinable_thread(gate.acquire, handle=h, daemon=False)
print(handle is h, handle.is_done(), handle.join(0.01), handle.join(timeout=0) if 0 else None)
shows("again", _thread.start_joinable_thread, int, handle=h)
gate.release()
handle.join()
print(handle.is_done(), _thread.daemon_threads_allowed())
shows("function", _thread.start_joinable_thread, 1)
shows("handle", _thread.start_joinable_thread, int, handle=1)
shows("function", _thread.start_new_thread, 1, ())
shows("arguments", _thread.start_new_thread, int, [])
print(_thread.error is RuntimeError, _thread.LockType is threading.Lock)
# Not a daemon: it is waited for at the end.
_thread.start_joinable_thread(lambda: (time.sleep(0.1), print("last")), daemon=False)
print("end")
