# SPDX-License-Identifier: MIT
# weft: only
# weft: soak
"""Requests of all kinds from green and native threads and coroutines, to services that are stopped
and started at random: each is answered once."""

import asyncio
import os
import random
import threading
import time

import _weft
import service
from service import LATER, Service

try:
    SOAK = os.getenv("WEFT_SOAK") == "1"
    seed = int(os.getenv("WEFT_SEED") or time.ticks_us())
except AttributeError:  # a board
    SOAK = False
    seed = time.ticks_us()
print("seed", seed)
random.seed(seed)
ROUNDS = 20000 if SOAK else 150
HAS_NATIVE = _weft.native_workers() > 0
EXPECTED = (service.Stopped, service.Full, service.CancelledError, ValueError)

lock = threading.Lock()
sent = answered = 0
wrong = []


def count_sent():
    global sent
    with lock:
        sent += 1


def count_answered(ok, why):
    global answered
    with lock:
        answered += 1
        if not ok:
            wrong.append(why)


def make(number):
    s = Service("s%d" % number, native=HAS_NATIVE and number % 2 == 1)
    kept = []

    @s.handler("double")
    def double(request, n):
        if n % 7 == 3:
            raise ValueError(n)
        return 2 * n

    @s.handler("pass")
    def pass_on(request, n):
        other = services[(number + 1) % len(services)]
        return request.forward(other, "double", n, timeout=0, then=then if n % 2 else None)

    def then(request, answer):
        request.resolve(answer.result())

    @s.handler("keep")
    def keep(request, n):
        if kept:
            try:
                kept.pop()()
            except RuntimeError:
                pass  # its service has ended since
        kept.append(lambda: request.resolve(2 * n))
        return LATER

    return s


services = []
for number in range(4):
    services.append(make(number))
for s in services:
    s.start().result()


def check(future, n):
    try:
        value = future.result()
        count_answered(value == 2 * n, (value, n))
    except EXPECTED:
        count_answered(True, None)
    except Exception as exc:
        count_answered(False, exc)


def client(rounds):
    for n in range(rounds):
        s = services[random.getrandbits(2)]
        kind = random.getrandbits(3)
        event = "pass" if kind < 2 else "keep" if kind == 2 else "double"
        callback = (lambda f, n=n: check(f, n)) if kind == 2 or kind == 4 else None
        count_sent()
        try:
            future = s.request(event, n, timeout=None if kind & 1 else 0, callback=callback)
        except EXPECTED:
            count_answered(True, None)
            continue
        if kind == 5:
            future.cancel()
        if callback is None:
            check(future, n)
        elif kind == 4 and n % 20 == 0:
            time.sleep(0.001)


async def task(rounds):
    for n in range(rounds):
        count_sent()
        try:
            value = await services[random.getrandbits(2)].request("double", n)
            count_answered(value == 2 * n, (value, n))
        except EXPECTED:
            count_answered(True, None)
        await asyncio.sleep_ms(random.getrandbits(1))


clients = [threading.Thread(target=client, args=(ROUNDS,)) for _ in range(3)]
if HAS_NATIVE:
    from weft import NativeThread

    clients += [NativeThread(target=client, args=(ROUNDS,)) for _ in range(2)]
running = True


def stopper():
    while running:
        time.sleep(random.getrandbits(2) / 1000)
        s = services[random.getrandbits(2)]
        stopped = s.stop()
        if random.getrandbits(1):
            stopped.result()
        try:
            s.start().result()
        except service.Stopped:  # is being stopped
            stopped.result()
            s.start().result()


stops = threading.Thread(target=stopper)
for t in clients:
    t.start()
stops.start()


async def main():
    tasks = [asyncio.create_task(task(ROUNDS)) for _ in range(2)]
    for t in tasks:
        await t


asyncio.run(main())
for t in clients:
    t.join()
running = False
stops.join()
for s in services:
    s.stop().result()
deadline = time.monotonic() + 10
while answered != sent and time.monotonic() < deadline:
    time.sleep(0.01)  # callbacks on threads of their own
assert not wrong, wrong[:5]
assert sent == answered, (sent, answered)
print(sent, "requests")
print("OK")
