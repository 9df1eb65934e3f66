# SPDX-License-Identifier: MIT
# weft: only
# What _weft keeps is not lost when it is imported once more, and NativeThread is a native thread
# whatever _thread is.
import sys
import threading
import time

import _weft
import weft
import weft._thread

mine = threading.local()
mine.x = 1
SLOTS = (2, 8192) if sys.platform == "qemu" else (3, 65536)
weft.stack_slots(*SLOTS)
assert weft.stack_slots() == SLOTS
weft.stack_slots(1)  # of the same size
assert weft.stack_slots() == (1, SLOTS[1])
for bad in ((0,), (100000,), (2, 64), (2, SLOTS[1] + 1)):
    try:
        weft.stack_slots(*bad)
        assert False, bad
    except ValueError:
        assert weft.stack_slots() == (1, SLOTS[1])
assert weft.stack_slots(*SLOTS) == (1, SLOTS[1])
if weft.native_workers():
    weft.native_workers(2)
    limit = 2
else:
    limit = 0
namespace = {}
for _ in range(3):
    exec("import _weft\nfrom _weft import Lock\n__import__('_weft')", namespace)
    assert mine.x == 1
    assert weft.stack_slots() == SLOTS and weft.native_workers() == limit

sys.modules["_thread"] = weft._thread
idents = []
if limit:
    assert weft.to_native(lambda: 7) == 7
    thread = weft.NativeThread(target=lambda: idents.append(threading.get_ident()))
    thread.start()
    thread.join()
    assert idents == [thread.ident] and not thread.is_alive()

    # One that is killed as it starts: in its own code, or not at all.
    ended = []

    def spin():
        try:
            while True:
                time.sleep(0.001)
        finally:
            ended.append(threading.current_thread().name)

    class Killed(weft.NativeThread):
        def _main(self, *args):
            self.kill()  # its number is not known yet
            super()._main(*args)

    for kind in Killed, weft.NativeThread:
        thread = kind(target=spin, name=kind.__name__)
        thread.start()
        thread.kill()
        thread.join(20)
        assert not thread.is_alive()
    assert len(ended) <= 2, ended
    thread = weft.NativeThread(target=spin)
    thread.kill()
    try:
        thread.start()
        assert False
    except RuntimeError:
        pass

# The main thread and others that are no green threads.
main = threading.main_thread()
assert threading.Thread.is_alive(main) and main.is_alive() and main.ident == 1
assert main.priority == weft.USER and main.stack_used == 0
for method in main.join, lambda: threading.Thread.join(main):
    try:
        method()
        assert False
    except RuntimeError:
        pass
try:
    main.kill(ValueError)
    assert False
except ValueError:
    pass
seen = []


def look():
    seen.append((main.is_alive(), main.priority, main.stack_used))
    main.join(0.001)
    seen.append(threading.Thread.is_alive(main))
    main.kill(KeyError("from a thread"))


thread = threading.Thread(target=look)
thread.start()
try:
    while True:
        time.sleep(1)
except KeyError:
    pass
thread.join()
assert seen == [(True, 0, 0), True], seen

dummies = []
gate = threading.Event()


def bare():
    dummies.append(threading.current_thread())
    try:
        gate.wait()
    finally:
        dummies.append("unwound")


weft._thread.start_new_thread(bare, ())
while not dummies:
    time.sleep(0.001)
dummy = dummies[0]
assert dummy.is_alive() and dummy.daemon and dummy.priority == 0 and dummy.stack_used > 0
dummy.kill()
while len(dummies) < 2:
    time.sleep(0.001)
assert dummies[1:] == ["unwound"]


class Other:
    pass


try:
    thread = threading.Thread()
    thread._fiber = Other()
    threading.Thread.is_alive(thread)
    assert False
except RuntimeError:
    pass

# A priority may be given before the thread is started.
order = []


def turns(name):
    for _ in range(3):
        order.append(name)
        time.sleep(0)


first = threading.Thread(target=turns, args=("user",))
second = threading.Thread(target=turns, args=("system",))
second.priority = weft.SYSTEM
interval = threading.getswitchinterval()
threading.setswitchinterval(0)  # or the first may have run before the second is started
for thread in first, second:
    thread.start()
for thread in first, second:
    thread.join()
threading.setswitchinterval(interval)
assert order[0] == "system" and second.priority == weft.SYSTEM, order
try:
    first.priority = 2
    assert False
except ValueError:
    pass


# A local that was made past local.__new__().
class Local(threading.local):
    pass


Local().x = 1
past = object.__new__(Local)
for use in lambda: past.x, lambda: setattr(past, "x", 1), lambda: past.__dict__:
    try:
        use()
        assert False
    except TypeError:
        pass
print("OK")
