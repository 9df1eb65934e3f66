"""Only tests of processes use it."""


class PicklingError(Exception):
    pass
