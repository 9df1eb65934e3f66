# SPDX-License-Identifier: MIT
# What Thread refuses, and how it says so.
import threading


def attempt(what, function, *args, **kwargs):
    try:
        print(what, "->", function(*args, **kwargs))
    except Exception as e:
        print(what, "->", type(e).__name__ + ":", e)


t = threading.Thread()
attempt("join before start", t.join)
attempt("start", t.start)
attempt("start twice", t.start)
attempt("join", t.join)
attempt("join again", t.join)
attempt("start after the end", t.start)
attempt("join the current thread", threading.current_thread().join)


def join_self():
    attempt("join self", threading.current_thread().join)


t = threading.Thread(target=join_self)
t.start()
t.join()


class Forgetful(threading.Thread):
    def __init__(self):
        pass


attempt("start without __init__", Forgetful().start)
attempt("join without __init__", Forgetful().join)

e = threading.Event()
t = threading.Thread(target=e.wait)
t.start()


def set_daemon():
    t.daemon = True


attempt("daemon while alive", set_daemon)
print(t.daemon)
e.set()
t.join()
attempt("daemon after the end", set_daemon)

for timeout in ("x", [1], {}):
    try:
        t2 = threading.Thread(target=threading.Event().wait, daemon=True)
        t2.start()
        t2.join(timeout)
        print("joined")
    except TypeError:
        print("TypeError")

try:
    threading.Thread(group=1)
except (AssertionError, TypeError) as e:
    print(type(e).__name__, e)

# Wrong arguments of the target end the thread, not the program.
failures = []
threading.excepthook = lambda args: failures.append(args.exc_type.__name__)
for args in ((), (1, 2)):
    t = threading.Thread(target=lambda x: x, args=args)
    t.start()
    t.join()
t = threading.Thread(target=5)
t.start()
t.join()
print(failures)
