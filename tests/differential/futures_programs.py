# SPDX-License-Identifier: MIT
"""concurrent.futures and sched: what they return and say."""

import gc
import sched
import threading
import time
from concurrent import futures


def shows(what, call, *args, **kwargs):
    try:
        print(what, call(*args, **kwargs))
    except Exception as exc:
        print(what, type(exc).__name__, str(exc).split(" at 0x")[0])


f = futures.Future()
print(str(f).split(" ")[0], str(f).split(" ")[-1])
f.set_result(1)
done, not_done = futures.wait([f])
print(done == {f}, not_done, str(futures.wait([f]))[:27], futures.wait([f]).not_done)
print(futures.wait([], return_when=futures.FIRST_COMPLETED))
shows("again", f.set_result, 1)
shows("wait", futures.wait, [futures.Future()], 0, "x")
shows("workers", futures.ThreadPoolExecutor, 0)
shows("initializer", futures.ThreadPoolExecutor, initializer=1)
pool = futures.ThreadPoolExecutor(1)
pool.shutdown()
shows("submit", pool.submit, print)
f = futures.Future()
print(f.cancel(), f.cancelled(), f.done(), f.running(), str(f).split(" ")[-1])
shows("cancelled", f.result)
shows("result", futures.Future().result, 0)
f = futures.Future()
print(f.set_running_or_notify_cancel(), f.cancel(), str(f).split(" ")[-1])
shows("running", f.set_running_or_notify_cancel)
print(futures.TimeoutError is TimeoutError, futures.CancelledError.__name__)
shows("as_completed", lambda: list(futures.as_completed([futures.Future()], 0)))

with futures.ThreadPoolExecutor(3, "prefix") as pool:
    print(list(pool.map(pow, range(5), [2] * 5)))
    name = pool.submit(lambda: threading.current_thread().name).result()
    print(name in ("prefix_0", "prefix_1", "prefix_2"))  # whichever is idle
    bad = pool.submit(lambda: 1 // 0)
    print(type(bad.exception()).__name__)
    try:
        bad.result()
    except ZeroDivisionError:
        print("ZeroDivisionError")
    calls = []
    bad.add_done_callback(lambda future: calls.append(future is bad))
    print(calls, pool.map(str, []) is not None)
    waits = [pool.submit(time.sleep, s) for s in (0.3, 0)]
    print(next(futures.as_completed(waits)) is waits[1])
    print(len(futures.wait(waits, return_when=futures.FIRST_COMPLETED).done) >= 1)
print(threading.active_count())

# Pools that are dropped end their threads, after what was submitted.
done = []


def use_and_drop(n):
    pool = futures.ThreadPoolExecutor(4)
    for i in range(8):
        pool.submit(done.append, n * 8 + i)


for n in range(50):
    use_and_drop(n)
    if n % 10 == 9:
        gc.collect()
end = time.monotonic() + 30
while (threading.active_count() > 9 or len(done) < 400) and time.monotonic() < end:
    gc.collect()  # what the stack still says here may keep a pool or two
    time.sleep(0.01)
print(len(done), sorted(done) == list(range(400)), threading.active_count() <= 9)

s = sched.scheduler(time.time, time.sleep)
event = s.enterabs(1, 2, int, (1,), {"a": 2})
print(event[0], event[1], len(event), event.time, event.priority, event[4:], event.action is int)
print(event == s.queue[0], s.empty(), str(event)[:30], str(event)[-32:])
time_, priority, *rest = event
print(time_, priority, len(rest), s.cancel(event), s.empty())
try:
    s.cancel(event)
except ValueError:
    print("ValueError")
out = []
for delay, priority, name in ((0.02, 1, "late"), (0.01, 2, "second"), (0.01, 1, "first")):
    s.enter(delay, priority, out.append, (name,))
s.run()
print(out[-1], sorted(out), s.run(), s.run(blocking=False))
