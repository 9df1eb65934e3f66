# SPDX-License-Identifier: MIT
"""A request and its answer, to a function on another thread: Weft's service, CPython's
ThreadPoolExecutor, gevent's AsyncResult.

    micropython services.py REPETITIONS
    python3 services.py [gevent] REPETITIONS

Prints a line `name nanoseconds`.
"""

import sys
import time

arguments = sys.argv[1:]
clock = time.ticks_us if hasattr(time, "ticks_us") else lambda: time.perf_counter() * 1e6


def add(a, b):
    return a + b


def weft(n):
    import threading
    from service import Service

    service = Service("adder", handlers={"add": lambda request, a, b: a + b})
    service.start().result()
    request = service.request
    took = []

    def client():
        start = clock()
        for i in range(n):
            request("add", i, 1).result()
        took.append(clock() - start)

    thread = threading.Thread(target=client)
    thread.start()
    thread.join()
    service.stop().result()
    return took[0]


def cpython(n):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        submit = executor.submit
        start = clock()
        for i in range(n):
            submit(add, i, 1).result()
        return clock() - start


def gevent(n):
    import gevent
    from gevent.event import AsyncResult
    from gevent.queue import Queue

    requests = Queue()

    def serve():
        while True:
            result, a, b = requests.get()
            if result is None:
                return
            result.set(a + b)

    server = gevent.spawn(serve)
    start = clock()
    for i in range(n):
        result = AsyncResult()
        requests.put((result, i, 1))
        result.get()
    took = clock() - start
    requests.put((None, 0, 0))
    server.join()
    return took


run = weft
if arguments[0] == "gevent":
    arguments.pop(0)
    run = gevent
elif sys.implementation.name == "cpython":
    run = cpython
repetitions = int(arguments[0])
run(repetitions // 10 + 2)  # warm up
print("request", run(repetitions) * 1000 / repetitions)
