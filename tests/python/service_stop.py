# SPDX-License-Identifier: MIT
# weft: only
"""How services start and stop: hooks, refusals, what is queued, kept and expected then; kills."""

import gc
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


class Gate:
    """A handler that holds the service up."""

    def __init__(self, s):
        self.entered = threading.Event()
        self.go_on = threading.Event()
        s.handler("hold")(self.hold)

    def hold(self, request):
        self.entered.set()
        self.go_on.wait()


def test_hooks(native):
    log = []
    s = Service(
        "s", native=native, on_start=lambda: log.append("start"), on_stop=lambda: log.append("stop")
    )
    assert s.stop().done()  # stopped already
    for rounds in range(3):
        first, second = s.start(), s.start()
        first.result()
        second.result()
        assert s.start().done() and s.running
        s.stop().result()
        assert s.stop().done() and not s.running
    assert log == ["start", "stop"] * 3, log


def test_hooks_refuse(native):
    agree = [False]
    s = Service("s", native=native, handlers={"ping": lambda r: 1})
    s.on_start(lambda: agree[0])
    s.on_stop(lambda: agree[0])
    assert raises(service.Refused, s.start().result).args == ("s",)
    assert not s.running
    agree[0] = True
    s.start().result()
    agree[0] = False
    raises(service.Refused, s.stop().result)
    assert s.running and s.request("ping").result() == 1
    agree[0] = True
    s.stop().result()

    @s.on_start
    def broken():
        raise ValueError("a hook that raises refuses")

    raises(service.Refused, s.start().result)
    assert not s.running


def test_in_its_turn(native):
    s = Service("s", native=native, maxsize=8, handlers={"ping": lambda r: 1})
    gate = Gate(s)
    kept = []

    @s.handler("keep")
    def keep(request):
        kept.append(request)
        return LATER

    s.start().result()
    later = s.request("keep")
    held = s.request("hold")
    gate.entered.wait()
    before = s.request("ping")
    stopped = s.stop()
    after = [s.request("ping"), s.request("keep")]
    stopped_too = s.stop()
    again = s.start()  # it runs: at once
    assert again.done()
    gate.go_on.set()
    stopped.result()
    stopped_too.result()
    assert before.result() == 1 and held.result() is None
    for request in after + [later]:
        assert request.done()
        assert isinstance(request.exception(), service.Stopped)
    raises(RuntimeError, kept[0].resolve, 1)
    # send_again() to one that runs again.
    s.start().result()
    assert after[0].send_again().result() == 1
    s.stop().result()
    raises(service.Stopped, after[0].send_again)


def test_whoever_waits_for_room(native):
    s = Service("s", native=native, maxsize=1, handlers={"ping": lambda r: 1})
    gate = Gate(s)
    s.start().result()
    held = s.request("hold")
    gate.entered.wait()
    stopped = s.stop()
    queued = s.request("ping")
    outcome = []

    def wait_for_room():
        try:
            s.request("ping").result()
        except service.Stopped:
            outcome.append("stopped")

    t = threading.Thread(target=wait_for_room)
    t.start()
    time.sleep(0.01)
    gate.go_on.set()
    t.join()
    stopped.result()
    assert outcome == ["stopped"]
    raises(service.Stopped, queued.result)
    held.result()


def test_expected_answers(native):
    """Answers that a stopping service expects are handled first."""
    b = Service("b", native=native)
    gate = Gate(b)
    a = Service("a", native=native)
    a.handler("ask")(lambda request: request.forward(b, "hold", then=then))
    stopping = []

    def then(request, answer):
        stopping.append(a.stopping)
        request.resolve("answered")

    a.start().result()
    b.start().result()
    asked = a.request("ask")
    gate.entered.wait()
    stopped = a.stop()
    while not a.stopping:
        time.sleep(0.001)
    raises(service.Stopped, a.request, "ask")
    raises(service.Stopped, a.start().result)
    assert not stopped.done()
    gate.go_on.set()
    stopped.result()
    assert asked.result() == "answered" and stopping == [True]
    b.stop().result()


def test_stops_itself(native):
    s = Service("s", native=native)

    @s.handler("end")
    def end(request):
        s.stop()
        return "ending"

    s.start().result()
    assert s.request("end").result() == "ending"
    while s.running:
        time.sleep(0.001)
    s.start().result()
    s.stop().result()


def test_killed(native):
    """What is no Exception ends the service: nothing is left unanswered."""
    s = Service("s", native=native, handlers={"ping": lambda r: 1})
    gate = Gate(s)

    @s.handler("exit")
    def leave(request):
        raise SystemExit

    s.start().result()
    held = s.request("hold")
    gate.entered.wait()
    requests = [s.request("exit"), s.request("ping")]
    stopped = s.stop()
    gate.go_on.set()
    assert isinstance(requests[0].exception(), SystemExit)
    assert isinstance(requests[1].exception(), service.Stopped)
    stopped.result()
    held.result()
    assert not s.running
    s.start().result()
    assert s.request("ping").result() == 1
    s.stop().result()


def test_killed_while_idle(native):
    names = []
    s = Service("s", native=native, handlers={"thread": lambda r: threading.current_thread()})
    s.start().result()
    thread = s.request("thread").result()
    thread.kill()
    thread.join()
    assert not s.running
    raises(service.Stopped, s.request, "thread")
    # A requester that is killed leaves its request.
    gate = Gate(s)
    s.start().result()
    requests = []

    def ask():
        requests.append(s.request("hold"))
        requests[0].result()

    t = threading.Thread(target=ask)
    t.start()
    gate.entered.wait()
    t.kill()
    t.join()
    gate.go_on.set()
    assert requests[0].result() is None
    s.stop().result()


def test_killed_while_it_expects_answers(native):
    """What comes for a service that is gone is called where it comes from."""
    b = Service("b", native=native)
    gate = Gate(b)
    b.start().result()
    seen = threading.Event()

    def ask_and_die():
        a = Service("a", native=native)

        @a.handler("ask")
        def ask(request):
            b.request("hold", callback=lambda f: seen.set())
            raise SystemExit

        a.start().result()
        raises(SystemExit, a.request("ask").result)
        a.stop().result()

    ask_and_die()
    gate.entered.wait()
    gc.collect()
    garbage = [bytearray(200) for _ in range(50)]  # over what is free now
    gate.go_on.set()
    assert seen.wait(10)
    b.stop().result()


def test_forgotten_while_it_runs(native):
    """A service that nobody refers to goes on; its requests too."""
    event = threading.Event()
    Service("nobody's", native=native, every={0.01: event.set}).start().result()
    for _ in range(5):
        gc.collect()
    event.clear()
    assert event.wait(10)
    service.get("nobody's").stop().result()


tests = [test for name, test in sorted(globals().items()) if name.startswith("test_")]
for native in (False, True) if HAS_NATIVE else (False,):
    for test in tests:
        test(native)
raises(ValueError, Service, "s", maxsize=0)
raises(TypeError, Service, 5)
raises(ValueError, Service, "s", every={0: print})
assert _weft.threads() == [] or HAS_NATIVE
print("OK")
