# SPDX-License-Identifier: MIT
"""What CPython's tests of asyncio need, for those run here: locks, queues, taskgroups, timeouts."""

import rules
import unittest
import asyncio
import time
import threading  # which puts the primitives in place


class IsolatedAsyncioTestCase(unittest.TestCase):
    """A TestCase whose cases are coroutines, each run by a loop of its own."""

    def __init__(self, method="run"):
        super().__init__(method)
        self._function = getattr(self, method)
        setattr(self, method, self._run_case)

    async def asyncSetUp(self):
        pass

    async def asyncTearDown(self):
        pass

    def _run_case(self):
        ended = False

        async def case():
            nonlocal ended
            await self.asyncSetUp()
            result = self._function()
            if result is not None:
                await result
            await self.asyncTearDown()
            ended = True

        asyncio.new_event_loop()
        if hasattr(self, "loop_factory"):
            self.loop_factory()
        asyncio.run(case())
        while not ended:  # MicroPython 1.25's loop ends where CPython's would wait for ever
            time.sleep(60)


unittest.IsolatedAsyncioTestCase = IsolatedAsyncioTestCase


def _no_eager_tasks(factory):
    raise unittest.SkipTest("there are no eager tasks")


# MicroPython's asyncio has one loop and no policies.
asyncio.set_event_loop_policy = asyncio.set_event_loop = lambda _: None
asyncio.EventLoop = asyncio.get_event_loop
asyncio.eager_task_factory = None
asyncio.core.Loop.set_task_factory = _no_eager_tasks

# What is changed in these tests as they are loaded, where MicroPython's language differs: see
# rules.py. Nothing of what they check is touched.
rules._LITERALS.update(
    {
        "test_queues.py": [
            # A comprehension is a function, and none that may await.
            ("[await q.get() for _ in range(3)]", "[await q.get(), await q.get(), await q.get()]"),
        ],
        "test_locks.py": [
            # Its regular expressions know neither names nor \Z.
            ("?P<class>", ""),
            ("?P<address>", ""),
            ("?P<extras>", ""),
            ("\\Z", "$"),
        ],
        "test_taskgroups.py": [
            # There is no except*: a group is caught whole.
            ("except* ", "except BaseExceptionGroup or "),
            # What a package's __getattr__ does not know is not looked for as a module.
            ("from asyncio import taskgroups", "import asyncio.taskgroups as taskgroups"),
        ],
    }
)
