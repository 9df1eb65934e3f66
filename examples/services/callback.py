# SPDX-License-Identifier: MIT
"""A request with a callback, which sends it again. The context travels along."""

import threading

from service import Service

doubler = Service("doubler", handlers={"double": lambda request, number: 2 * number})


def answered(future):
    print("doubled: %d" % future.result())
    if future.result() < 100:
        future.send_again(future.result())
    else:
        future.context.set()


doubler.start().result()
enough = threading.Event()
doubler.request("double", 7, callback=answered, context=enough)
enough.wait()
doubler.stop().result()
