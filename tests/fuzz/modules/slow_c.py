# SPDX-License-Identifier: MIT
# Runs the loop while it is imported.
import asyncio
import time


async def main():
    await asyncio.sleep(0.001)
    time.sleep(0)


import weft

weft.spawn(lambda: weft.await_(main())).join()
import slow_a

done = slow_a.done
