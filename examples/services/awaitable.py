# SPDX-License-Identifier: MIT
"""A request with an argument, and its answer awaited."""

import asyncio

from service import Service

calculator = Service("calculator")


@calculator.handler("square")
def square(request, number):
    if number > 1000:
        raise OSError(34)  # ERANGE
    return number * number


async def main():
    await calculator.start()
    for number in (3, 12, 5000):
        try:
            print("the square of %d is %d" % (number, await calculator.request("square", number)))
        except OSError as exc:
            print("the square of %d: error %d" % (number, exc.errno))
    await calculator.stop()


asyncio.run(main())
