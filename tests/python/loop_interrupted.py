# SPDX-License-Identifier: MIT
# weft: only
"""An exception that comes just as asyncio's loop is about to wait leaves no trace: time goes on being
sliced. (A second Ctrl-C is raised wherever the main thread is.)"""

import asyncio
import threading
import weft._loop

import _weft


class Interrupting:
    "In place of the module: what comes for the loop comes between two of its lines."

    def __getattr__(self, name):
        return getattr(_weft, name)

    def loop_run(self, dt):
        wait = _weft.loop_run(dt)
        if wait:
            raise KeyboardInterrupt
        return wait


async def sleeps():
    await asyncio.sleep(10)


weft._loop._weft = Interrupting()
try:
    asyncio.run(sleeps())
except KeyboardInterrupt:
    pass
else:
    raise AssertionError("it was not interrupted")
weft._loop._weft = _weft

done = False


def ends():
    global done
    done = True


threading.Thread(target=ends).start()
for _ in range(100000000):
    if done:
        break
else:
    raise AssertionError("no time slices any more")
print("OK")
