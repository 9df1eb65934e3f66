"""Only tests of processes use it."""


class QueueHandler:
    pass
