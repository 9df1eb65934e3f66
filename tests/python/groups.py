# SPDX-License-Identifier: MIT
# weft: only
"""weft.group(): what is started in a group ends with it, whoever started it, and nothing else does."""

import asyncio
import threading
import time

import weft
import weft._thread as green_thread

begun = []
ended = []


def sleeper(name):
    try:
        begun.append(name)
        time.sleep(60)
    finally:
        ended.append(name)


def thread(name, target=sleeper):
    t = threading.Thread(target=target, args=(name,), name=name)
    t.start()
    return t


def until(condition):
    while not condition():
        time.sleep(0.001)


# Outside of any group.
assert weft.current_group() is None
outsider = thread("outsider")

# A thread belongs to the group of what started it: also when that has ended.
starters = []


def starter(name):
    thread(name + "'s thread")
    starters.append(weft.current_group())


with weft.group("first") as first:
    assert weft.current_group() is first
    made_before = threading.Thread(target=sleeper, args=("made in it",))
    thread("a")
    thread("b", starter).join()
    weft.spawn(sleeper, "greenlet")
    with weft.group("inner") as inner:
        assert weft.current_group() is inner and inner.parent is first
        thread("c")
    assert weft.current_group() is first
    green_thread.start_new_thread(sleeper, ("bare",))
assert weft.current_group() is None
assert starters == [first]
made_before.start()  # who starts it decides
until(lambda: len(begun) == 7)  # killed before, they would not run at all
assert "a" in [getattr(t, "name", None) for t in first.threads()]
assert len(first.threads()) == 5, first.threads()
assert [t.name for t in inner.threads()] == ["c"]
assert inner in first and first not in inner and first in first
assert first.stop(timeout=30) == 0
assert sorted(ended) == ["a", "b's thread", "bare", "c", "greenlet"], ended
assert outsider.is_alive() and made_before.is_alive()

# A thread may stop the group that it is in, and goes on itself.
del ended[:]


def stops_others(name):
    thread("other")
    until(lambda: "other" in begun)
    assert group.stop(timeout=30) == 0
    ended.append(name)


with weft.group() as group:
    t = thread("stopper", stops_others)
t.join()
assert ended == ["other", "stopper"], ended

# Who unwinds is not disturbed by a second kill(); who goes on is killed again by stop().
unwinding = threading.Event()
go_on = threading.Event()
unwound = []


def unwinds(name):
    try:
        begun.append(name)
        time.sleep(60)
    finally:
        unwinding.set()
        go_on.wait()
        unwound.append(name)


with weft.group() as group:
    t = thread("u", unwinds)
until(lambda: "u" in begun)
assert group.kill() == 1
unwinding.wait()
assert group.kill() == 1
go_on.set()
t.join()
assert unwound == ["u"]
assert group.kill() == 0

caught = []


def goes_on(name):
    while len(caught) < 2:
        try:
            begun.append(name)
            time.sleep(60)
        except SystemExit:
            caught.append(name)


with weft.group() as group:
    t = thread("stubborn", goes_on)
until(lambda: "stubborn" in begun)
assert group.stop(timeout=0) == 1
assert group.stop(timeout=30) == 0 and len(caught) == 2

# Tasks: those that wait in a blocking call and those that await; what they start; what was made
# before the loop began.


async def awaits(name):
    try:
        begun.append(name)
        await asyncio.sleep(60)
    finally:
        ended.append(name)


async def blocks(name):
    sleeper(name)


async def makes(name):
    assert weft.current_group() is group
    asyncio.create_task(awaits(name + "'s task"))
    thread(name + "'s thread")
    await asyncio.sleep(0)
    assert weft.current_group() is group
    time.sleep(0)
    assert weft.current_group() is group


async def main():
    global group
    with weft.group("tasks") as group:
        assert weft.current_group() is group
        await asyncio.sleep(0)
        assert weft.current_group() is group  # it is the task's
        asyncio.create_task(awaits("awaits"))
        asyncio.create_task(blocks("blocks"))
        asyncio.create_task(makes("makes"))
    outside = asyncio.create_task(awaits("outside"))
    while len(begun) < 5 or len(group.tasks()) > 3:  # the one that makes two ends
        await asyncio.sleep(0.001)
    assert weft.current_group() is None
    assert len(group.tasks()) == 3 and len(group.threads()) == 1
    assert group.stop(timeout=30) == 0
    assert sorted(ended) == ["awaits", "blocks", "makes's task", "makes's thread"], ended
    assert not outside.done()
    outside.cancel()


del begun[:], ended[:]
asyncio.run(main())

# The list of tasks does not grow with those that have ended.


async def nothing():
    pass


async def many():
    with weft.group() as group:
        for _ in range(1000):
            await asyncio.create_task(nothing())
    assert len(group._tasks) < 50 and group.tasks() == []


asyncio.run(many())

# Native threads take part.
if weft.native_workers():
    seen = []
    go_on.clear()

    def native():
        try:
            seen.append(weft.current_group())
            go_on.wait(60)
        finally:
            seen.append("ended")

    with weft.group() as group:
        t = weft.NativeThread(target=native)
        t.start()
    until(lambda: seen)
    assert seen == [group] and group.threads() == [t], (seen, group.threads())
    assert group.stop(timeout=30) == 0
    t.join()
    assert seen[1:] == ["ended"]

assert weft.killall([outsider, made_before], timeout=30) == []
print("OK")
