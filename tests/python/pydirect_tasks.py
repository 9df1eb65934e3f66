# SPDX-License-Identifier: MIT
# weft: only
"""lib/sys/bg_tasks.py: pyDirect's interface, its life cycle, and whatever kind of thing it is given."""

import asyncio
import sys
import time


# Before Weft is there.
ticks = []


async def older():
    while True:
        ticks.append("older")
        await asyncio.sleep(0.005)


async def older_that_blocks():
    while True:
        ticks.append("blocks")
        time.sleep(0.02)
        await asyncio.sleep(0)


async def first():
    global bg_tasks, time
    asyncio.create_task(older())
    asyncio.create_task(older_that_blocks())
    await asyncio.sleep(0)
    sys.path.append("../../pymodules")
    from lib.sys import bg_tasks

    import time  # the one that parks

    await adopted()


async def second():
    await interface(bg_tasks)
    await life_cycle(bg_tasks)
    await threads(bg_tasks)
    await ownership(bg_tasks)
    await commands(bg_tasks)
    await pumps(bg_tasks)


async def until(condition):
    end = time.time() + 60
    while not condition():
        assert time.time() < end, "waited in vain"
        await asyncio.sleep(0.001)


async def adopted():
    """A task that was made before may block from now on."""
    del ticks[:]
    await until(lambda: ticks.count("blocks") >= 5)
    # Not in turns, as it would be if each block held the loop.
    assert ticks.count("older") > 5, ticks


async def interface(bg_tasks):
    from lib import bg_tasks as other

    assert other is bg_tasks
    started = []
    # (A nested function does not show that it is a coroutine's: it is called in a thread to see.)

    async def forever(*args):
        started.append(args)
        await asyncio.sleep(60)

    assert bg_tasks.start("a", forever, 1, 2)
    assert not bg_tasks.start("a", forever)
    assert bg_tasks.is_running("a") and not bg_tasks.is_running("b")
    await until(lambda: started == [(1, 2)])
    assert bg_tasks.start("a", forever, 3, restart=True)
    await until(lambda: started == [(1, 2), (3,)])
    assert bg_tasks.start("sys", forever, is_system=True)
    await until(lambda: len(started) == 3)
    listed = bg_tasks.list_tasks()
    assert listed["a"]["state"] == "running" and not listed["a"]["system"]
    assert listed["sys"]["system"] and listed["sys"]["kind"] == "task"
    assert listed["a"]["restarts"] == 0
    assert bg_tasks.stop_user_tasks() == ["a"]
    assert bg_tasks.stop_user_tasks() == []
    assert not bg_tasks.is_running("a") and bg_tasks.is_running("sys")
    assert bg_tasks.list_tasks()["a"]["state"] == "stopped"
    assert bg_tasks.stop("nobody") is False
    assert bg_tasks.stop("sys") is True
    assert not bg_tasks.is_running("sys")
    assert bg_tasks.start("a", forever)
    bg_tasks.stop_all()
    assert not bg_tasks.is_running("a")

    # A task that returns has ended, and can be started again.
    async def short():
        started.append("short")

    assert bg_tasks.start("short", short)
    await until(lambda: not bg_tasks.is_running("short"))
    assert bg_tasks.start("short", short)
    # It stops itself.
    ended = []

    async def stops_itself():
        bg_tasks.stop("self")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        ended.append("went on")

    bg_tasks.start("self", stops_itself)
    await until(lambda: bg_tasks._tasks["self"].over)
    bg_tasks._tasks.clear()


async def life_cycle(bg_tasks):
    """Running, crashed with a traceback in the log, running again; for each kind."""
    bg_tasks.RESTART_AFTER = 0.05
    records = []

    class Handler(bg_tasks.logging.Handler):
        def emit(self, record):
            records.append(record.getMessage())

    bg_tasks.logger.addHandler(Handler())
    runs = {}

    def crash_twice(name):
        runs[name] = runs.get(name, 0) + 1
        if runs[name] <= 2:
            raise ValueError("crash of " + name)

    async def coroutine(name):
        crash_twice(name)
        await asyncio.sleep(60)

    def function(name):
        crash_twice(name)
        time.sleep(60)

    import threading

    class Kind(threading.Thread):
        def __init__(self, name):
            super().__init__()
            self.label = name

        def run(self):
            function(self.label)

    for name, what in (("coroutine", coroutine), ("function", function), ("class", Kind)):
        for system in (False, True):
            label = name + str(system)
            seen = []
            assert bg_tasks.start(label, what, label, is_system=system)
            await until(lambda: bg_tasks.list_tasks()[label]["state"] == "crashed")
            assert not bg_tasks.is_running(label)
            assert not bg_tasks.start(label, what, label), "it is about to run again"
            await until(lambda: runs[label] == 3 and bg_tasks.is_running(label))
            assert bg_tasks.list_tasks()[label]["restarts"] == 2
            found = [record for record in records if label in record]
            assert len(found) == 2 and "Traceback" in found[0] and "crash of" in found[0], found
            kind = "task" if name == "coroutine" else "thread"
            assert bg_tasks.list_tasks()[label]["kind"] == kind
    # Stopped while it waits to run again.
    runs["x"] = 0
    bg_tasks.start("x", coroutine, "x")
    await until(lambda: bg_tasks.list_tasks()["x"]["state"] == "crashed")
    assert "x" not in bg_tasks.stop_user_tasks()
    await until(lambda: bg_tasks._tasks["x"].over)
    assert runs["x"] == 1 and bg_tasks.list_tasks()["x"]["state"] == "stopped"
    assert bg_tasks.is_running("functionTrue") and bg_tasks.is_running("classTrue")
    bg_tasks.stop_all()
    await until(lambda: all(entry.over for entry in bg_tasks._tasks.values()))
    assert not any(bg_tasks.is_running(name) for name in bg_tasks.list_tasks())
    bg_tasks._tasks.clear()


async def threads(bg_tasks):
    import threading

    went = []

    def function():
        went.append(threading.current_thread().name)
        try:
            while True:
                time.sleep(0.001)
        finally:
            went.append("finally")

    assert bg_tasks.start("f", function)
    await until(lambda: bg_tasks.list_tasks()["f"]["waits_for"] is not None)
    assert went == ["f"]
    bg_tasks.stop("f")
    await until(lambda: went == ["f", "finally"])

    # An instance is started as itself.
    class Worker(threading.Thread):
        def run(self):
            went.append(threading.current_thread())
            time.sleep(60)

    worker = Worker()
    assert bg_tasks.start("w", worker)
    await until(lambda: went[-1] is worker)
    assert bg_tasks.stop_user_tasks() == ["w"]
    await until(lambda: not worker.is_alive())
    # It runs once: crashed is crashed.

    class Fails(threading.Thread):
        def run(self):
            raise ValueError("fails")

    bg_tasks.start("fails", Fails())
    await until(lambda: bg_tasks._tasks["fails"].over)
    assert bg_tasks.list_tasks()["fails"]["state"] == "crashed"

    # A method or a nested function may be a coroutine's.
    class Object:
        async def coroutine(self):
            went.append("method")
            await asyncio.sleep(60)

        def plain(self):
            went.append("plain")
            time.sleep(60)

    thing = Object()
    bg_tasks.start("m", thing.coroutine)
    bg_tasks.start("p", thing.plain)
    await until(lambda: "method" in went and "plain" in went)
    assert bg_tasks.list_tasks()["p"]["kind"] == "thread"
    await until(lambda: bg_tasks.list_tasks()["m"]["kind"] == "task")
    assert sorted(bg_tasks.stop_user_tasks()) == ["m", "p"]
    await until(lambda: all(entry.over for entry in bg_tasks._tasks.values()))
    bg_tasks._tasks.clear()


async def ownership(bg_tasks):
    """What a task has started ends with it, and with nothing else."""
    import threading

    alive = set()

    def child(name):
        alive.add(name)
        try:
            time.sleep(60)
        finally:
            alive.discard(name)

    def starts_threads(name):
        threading.Thread(target=child, args=(name,)).start()
        time.sleep(60)

    async def starts_tasks(name):
        async def task():
            child(name)

        asyncio.create_task(task())
        threading.Thread(target=child, args=(name + "'s thread",)).start()

    bg_tasks.start("user", starts_threads, "user")
    bg_tasks.start("system", starts_threads, "system", is_system=True)
    bg_tasks.start("async", starts_tasks, "async")
    await until(lambda: alive == {"user", "system", "async", "async's thread"})
    bg_tasks.stop("async")
    await until(lambda: alive == {"user", "system"})
    bg_tasks.stop_user_tasks()
    await until(lambda: alive == {"system"})
    await asyncio.sleep(0.01)
    assert alive == {"system"}
    bg_tasks.stop_all()
    await until(lambda: not alive)
    bg_tasks._tasks.clear()


async def commands(bg_tasks):
    """Whose output it is: the command's, and that of what it starts."""
    import threading

    seen = []

    def see():
        seen.append(bg_tasks.current_command())

    async def task():
        see()

    assert bg_tasks.current_command() is None
    bg_tasks.begin_command(2, "id")
    see()
    thread = threading.Thread(target=lambda: threading.Thread(target=see).start())
    thread.start()
    bg_tasks.start("task", task)
    bg_tasks.begin_command(1, None)
    see()
    bg_tasks.end_command()
    see()
    bg_tasks.end_command()
    assert bg_tasks.current_command() is None
    assert seen == [(2, "id"), (1, None), (2, "id")]
    await until(lambda: len(seen) == 5)
    assert seen[3:] == [(2, "id")] * 2
    bg_tasks._tasks.clear()


class Killed(Exception):
    pass


async def pumps(bg_tasks):
    """A pump whose step blocks, or computes, goes on as another copy; one is left."""
    import queue
    import threading

    import weft

    commands = queue.SimpleQueue()
    done = []
    turns = [0]

    async def queue_pump():
        while True:
            turns[0] += 1
            while not commands.empty():
                commands.get_nowait()()
            await asyncio.sleep_ms(1)

    async def beats(count=5):
        before = turns[0]
        await until(lambda: turns[0] >= before + count)

    bg_tasks.start("queue_pump", queue_pump, is_system=True)
    await beats()
    pump = bg_tasks._pumps[0]
    assert len(pump.copies) <= 2  # one more if it was late once

    def waits():
        try:
            queue.Queue().get()
        finally:
            done.append("waits")

    def computes():
        try:
            while True:
                pass
        finally:
            done.append("computes")

    for command in (waits, computes):
        commands.put(command)
        await beats()
        assert len(pump.copies) >= 2 and not done
        commands.put(lambda: done.append("beside"))
        await until(lambda: done)
        assert done == ["beside"]
        # To whom it is meant, be it once or more at once; the loop is not restarted.
        import _weft

        for _ in range(3 if command is computes else 1):
            _weft.interrupt_main()
        await until(lambda: len(done) == 2)
        assert done[1] == command.__name__
        await beats()
        del done[:]
        bg_tasks._pumps[0].copies[0].told = None
    assert len(bg_tasks._pumps) == 1 and bg_tasks.is_running("queue_pump")

    # The loop's turn of a pump may have been told, too, as if it were a command, just as it ended.
    assert weft._loop.throw_into_task(bg_tasks._pumps[0].active.task, KeyboardInterrupt())
    await beats()
    assert bg_tasks.is_running("queue_pump")

    # Nor does it matter who is killed at that moment: what is for main waits for the loop to look.
    def is_killed():
        try:
            queue.Queue().get()
        except Killed:
            done.append("killed")

    def strikes():
        _weft.interrupt_main()
        thread.kill(Killed)

    thread = threading.Thread(target=is_killed)
    thread.start()
    await beats()
    weft.spawn(strikes)
    await until(lambda: done)
    await beats()
    del done[:]
    await until(lambda: len(pump.copies) <= 2)
    # Several at once; a command's end retires its copy.
    gates = [queue.Queue() for _ in range(5)]
    for gate in gates:
        commands.put(gate.get)
    await until(lambda: len(pump.copies) >= 6)
    for gate in gates:
        gate.put(None)
    await until(lambda: len(pump.copies) <= 2)
    await beats()
    # One that crashes runs again; in a copy that is not the active one it is as with the active one.
    bg_tasks.RESTART_AFTER = 0.01

    def fails():
        raise ValueError("fails")

    commands.put(fails)
    await until(lambda: bg_tasks.list_tasks()["queue_pump"]["restarts"] == 1)
    await beats()

    def fails_late():
        own = bg_tasks._pumps[0].active
        while bg_tasks._pumps[0].active is own:
            pass
        raise ValueError("fails, and another has taken over")

    commands.put(fails_late)
    await until(lambda: bg_tasks.list_tasks()["queue_pump"]["restarts"] == 2)
    await beats()
    assert bg_tasks.is_running("queue_pump")
    # One that is back from a command in that pause does not pump beside the one that does.
    bg_tasks.RESTART_AFTER = 600
    pump = bg_tasks._pumps[0]
    gate = queue.Queue()
    held = []
    commands.put(lambda: (held.append(bg_tasks._own_step()), gate.get()))
    await until(lambda: held)
    commands.put(fails_late)
    await until(lambda: any(copy.pauses for copy in pump.copies))
    gate.put(None)
    await until(lambda: held[0] not in [c.step for c in pump.copies if c is not pump.spare])
    await beats()
    bg_tasks.RESTART_AFTER = 0.01
    bg_tasks.stop("queue_pump")
    await until(lambda: not pump.copies)
    before = turns[0]
    await asyncio.sleep(0.01)
    assert turns[0] == before


asyncio.run(first())
asyncio.run(second())
print("OK")
