# SPDX-License-Identifier: MIT
# Subclasses with run() and state of their own.
import threading


class Squares(threading.Thread):
    def __init__(self, n):
        threading.Thread.__init__(self, name="squares-%d" % n)
        self.n = n
        self.result = None

    def run(self):
        self.result = [i * i for i in range(self.n)]


threads = [Squares(n) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
    print(t.name, t.result, t.is_alive())


class ViaSuper(threading.Thread):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ran = 0

    def run(self):
        self.ran += 1
        super().run()
        self.ran += 1

    def join(self, timeout=None):
        super().join(timeout)
        return self.ran


t = ViaSuper(target=print, args=("target",), kwargs={"end": "!\n"})
t.start()
print(t.join())


# current_thread() is the subclass's instance.
class Who(threading.Thread):
    def run(self):
        self.me = threading.current_thread()


t = Who()
t.start()
t.join()
print(t.me is t, isinstance(t, threading.Thread), type(t).__name__)

# run() called by hand runs here and now, once.
t = threading.Thread(target=lambda: print("by hand", threading.current_thread().name))
t.run()


# run set on the instance.
t = threading.Thread()
t.run = lambda: print("instance run")
t.start()
t.join()


# A stoppable worker, as legacy programs write it.
class Worker(threading.Thread):
    def __init__(self):
        threading.Thread.__init__(self)
        self._stop_event = threading.Event()
        self.beats = 0

    def stop(self):
        self._stop_event.set()

    def run(self):
        while not self._stop_event.wait(0.001):
            self.beats += 1


w = Worker()
w.start()
while w.beats < 3:
    w.join(0.001)
w.stop()
w.join()
print(w.beats >= 3, w.is_alive())
