"""CPython 3.13's `queue`: multi-producer, multi-consumer queues between threads."""

import _weft


class Empty(Exception):
    "Exception raised by Queue.get(block=0)/get_nowait()."


class Full(Exception):
    "Exception raised by Queue.put(block=0)/put_nowait()."


class ShutDown(Exception):
    "Raised when put/get with shut-down queue."


_weft.set_hook(2, Empty)
_weft.set_hook(3, Full)
_weft.set_hook(4, ShutDown)

Queue = _weft.Queue
