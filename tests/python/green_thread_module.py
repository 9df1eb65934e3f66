# SPDX-License-Identifier: MIT
# weft: only
"""weft._thread: CPython's `_thread`, with green threads."""

import sys
import threading

import weft._thread

sys.modules["_thread"] = weft._thread
import _thread
import time


def raises(error, call, *args):
    try:
        call(*args)
    except error:
        return True
    return False


# Such a thread is no Thread, but for one that asks which it is.
lock = _thread.allocate_lock()
lock.acquire()
seen = []


def work(n, twice=False):
    seen.append((n, twice, _thread.get_ident()))
    lock.release()


ident = _thread.start_new_thread(work, (1,), {"twice": True})
assert _thread._count() == 1 and threading.active_count() == 1
lock.acquire()
assert seen == [(1, True, ident)] and ident != _thread.get_ident()


def ask():
    seen.append(threading.current_thread())
    answered.wait()


answered = threading.Event()


ident = _thread.start_new_thread(ask, ())
while len(seen) < 2:
    time.sleep(0.001)
assert threading.enumerate() == [threading.main_thread(), seen[-1]]
assert seen[-1].ident == ident and seen[-1].daemon and seen[-1].is_alive()
assert raises(RuntimeError, seen[-1].join)
answered.set()
while _thread._count():
    time.sleep(0.01)
assert threading.enumerate() == [threading.main_thread()]

# exit() ends it, silently.
_thread.start_new_thread(lambda: (seen.append("before"), _thread.exit(), seen.append("after")), ())
while _thread._count():
    time.sleep(0.01)
assert seen[-1] == "before"

assert raises(TypeError, _thread.start_new_thread, 1, ())
assert raises(TypeError, _thread.start_new_thread, work, [1])
assert raises(TypeError, _thread.start_new_thread, work, (), 1)
assert _thread.error is RuntimeError and _thread.stack_size() == 0
assert isinstance(lock, _thread.LockType)

# interrupt_main(): Ctrl-C for the main thread, wherever it comes from and wherever that is.
assert raises(KeyboardInterrupt, _thread.interrupt_main)


def interrupted(wait, *args):
    _thread.start_new_thread(_thread.interrupt_main, ())
    start = time.monotonic_ns()
    assert raises(KeyboardInterrupt, wait, *args)
    assert time.monotonic_ns() - start < 4000000000  # of 5 s
    assert _thread._count() == 0


interrupted(time.sleep, 5)
interrupted(threading.Event().wait, 5)
interrupted(threading.Event().wait)
locked = threading.Lock()
locked.acquire()
interrupted(locked.acquire)
thread = threading.Thread(target=_thread.interrupt_main)
thread.start()
assert raises(KeyboardInterrupt, thread.join)
assert raises(ValueError, _thread.interrupt_main, 0)
assert raises(ValueError, _thread.interrupt_main, 65)
_thread.interrupt_main(15)
print("OK")
