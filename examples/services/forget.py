# SPDX-License-Identifier: MIT
"""A request that nobody waits for; and a function on a task of its own."""

import service
from service import Service

logger = Service("logger", handlers={"log": lambda request, line: print("log: " + line)})
logger.start().result()
for line in ("one", "two", "three"):
    logger.post("log", line)
logger.stop().result()  # in its turn: all three are written
print("the sum is %d" % service.spawn(lambda upto: sum(range(upto + 1)), 100).result())
