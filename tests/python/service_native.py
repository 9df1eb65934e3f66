# SPDX-License-Identifier: MIT
# weft: only
"""A service in C++, the firmware's (examples/services/firmware), asked from Python, and asking a
service in Python."""

import asyncio
import gc
import threading

import _weft
import service
from service import LATER, Service


def raises(exception, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except exception as exc:
        return exc
    raise AssertionError("%r was not raised" % exception)


thermometer = service.get("thermometer")
assert thermometer.name == "thermometer" and not thermometer.running
raises(LookupError, service.get, "nothing")
assert raises(service.Stopped, thermometer.request, "read", 1).args == ("thermometer",)

for rounds in range(2):
    thermometer.start().result()
    thermometer.start().result()  # at once
    assert thermometer.running
    assert thermometer.request("read", 3).result() == 21.5
    assert raises(service.Rejected, thermometer.request("read", -1).result).args == (19,)
    raises(service.UnknownEvent, thermometer.request, "nothing")
    raises(TypeError, thermometer.request, "read")
    raises(TypeError, thermometer.request, "read", "3")
    raises(TypeError, thermometer.request, "read", 1.5)
    thermometer.post("read", 1)

    async def main():
        assert await thermometer.request("read", 1) == 20.5
        return await asyncio.gather(*[asyncio.create_task(ask(n)) for n in range(3)])

    async def ask(n):
        return await thermometer.request("read", n)

    assert list(asyncio.run(main())) == [20.0, 20.5, 21.0]

    done = threading.Event()
    got = []

    def answered(future):
        got.append((future.result(), future.context))
        if len(got) < 3:
            future.send_again(len(got))
        else:
            done.set()

    thermometer.request("read", 0, callback=answered, context=7)
    assert done.wait(10)
    assert got == [(20.0, 7), (20.5, 7), (21.0, 7)], got
    del got[:]

    # What is on its way is nobody's but the service's.
    for n in range(300):
        thermometer.post("read", n)
        if n % 50 == 0:
            gc.collect()

    # It asks a Python service.
    raises(service.Rejected, thermometer.request("calibrated", 2).result)
    kept = []
    calibration = Service("calibration", native=rounds == 1 and _weft.native_workers() > 0)

    @calibration.handler("offset")
    def offset(request, channel):
        if channel == 9:
            kept.append(request)
            return LATER
        if channel == 8:
            return "text"
        return 10 / channel  # ZeroDivisionError

    calibration.start().result()
    assert thermometer.request("calibrated", 2).result() == 26.0
    raises(service.Rejected, thermometer.request("calibrated", 0).result)
    raises(service.Rejected, thermometer.request("calibrated", 8).result)
    assert thermometer.request("calibrated", 4).result() == 24.5
    # Answered later; and once.
    request = thermometer.request("calibrated", 9)
    while not kept:
        thermometer.request("read", 0).result()
    gc.collect()
    kept[0].resolve(1)
    raises(RuntimeError, kept[0].resolve, 1)
    assert request.result() == 25.5
    raises(RuntimeError, kept[0].result)  # it is C++'s
    kept.clear()
    # Kept until the service ends.
    request = thermometer.request("calibrated", 9)
    while not kept:
        thermometer.request("read", 0).result()
    calibration.stop().result()
    raises(service.Stopped, request.result)  # the calibration's end, passed on
    raises(RuntimeError, kept[0].resolve, 1)
    # An event that the service has no handler for.
    del calibration._handlers["offset"]
    calibration.start().result()
    raises(service.UnknownEvent, thermometer.request("calibrated", 2).result)
    calibration.stop().result()

    assert thermometer.request("count").result() > 300 * (rounds + 1)
    # Passed on by a Python service.
    front = Service("front", handlers={"read": lambda r, n: r.forward(thermometer, "read", n, then=then)})

    def then(request, answer):
        request.resolve("%.1f degrees" % answer.result())

    front.start().result()
    assert front.request("read", 4).result() == "22.0 degrees"
    front.stop().result()
    thermometer.stop().result()
    assert not thermometer.running
print("OK")
