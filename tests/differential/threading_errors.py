# SPDX-License-Identifier: MIT
"""threading: what it raises, with its words; names, reprs, hooks."""

import sys
import threading
import time


def shows(what, call, *args, **kwargs):
    try:
        print(what, call(*args, **kwargs))
    except Exception as exc:
        print(what, type(exc).__name__, exc)


shows("group", lambda: threading.Thread(1))
shows("join unstarted", threading.Thread().join)
shows("join self", lambda: threading.current_thread().join())
t = threading.Thread(target=int)
t.start()
t.join()
shows("twice", t.start)
shows("daemon", setattr, threading.current_thread(), "daemon", True)
t = threading.Thread(target=int, name=5, daemon=True)
print(t.name, t.daemon, t, t.ident, t.native_id, t.is_alive())
def naps():
    time.sleep(0)


t = threading.Thread(target=naps)
print(t.name.split(" ")[1:], threading.Thread(name="").name[:7])
t.name = "x"
t.start()
t.join()
print(t.name, str(t)[:18], t.getName(), t.isDaemon())
shows("stack_size", threading.stack_size, -1)
shows("stack_size", threading.stack_size, 1)
print(threading.stack_size())


class Bare(threading.Thread):
    def __init__(self):
        pass


shows("no __init__", Bare().start)
shows("no __init__", Bare().join)

shows("release", threading.Lock().release)
shows("release", threading.RLock().release)
for lock in (threading.Lock(), threading.RLock()):
    shows("acquire", lock.acquire, False, 1)
    shows("acquire", lock.acquire, True, -2)
    shows("acquire", lock.acquire, timeout=0.01)
    print(repr(lock).split(" at ")[0].split(" owner")[0])
shows("Semaphore", threading.Semaphore, -1)
shows("Semaphore", threading.Semaphore().acquire, False, 1)
shows("Semaphore", threading.Semaphore().release, 0)
shows("BoundedSemaphore", threading.BoundedSemaphore().release)
shows("Barrier", threading.Barrier, 0)
shows("Condition", threading.Condition().wait)
shows("Condition", threading.Condition().notify)
shows("Condition", threading.Condition, 3)
shows("local", threading.local, 1)
print(threading.ThreadError is RuntimeError, threading.BrokenBarrierError.__name__)
print(threading.getprofile(), threading.gettrace(), threading.TIMEOUT_MAX)
print(type(threading.Lock()) is threading.Lock, isinstance(threading.Lock(), threading.Lock))

# The hook.
args = threading.ExceptHookArgs([ValueError, None, None, 7])
print(args, args.exc_type is args[0], args.exc_value, args.exc_traceback, args.thread, len(args))
for bad in ((), (1, 2, 3), (1, 2, 3, 4, 5), 5):
    try:
        threading.ExceptHookArgs(bad)
    except TypeError:
        print("TypeError")
seen = []
threading.excepthook = lambda args: seen.append((args.exc_type, str(args.exc_value), args.thread.name))
for name, function in (("exit", sys.exit), ("three", lambda: sys.exit(3)), ("zero", lambda: [][1])):
    t = threading.Thread(target=function, name=name)
    t.start()
    t.join()
print([(kind.__name__, name) for kind, _, name in seen])
seen.clear()


# A daemon that is left at the end does not come to the hook.
class Loud(threading.Thread):
    def run(self):
        time.sleep(100)


threading.excepthook = lambda args: print("the hook has", args.exc_type, args.thread.name)
Loud(daemon=True).start()
time.sleep(0.01)
print("end")
