# SPDX-License-Identifier: MIT
# weft: only
"""Services: requests and answers, on green threads and on native ones. What AsyncRTOS's tests show
comes first."""

import asyncio
import threading
import time

import _weft
import service
from service import LATER, Service

HAS_NATIVE = _weft.native_workers() > 0


def raises(exception, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except exception as exc:
        return exc
    raise AssertionError("%r was not raised" % exception)


def make(native, **more):
    more.setdefault("handlers", {})
    more["handlers"].update(
        ping=lambda request: "pong", add=lambda request, a, b=0: a + b, fail=fail, keep=keep
    )
    return Service("test", native=native, **more)


def fail(request, text):
    raise ValueError(text)


kept = []


def keep(request):
    kept.append(request)
    return LATER


def test_awaited(native):
    s = make(native)
    assert not s.running and s.name == "test"
    assert s.start().result() is None
    assert s.running and not s.stopping
    assert s.request("ping").result() == "pong"
    assert s.request("add", 1, 2).result(5) == 3
    future = s.request("fail", "why")
    assert raises(ValueError, future.result).args == ("why",)
    assert isinstance(future.exception(), ValueError) and future.done()
    assert s.request("add", 1).exception() is None
    assert isinstance(s.request("add").exception(), TypeError)  # the handler's signature
    assert raises(service.UnknownEvent, s.request, "nothing").args == ("nothing",)
    raises(TypeError, s.request, "ping", colour=1)
    s.stop().result()
    assert not s.running
    assert raises(service.Stopped, s.request, "ping").args == ("test",)


def test_coroutines(native):
    s = make(native)

    async def main():
        await s.start()
        assert await s.request("add", 3, 4) == 7
        try:
            await s.request("fail", "x")
            assert False
        except ValueError:
            pass
        answers = await asyncio.gather(*[asyncio.create_task(ask(n)) for n in range(3)])
        assert list(answers) == [0, 2, 4]
        request = s.request("keep")
        try:
            await asyncio.wait_for(asyncio.create_task(waits(request)), 0.02)
            assert False
        except asyncio.TimeoutError:
            pass
        assert not request.done()  # giving up leaves it
        kept.pop().resolve(5)
        assert await request == 5 and await request == 5
        await s.stop()

    async def ask(n):
        return await s.request("add", n, n)

    async def waits(future):
        return await future

    asyncio.run(main())


def test_forgotten(native):
    seen = []
    s = make(native, handlers={"note": lambda request, *args: seen.append(args)})
    s.start().result()
    assert s.post("note") is None
    for n in range(5):
        s.post("note", n)
    s.stop().result()
    assert seen == [(), (0,), (1,), (2,), (3,), (4,)]


def test_callback_sends_again(native):
    s = make(native)
    s.start().result()
    done = threading.Event()
    got = []

    def answered(future):
        got.append((future.result(), future.context))
        if len(got) < 5:
            future.send_again(len(got), 10)
        else:
            done.set()

    future = s.request("add", 0, 10, callback=answered, context="mine")
    assert done.wait(10)
    assert got == [(10 + n, "mine") for n in range(5)], got
    again = s.request("ping")
    again.result()
    assert again.send_again().result() == "pong"
    raises(TypeError, again.send_again, 1, 2)
    later = s.request("keep")
    while not kept:
        time.sleep(0.001)
    raises(RuntimeError, later.send_again)
    kept.pop().resolve(1)
    s.stop().result()


def test_callbacks_of_futures(native):
    s = make(native)
    s.start().result()
    seen = []
    request = s.request("keep")
    while not kept:
        time.sleep(0.001)
    assert request.running() and not request.done() and not request.cancelled()
    assert not request.cancel()
    for n in range(3):
        request.add_done_callback(lambda f, n=n: seen.append((n, f.result())))
    kept.pop().resolve("x")
    assert seen == [(0, "x"), (1, "x"), (2, "x")]
    request.add_done_callback(lambda f: seen.append(f))
    assert seen.pop() is request  # at once
    # What is not an Exception is for the thread that answers, as is one that kills it meanwhile.
    request = s.request("keep")
    while not kept:
        time.sleep(0.001)
    request.add_done_callback(exits)
    request.add_done_callback(lambda f: seen.append("went on"))
    del seen[:]
    try:
        kept.pop().resolve("x")
        for _ in range(10):
            pass
        raise AssertionError("KeyboardInterrupt was lost")
    except KeyboardInterrupt:
        pass
    assert seen == ["went on"]
    s.stop().result()


def exits(future):
    raise KeyboardInterrupt


def test_later_and_once(native):
    s = make(native)
    s.start().result()
    request = s.request("keep")
    try:
        request.result(0.01)
        assert False
    except TimeoutError:
        pass
    raises(TimeoutError, request.result, 0)
    other = kept.pop()
    assert other is request  # the message is all there is
    other.reject(KeyError("k"))
    assert isinstance(request.exception(), KeyError)
    raises(RuntimeError, other.resolve, 1)
    raises(RuntimeError, other.reject, ValueError())
    raises(TypeError, request.reject, 5)  # no exception
    s.stop().result()


def test_full(native):
    s = make(native, maxsize=2)
    go_on = threading.Event()
    entered = threading.Event()

    @s.handler("hold")
    def hold(request):
        entered.set()
        go_on.wait()

    s.start().result()
    held = s.request("hold")
    entered.wait()
    queued = [s.request("ping"), s.request("ping")]
    assert raises(service.Full, s.request, "ping", timeout=0).args == ("test",)
    raises(service.Full, s.request, "ping", timeout=0.01)
    raises(service.Full, s.post, "ping", timeout=0)
    assert queued[0].cancel() and queued[0].cancelled() and queued[0].cancel()
    raises(service.CancelledError, queued[0].result)
    queued.append(s.request("ping", timeout=0))
    waiting = []
    t = threading.Thread(target=lambda: waiting.append(s.request("ping")))
    t.start()
    time.sleep(0.01)
    assert not waiting
    go_on.set()
    t.join()
    assert waiting[0].result() == queued[1].result() == queued[2].result() == "pong"
    held.result()
    s.stop().result()


def test_spawn(native):
    assert service.spawn(lambda a, b: a * b, 6, 7, native=native).result() == 42
    raises(ZeroDivisionError, service.spawn(lambda: 1 // 0, native=native).result)


def test_handlers_are_replaced(native):
    s = make(native)

    @s.handler("ping")
    def first(request):
        return 1

    s.start().result()
    assert s.request("ping").result() == 1
    s.handler("ping")(lambda request: 2)
    assert s.request("ping").result() == 2
    del s._handlers["ping"]
    raises(service.UnknownEvent, s.request, "ping")
    s.stop().result()


def test_loops(native):
    ticks = []
    s = make(native, every={0.1: lambda: ticks.append(1)})

    @s.every(0.15)
    def other():
        ticks.append(2)
        if ticks.count(2) == 2:
            raise ValueError("a loop that raises goes on")

    s.start().result()
    end = time.monotonic() + 1.05
    while time.monotonic() < end:
        s.request("ping").result()  # messages come first, and starve no loop
        time.sleep(0.01)
    s.stop().result()
    assert 4 <= ticks.count(1) <= 11, ticks
    assert 3 <= ticks.count(2) <= 7, ticks
    count = len(ticks)
    time.sleep(0.2)
    assert len(ticks) == count
    raises(ValueError, s.every(0), other)


def test_forwarding(native):
    """main -> a -> b -> a -> main."""
    a = make(native)
    b = make(native)
    a.handler("ask")(lambda request, n: request.forward(b, "add", n, 1, then=got))
    a.handler("as it is")(lambda request, n: request.forward(b, "add", n, n))
    a.handler("bad")(lambda request: request.forward(b, "fail", "b's"))
    a.handler("nowhere")(lambda request: request.forward(b, "nothing"))
    a.handler("raises")(lambda request: request.forward(b, "ping", then=then_raises))
    threads = []

    def got(request, answer):
        threads.append(threading.get_ident())
        request.resolve((answer.result(), "and more"))

    def then_raises(request, answer):
        raise OSError(5)

    @a.handler("who")
    def who(request):
        return threading.get_ident()

    a.start().result()
    b.start().result()
    assert a.request("ask", 5).result() == (6, "and more")
    assert threads == [a.request("who").result()]  # on a's own thread
    assert a.request("as it is", 4).result() == 8
    assert isinstance(a.request("bad").exception(), ValueError)
    assert isinstance(a.request("nowhere").exception(), service.UnknownEvent)
    assert isinstance(a.request("raises").exception(), OSError)
    b.stop().result()
    assert isinstance(a.request("ask", 1).exception(), service.Stopped)
    a.stop().result()


def test_callbacks_on_the_services_own_thread(native):
    a = make(native)
    b = make(native)
    idents = []

    @a.handler("go")
    def go(request):
        b.request("ping", callback=lambda f: (idents.append(threading.get_ident()), request.resolve(7)))
        idents.append(threading.get_ident())
        return LATER

    a.start().result()
    b.start().result()
    assert a.request("go").result() == 7
    assert idents[0] == idents[1]
    a.stop().result()
    b.stop().result()


def test_get(native):
    s = make(native)
    raises(LookupError, service.get, "test")
    s.start().result()
    assert service.get("test") is s
    s.stop().result()
    raises(LookupError, service.get, "test")


def test_from_everywhere(native):
    """Green threads, coroutines and native threads ask one service."""
    s = make(native)
    s.start().result()
    sums = []
    lock = threading.Lock()  # without a GIL a list is not for two native threads at once

    def note(right):
        with lock:
            sums.append(right)

    def ask(base):
        for n in range(30):
            note(s.request("add", base, n).result() == base + n)

    async def main():
        tasks = [asyncio.create_task(ask_async(1000)), asyncio.create_task(ask_async(2000))]
        for task in tasks:
            await task

    async def ask_async(base):
        for n in range(30):
            note(await s.request("add", base, n) == base + n)

    threads = [threading.Thread(target=ask, args=(n * 100,)) for n in range(3)]
    if HAS_NATIVE:
        from weft import NativeThread

        threads += [NativeThread(target=ask, args=(5000,))]
    for t in threads:
        t.start()
    asyncio.run(main())
    for t in threads:
        t.join()
    assert len(sums) == 30 * (len(threads) + 2) and all(sums)
    s.stop().result()


tests = [test for name, test in sorted(globals().items()) if name.startswith("test_")]
for native in (False, True) if HAS_NATIVE else (False,):
    for test in tests:
        test(native)
        kept.clear()
if not HAS_NATIVE:
    s = make(True)
    raises(RuntimeError, s.start().result)
    assert not s.running
    raises(RuntimeError, service.spawn(print, native=True).result)
print("OK")
