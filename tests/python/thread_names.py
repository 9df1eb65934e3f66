# SPDX-License-Identifier: MIT
# Names, old accessors, daemon flag, idents.
import threading

t = threading.Thread(name="given")
print(t.name, t.getName())
t.name = "changed"
print(t.name)
t.setName("again")
print(t.getName())
t.name = 42
print(repr(t.name))


def target():
    pass


a = threading.Thread()
b = threading.Thread(target=target)
number = int(a.name.split("-")[1])
print(a.name == "Thread-%d" % number)
print(b.name == "Thread-%d (target)" % (number + 1))

t = threading.Thread(target=target, name="n", daemon=True)
print(t.daemon, t.isDaemon())
t.daemon = False
print(t.daemon)
t.setDaemon(True)
print(t.isDaemon())
print(threading.Thread(daemon=None).daemon, bool(threading.Thread(daemon=1).daemon))
t.start()
t.join()

# Idents are distinct while threads are alive, and known inside the thread.
inside = []
hold = threading.Event()


def tell():
    inside.append((threading.get_ident(), threading.current_thread().ident))
    hold.wait()


threads = [threading.Thread(target=tell) for _ in range(5)]
for t in threads:
    t.start()
while len(inside) < 5:
    threading.Event().wait(0.001)
print(all(x == y for x, y in inside), len({x for x, _ in inside}))
print(sorted(t.ident for t in threads) == sorted(x for x, _ in inside))
print(threading.main_thread().ident in {x for x, _ in inside})
print(all(isinstance(t.native_id, int) for t in threads))
hold.set()
for t in threads:
    t.join()


# A thread made by a daemon is a daemon.
def parent():
    flags.append(threading.Thread().daemon)
    flags.append(threading.Thread(daemon=False).daemon)


flags = []
t = threading.Thread(target=parent, daemon=True)
t.start()
t.join()
t = threading.Thread(target=parent)
t.start()
t.join()
print(flags)

# repr
t = threading.Thread(name="r")
print(repr(t))
t.start()
t.join()
print(repr(t).replace(str(t.ident), "ID"))
e = threading.Event()
t = threading.Thread(target=e.wait, name="q", daemon=True)
t.start()
print(repr(t).replace(str(t.ident), "ID"))
e.set()
t.join()
print(repr(t).replace(str(t.ident), "ID"))
