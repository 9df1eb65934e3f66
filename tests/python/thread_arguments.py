# SPDX-License-Identifier: MIT
"""What a thread's target is called with."""

import threading


def show(*args, **kwargs):
    print(args, sorted(kwargs.items()))


def run(*args, **kwargs):
    thread = threading.Thread(*args, **kwargs)
    thread.start()
    thread.join()


run(target=show)
run(target=show, args=(1, 2))
run(target=show, args=[1, 2])
run(target=show, args=(n for n in range(3)))
run(target=show, kwargs={"a": 1})
run(None, show, "named", (1,), {"a": 1})
# Names made at run time, and those too long for the compiler to intern them.
run(target=show, kwargs={"an_uncommonly_long_name": 1})
run(target=show, kwargs={"x" * n: n for n in range(1, 60, 7)})


def named(first, an_uncommonly_long_name=0):
    print(first, an_uncommonly_long_name)


run(target=named, args=(1,), kwargs={"an_uncommonly" + "_long_name": 2})
