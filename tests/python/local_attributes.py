# SPDX-License-Identifier: MIT
"""threading.local: its attributes, those of its classes, and __init__ in each thread."""

import threading


def in_thread(call, *args):
    thread = threading.Thread(target=call, args=args)
    thread.start()
    thread.join()


def raises(what, call, *args):
    try:
        call(*args)
    except Exception as exc:
        print(what, type(exc).__name__)
    else:
        print(what, "nothing")


class Settings(threading.local):
    depth = 3
    made = 0

    def __init__(self, **values):
        Settings.made += 1
        self.__dict__.update(values)

    @property
    def double(self):
        return self.depth * 2

    @double.setter
    def double(self, value):
        self.depth = value // 2

    def deepen(self):
        self.depth += 1


settings = Settings(colour="red", size=1)
print(settings.depth, settings.colour, sorted(settings.__dict__))

# A thread's own attribute hides the class's, until it goes.
settings.depth = 7
settings.deepen()
print(settings.depth, Settings.depth, settings.__dict__["depth"])


def other():
    print(settings.depth, settings.colour, sorted(settings.__dict__))
    settings.colour = "blue"
    settings.double = 20
    print(settings.depth, settings.double, sorted(settings.__dict__))


in_thread(other)
print(settings.depth, settings.double, settings.colour, Settings.made)
del settings.depth
print(settings.depth)
raises("del twice", delattr, settings, "depth")
raises("set __dict__", setattr, settings, "__dict__", {})
raises("del __dict__", delattr, settings, "__dict__")
raises("arguments", threading.local, 1)
settings.__dict__["late"] = 5
print(settings.late)


class Fragile(threading.local):
    fail = True

    def __init__(self):
        if threading.current_thread() is not threading.main_thread() and Fragile.fail:
            raise ValueError("not yet")
        self.ready = True


fragile = Fragile()


def use_fragile():
    raises("first", getattr, fragile, "ready")
    Fragile.fail = False
    print(fragile.ready)


in_thread(use_fragile)


class Child(Settings):
    depth = 9


child = Child(size=2)
print(child.depth, child.size, isinstance(child, threading.local))
child.deepen()
print(child.depth, Child.depth, Settings.depth)
