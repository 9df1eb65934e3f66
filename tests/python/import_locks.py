# SPDX-License-Identifier: MIT
# Imports in threads: a lock for each module while it is being imported, none for one that is loaded,
# and none for ever. As CPython's importlib._bootstrap._ModuleLock.
import os
import sys
import threading
import time

modules = "/tmp/weft_import_locks_%d_%d" % (time.time_ns(), id(sys))
os.mkdir(modules)
sys.path.insert(0, modules)
events = []


def write(name, text):
    with open(modules + "/" + name, "w") as file:
        file.write("from __main__ import *\n" + text)


def run(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


# A program that lives in an import: its threads import what is loaded, and what is not.
write(
    "app.py",
    """
def worker():
    import time
    import quick
    events.append("imported " + quick.name)

thread = threading.Thread(target=worker)
thread.start()
thread.join(20)
events.append(thread.is_alive())
""",
)
write("quick.py", "name = 'quick'\n")
import app

print(events)

# A module that is being imported is not seen half made; it is run once.
write(
    "slow.py",
    """
events.append("begun")
half = True
time.sleep(0.05)
half = False
""",
)
events.clear()


def import_slow():
    import slow

    events.append(slow.half)


run(import_slow, import_slow, import_slow)
print(events)
# So by __import__(), too.
write("slow2.py", open(modules + "/slow.py").read().split("\n", 1)[1])
events.clear()
run(*[lambda: events.append(__import__("slow2").half)] * 3)
print(events)

# One that fails is looked for again, by those who waited for it too.
write(
    "fails.py",
    """
events.append("try")
time.sleep(0.02)
raise ValueError
""",
)
events.clear()


def import_fails():
    try:
        import fails
    except ValueError:
        events.append("ValueError")


run(import_fails, import_fails)
print(events[0], "ValueError" in events, "fails" in sys.modules)

# Two that import each other in two threads: one of them goes on with a module half made.
for this, other in ("left", "right"), ("right", "left"):
    write(
        this + ".py",
        """
begun_%s.set()
begun_%s.wait(20)
import %s
events.append("done")
"""
        % (this, other, other),
    )
begun_left, begun_right = threading.Event(), threading.Event()
events.clear()


def import_left():
    import left


def import_right():
    import right


run(import_left, import_right)
print(events, sys.modules["left"].right is sys.modules["right"])

# Three in a circle.
for n in range(3):
    write(
        "ring%d.py" % n,
        """
barrier.wait(20)
import ring%d
events.append("done")
"""
        % ((n + 1) % 3),
    )
barrier = threading.Barrier(3)
events.clear()
run(*[lambda n=n: __import__("ring%d" % n) for n in range(3)])
print(events)

# Packages: a submodule does not wait for another one, and relative imports find the same locks.
os.mkdir(modules + "/pack")
os.mkdir(modules + "/pack/deep")
write("pack/__init__.py", "events.append('pack')\ntime.sleep(0.02)\n")
write("pack/deep/__init__.py", "events.append('deep')\n")
write("pack/quick.py", "events.append('quick')\nnever.set()\n")
write("pack/slow.py", "started.set()\nevents.append(never.wait(20))\ndone = True\n")
write(
    "pack/deep/user.py",
    """
from ..slow import done
from .. import quick
from . import inner
from .inner import x
events.append((done, x))
""",
)
write("pack/deep/inner.py", "x = 1\n")
started, never = threading.Event(), threading.Event()
events.clear()


def import_slow_part():
    import pack.slow


def import_user():
    started.wait(20)
    import pack.deep.user


def import_quick():
    started.wait(20)
    time.sleep(0.02)
    import pack.quick


run(import_slow_part, import_user, import_quick)
print(events)


def remove(path):
    try:
        names = os.listdir(path)
    except OSError:
        os.remove(path)
        return
    for name in names:
        remove(path + "/" + name)
    os.rmdir(path)


remove(modules)
