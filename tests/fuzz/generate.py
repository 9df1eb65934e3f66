# SPDX-License-Identifier: MIT
"""Writes random MicroPython programs.

generate(seed, **shape) draws a Program: a setting and some actors (the main thread, green threads,
tasks, native threads), each a list of operations. Everything is drawn as the program is generated,
and numbered; render(dropped) leaves out the operations whose numbers are dropped, and nothing else
changes. So a failing program can be made smaller.
"""

import itertools
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
ANY = ("main", "thread", "task", "native")
GREEN = ("main", "thread", "task")  # what Weft schedules

OPS = []  # (function, weight, kinds)


def op(weight, kinds=ANY):
    def register(function):
        OPS.append((function, weight, kinds))
        return function

    return register


class Op:
    """One operation: lines of the program, with other operations (Inside) between them."""

    def __init__(self, number, name, parts):
        self.number = number
        self.name = name
        self.parts = parts  # strings and Insides

    def numbers(self):
        yield self.number
        for part in self.parts:
            if not isinstance(part, str):
                for inner in part:
                    yield from inner.numbers()


class Draw:
    """Draws operations for one actor."""

    def __init__(self, program, me, kind):
        self.program = program
        self.random = program.random
        self.me = me
        self.kind = kind
        self.depth = 0
        self.only = None  # what may be drawn where we are

    def is_async(self):
        return self.kind == "task"

    def seconds(self):
        return self.random.choice((0, 0.0002, 0.0005, 0.001, 0.001, 0.002, 0.003))

    def maybe_timeout(self):
        return self.random.choice((0.0005, 0.001, 0.002, 0.003))

    def others(self, *kinds):
        return [n for n, kind in enumerate(self.program.kinds) if n != self.me and kind in kinds]

    def ops(self, most, only=None):
        """Some operations; with `only` of these alone, also inside of what they are made of."""
        outer = self.only
        self.only = only or outer
        self.depth += 1
        some = [self.one(self.only) for _ in range(self.random.randint(1, most))]
        self.depth -= 1
        self.only = outer
        return some

    def one(self, only=None):
        program = self.program
        while True:
            function, weight, kinds = self.random.choices(OPS, [w for _, w, _ in OPS])[0]
            if self.kind not in kinds or (only and function.__name__ not in only):
                continue
            if function.__name__ in program.without:
                continue
            if self.depth > 3 and function.__name__ in NESTING:
                continue
            number = program.count
            program.count += 1
            parts = function(self)
            if parts:
                return Op(number, function.__name__, [parts] if isinstance(parts, str) else parts)


NESTING = {"under_timeout", "in_lock", "survive", "repeat", "not_switched", "in_foreign_lock"}


# --- operations: what each returns is its lines, and lists of operations for what is inside ---


@op(8)
def sleep(d):
    if d.is_async() and d.random.random() < 0.5:
        return "await asyncio.sleep(%r)" % d.seconds()
    return "time.sleep(%r)" % d.seconds()


@op(3)
def collect(d):
    return "gc.collect()"


@op(3)
def garbage(d):
    return "[bytearray(%d) for _ in range(%d)]" % (d.random.choice((8, 32, 100)), d.random.choice((20, 200)))


@op(8)
def put(d):
    how = d.random.choice(("fifo.put_nowait(%s)", "fifo.put(%%s, timeout=%r)" % d.maybe_timeout()))
    if d.is_async() and d.random.random() < 0.3:
        how = "await fifo.put_async(%%s, timeout=%r)" % d.maybe_timeout()
    return """try:
    book.tried += 1
    %s
    book.put += 1
except queue.Full:
    pass""" % how.replace("%s", "(me, book.tried - 1)")


@op(8)
def get(d):
    call = "fifo." + d.random.choice(("get_nowait()", "get(timeout=%r)" % d.maybe_timeout()))
    if d.is_async() and d.random.random() < 0.3:
        call = "await fifo.get_async(timeout=%r)" % d.maybe_timeout()
    return """try:
    book.got.append(%s)
except queue.Empty:
    pass""" % call


@op(4)
def other_queue(d):
    q = d.random.choice(("lifo", "heap", "simple"))
    if d.random.random() < 0.5:
        call = "%s.put(%d%s)" % (q, d.random.randrange(9), "" if q == "simple" else ", timeout=%r" % d.seconds())
    else:
        call = "%s.get(timeout=%r)" % (q, d.maybe_timeout())
    return "try:\n    %s\nexcept (queue.Empty, queue.Full):\n    pass" % call


@op(6)
def in_lock(d):
    # Nothing inside waits for another lock but with a timeout, so there is no deadlock.
    return [
        """with lock:
    if inside[0] is not None:
        fail("actors %r and %r under one lock" % (inside[0], me))
    inside[0] = me
    try:
        seen = total[0]""",
        Inside(d.ops(2, NO_LOCK), 8),
        """        total[0] = seen + 1
        book.added += 1
    finally:
        inside[0] = None""",
    ]


class Inside(list):
    """Operations, with their own indent."""

    def __init__(self, ops, indent):
        super().__init__(ops)
        self.indent = indent


NO_LOCK = {
    "sleep", "collect", "garbage", "put", "get", "other_queue", "events", "semaphore", "reports",
    "recursion", "under_timeout", "notify",
}


@op(4)
def try_lock(d):
    which = d.random.choice(("lock", "rlock", "rlock"))
    if which == "lock":
        return """with Trying(lock, %s) as held:
    if held:
        inside[0] = me
        inside[0] = None""" % d.random.choice(("False", "True, 0.001", "True, 0.002"))
    return ["with Trying(rlock, True, %r) as held:\n    if held:" % d.maybe_timeout(),
            Inside(d.ops(2, NO_LOCK), 8)]


@op(4)
def events(d):
    call = d.random.choice(("event.set()", "event.clear()", "event.wait(%r)" % d.maybe_timeout()))
    if d.is_async() and "wait" in call and d.random.random() < 0.3:
        return "await event.wait_async(%r)" % d.maybe_timeout()
    return call


@op(3)
def semaphore(d):
    s = d.random.choice(("sem", "bsem"))
    return """if %s.acquire(timeout=%r):
    try:
        time.sleep(%r)
    finally:
        %s.release()""" % (s, d.maybe_timeout(), d.seconds(), s)


@op(2)
def meet(d):
    return """try:
    barrier.wait(%r)
except threading.BrokenBarrierError:
    barrier.reset()""" % d.maybe_timeout()


@op(5)
def condition(d):
    how = d.random.choice((
        "cond.wait(%r)" % d.maybe_timeout(),
        "cond.wait_for(lambda: event.is_set(), %r)" % d.maybe_timeout(),
        "cond.notify()", "cond.notify_all()"))
    return "with cond:\n    %s" % how


@op(3)
def notify(d):
    return """with Trying(cond, False) as held:
    if held:
        cond.notify(%d)""" % d.random.randrange(3)


@op(5, GREEN)
def in_foreign_lock(d):
    bad = d.random.random() < 0.3
    inner = d.random.choice((
        "foreign_cond.wait(%r)" % d.maybe_timeout(), "foreign_cond.notify()",
        "foreign_cond.notify_all()", "foreign_cond.wait(%r)\n        foreign_cond.notify_all()" % d.maybe_timeout()))
    return """if foreign.acquire(True, %r):
    foreign.owner = me
    foreign.nap = %s
    foreign.bad = %r
    try:
        %s
    except Oops:
        pass
    finally:
        foreign.bad = False
        if foreign.owner == me and foreign._is_owned():
            foreign.owner = None
            foreign.release()""" % (d.maybe_timeout(), d.random.choice((None, 0, 0.0005)), bad, inner)


@op(5, GREEN)
def under_timeout(d):
    return ["try:\n    with weft.Timeout(%r, Late(me)):" % d.maybe_timeout(), Inside(d.ops(3), 8),
            "except Late as exc:\n    caught(me, exc)"]


@op(4, GREEN)
def must_time_out(d):
    wait = "never.wait(3)"
    if d.is_async() and d.random.random() < 0.6:
        wait = d.random.choice(("await asyncio.sleep(3)", "await asyncio.wait_for(after(3, 1), 4)",
                                "await never.wait_async(3)"))
    elif d.kind == "thread" and d.random.random() < 0.3:
        wait = "weft.await_(asyncio.wait_for(after(3, 1), 4))"
    elif d.random.random() < 0.2:
        wait = "for _ in range(3): never.wait(1)"
    return (
        "try:\n    with weft.Timeout(%r, Late(me)):\n        %s\n"
        "        fail(\"a Timeout of actor %%d did not come\" %% me)\n"
        "except Late as exc:\n    caught(me, exc)"
        % (d.random.choice((0.0005, 0.001, 0.003)), wait))


@op(4)
def survive(d):
    return ["try:", Inside(d.ops(3), 4), "except Meant as exc:\n    caught(me, exc)"]


@op(4)
def repeat(d):
    return ["for _ in range(%d):" % d.random.randint(2, 6), Inside(d.ops(2), 4)]


@op(1)
def not_switched(d):
    return ["with weft.no_switch():", Inside(d.ops(2), 4)]


@op(4)
def spawn(d):
    if d.kind == "native" and not d.program.gil:
        return None
    daemon = d.random.random() < 0.3
    join = d.random.choice(("t.join()", "t.join(0.001)", "pass"))
    return "t = threading.Thread(target=helper, name='helper', daemon=%r)\nt.start()\n%s" % (daemon, join)


@op(2)
def timer(d):
    end = d.random.choice(("t.cancel()", "t.join()", "pass"))
    return "t = threading.Timer(%r, event.set)\nt.name = 'timer'\nt.start()\n%s" % (d.seconds(), end)


@op(3, ("main", "thread"))
def native(d):
    if "native" in d.program.without:
        return None
    return "t = weft.NativeThread(target=job, name='native')\nt.start()\n%s" % d.random.choice(("t.join()", "t.join(0.002)"))


@op(4, GREEN)
def to_native(d):
    if d.is_async() and d.random.random() < 0.5:
        return "if await asyncio.to_thread(job, 1) != 191:\n    fail('to_thread')"
    if d.random.random() < 0.3:
        return """try:
    weft.to_native(job, timeout=%r)
except TimeoutError:
    pass""" % d.random.choice((0.00005, 0.001))
    return "if weft.to_native(job, 1) != 191:\n    fail('to_native')"


@op(4, ("thread", "task"))
def await_(d):
    coroutine, value = d.random.choice((
        ("after(%r, 3)" % d.seconds(), 3), ("after_thread(me, 4)", 4),
        ("asyncio.wait_for(after(%r, 5), 5)" % d.seconds(), 5), ("failing()", None)))
    if value is None:
        return "try:\n    weft.await_(failing())\n    fail('await_')\nexcept Oops:\n    pass"
    return "if weft.await_(%s) != %d:\n    fail('await_')" % (coroutine, value)


@op(3, ("task",))
def wait_for(d):
    inner = d.random.choice(("after(0.003, 1)", "after_thread(me, 2)", "after(0, 3)", "event.wait_async(0.004)"))
    return """try:
    await asyncio.wait_for(%s, %r)
except asyncio.TimeoutError:
    pass""" % (inner, d.random.choice((0.0005, 0.001, 0.002, 1)))


@op(2, ("task",))
def gather(d):
    return "if await asyncio.gather(after(0.001, 1), after_thread(me, 2)) != [1, 2]:\n    fail('gather')"


@op(3)
def reports(d):
    call = d.random.choice((
        "weft.dump(null)", "weft.stats()", "threading.enumerate()", "repr(threading.current_thread())",
        "repr(cond), repr(fifo), repr(lock)", "weft.dump(slow)" if d.kind != "native" else "weft.dump(null)",
        "threading.active_count()"))
    return call


@op(3)
def recursion(d):
    # A native thread's stack is MicroPython's affair.
    n = d.random.choice((10, 20, 40) if d.kind == "native" else (10, 20, 40, 100000, 100000))
    if n < 1000:
        return "if deep(%d) != %d:\n    fail('deep')" % (n, n)
    return "try:\n    deep(%d)\n    fail('no end of the stack')\nexcept (RuntimeError, MemoryError):\n    pass" % n


@op(3, GREEN)
def nested_data(d):
    n = d.random.choice((30, 300, 1500, 4000))
    what = d.random.choice((
        "nest(%d) == nest(%d)" % (n, n), "hash(nest_tuple(%d))" % n, "repr(nest(%d))" % n,
        "exec('[' * %d + ']' * %d)" % (min(n, 1500), min(n, 1500)), "print(nest(%d), file=null)" % n))
    return "try:\n    %s\nexcept (RuntimeError, MemoryError, SyntaxError):\n    pass" % what


@op(3, GREEN)
def blocking_callback(d):
    return d.random.choice((
        "if P.sub(blocking_sub, 'a1b22c') != 'a<1>b<22>c':\n    fail('re.sub')",
        "print('actor', me, 3.5, file=slow)",
        "if sorted([3, 1, 2], key=lambda x: (time.sleep(0), x)[1]) != [1, 2, 3]:\n    fail('sorted')",
        "if sum(numbers(6)) != 15:\n    fail('numbers')",
        "if [x for x in map(lambda x: (time.sleep(0), x)[1], range(4))] != [0, 1, 2, 3]:\n    fail('map')"))


@op(2, GREEN)
def dropped_generator(d):
    return """def drop():
    it = generator_under_timeout(me, %r)
    next(it)
drop()
deep(12)""" % d.random.choice((0.001, 0.003))


@op(2)
def scheduled(d):
    return "try:\n    micropython.schedule(callback, me)\nexcept RuntimeError:\n    pass"


@op(4)
def kill(d):
    targets = d.others("thread", "native") + ([0] if d.kind != "main" and d.random.random() < 0.6 else [])
    if not targets:
        return None
    n = d.random.choice(targets)
    if n == 0:
        return "kill_main()"
    return "kill(%d)" % n


@op(3, GREEN)
def cancel(d):
    targets = d.others("task")
    if not targets:
        return None
    n = d.random.choice(targets)
    return "B[%d].cancelled = True\nif TASKS[%d]:\n    TASKS[%d].cancel()" % (n, n, n)


@op(2)
def ctrl_c(d):
    if d.program.ctrl_c_drawn:
        return None
    d.program.ctrl_c_drawn = True
    if d.random.random() < 0.4 or d.kind == "native":
        lines = "sigint(%r)" % d.random.choice((0, 0.001, 0.004))
        return lines + ("\nfor n in range(100000):\n    pass" if d.random.random() < 0.5 else "")
    return "interrupt_main()"


@op(3, GREEN)
def imports(d):
    name = d.random.choice(("slow_a", "slow_b", "slow_c", "broken", "time", "json", "queue", "concurrent.futures"))
    if name == "broken":
        return "try:\n    import broken\n    fail('broken was imported')\nexcept ImportError:\n    pass"
    if name.startswith("slow"):
        if d.program.thrown:
            return "try:\n    import %s as m\nexcept ImportError:\n    pass" % name
        return "import %s as m\nif not m.done:\n    fail('%s was seen half made')" % (name, name)
    return "import %s as m" % name


@op(2, GREEN)
def pool(d):
    return d.random.choice((
        """with futures.ThreadPoolExecutor(2) as pool:
    fs = [pool.submit(job, n) for n in range(3)]
    if [f.result() for f in fs] != [190, 191, 192]:
        fail('futures')""",
        """pool = futures.ThreadPoolExecutor(1)
fs = [pool.submit(time.sleep, 0.0005), pool.submit(job)]
fs[1].cancel()
futures.wait(fs, timeout=0.001)
pool.shutdown(wait=False, cancel_futures=True)""",
    ))


@op(1, ("main", "thread"))
def settings(d):
    return d.random.choice((
        "threading.setswitchinterval(%s)" % d.random.choice(("NO_SLICES", "0.0005", "0.005")),
        "weft.block_limit(%d)" % d.random.choice((0, 1, 50)),
        "if THREADS[1]:\n    THREADS[1].priority = %d" % d.random.randrange(2)
        if "thread" in d.program.kinds[1:2] else "weft.block_limit(1)"))


@op(2)
def compute(d):
    return "for n in range(%d):\n    pass" % d.random.choice((2000, 60000))


@op(2, ("thread", "native"))
def hammer(d):
    """One call again and again, beside whatever the others do."""
    call = d.random.choice(("threading.enumerate()", "weft.stats()", "weft.dump(null)", "gc.collect()",
                            "weft.stats()", "threading.enumerate()"))
    return "for _ in range(%d):\n    %s" % (20 if "dump" in call or "collect" in call else 80, call)


@op(2, ("task",))
def wait_for_under_timeout(d):
    return """try:
    with weft.Timeout(%r, Late(me)):
        await asyncio.wait_for(after(0.004, 1), 5)
except Late as exc:
    caught(me, exc)
await asyncio.sleep(0.006)""" % d.maybe_timeout()


@op(1, ("main", "task"))
def nested_run(d):
    if d.kind == "main":
        return None
    return "try:\n    asyncio.run(after(0, 1))\n    fail('asyncio.run() in a running loop')\nexcept RuntimeError:\n    pass"


# --- programs ---


def names(ops):
    """Of the operations and of those inside them."""
    for one in ops:
        yield one.name
        for part in one.parts:
            if not isinstance(part, str):
                yield from names(part)


class Program:
    def __init__(self, seed, gil=True, carrier=False, slots=None, natives=True, sanitized=False):
        self.seed = seed
        self.random = r = random.Random(seed)
        self.gil = gil
        self.count = 0
        self.ctrl_c_drawn = False
        self.without = set()
        self.heap = r.choice((None,) * 9 + (300, 500))
        self.settings = []
        # A program has a part of the surface only, so that what is rare gets its turn.
        for function, _, _ in OPS:
            if r.random() < 0.35 and function.__name__ not in ("sleep", "collect"):
                self.without.add(function.__name__)
        if r.random() < 0.4:
            self.without.add("ctrl_c")
        self.thrown = not ({"kill", "cancel", "ctrl_c", "under_timeout", "dropped_generator"} <= self.without)
        if r.random() < 0.35:
            natives_here = 0
            self.without.update(("native", "to_native") if r.random() < 0.5 else ())
        else:
            natives_here = r.randint(0, 2)
        if not natives:
            natives_here = 0
            self.without.update(("native", "to_native"))
        threads, tasks = r.randint(1, 4), r.randint(0, 3)
        self.kinds = ["main"] + ["thread"] * threads + ["task"] * tasks + ["native"] * natives_here
        self.actors = []
        for me, kind in enumerate(self.kinds):
            draw = Draw(self, me, kind)
            self.actors.append([draw.one() for _ in range(r.randint(2, 9))])
        drawn_slots = r.choice(((1, 65536), (1, 131072), (2, 65536), (3, 131072), None))
        if carrier:
            drawn_slots = None
        elif slots is not None:
            drawn_slots = (slots, r.choice((65536, 131072)))
        if sanitized and drawn_slots:
            drawn_slots = (drawn_slots[0], 262144)
        self.slots = drawn_slots
        self.interval = r.choice((0, 0, 0.0005, 0.002, 0.005))
        self.block_limit = r.choice((0, 0, 1, 50))
        self.workers = r.choice((None, 1, 3))
        if not natives:
            self.workers = None
        self.in_import = r.random() < 0.15
        self.poll = r.choice((0.001, 0.001, 0))
        self.explore = r.randrange(1 << 16) if r.random() < 0.08 and not natives_here and tasks == 0 else None
        self.green_thread = r.random() < 0.06
        self.exit_busy = r.random() < 0.1
        self.at_exit = r.random() < 0.1
        # Where the main thread stands while the others are at work.
        task_ids = [n for n, kind in enumerate(self.kinds) if kind == "task"]
        self.runs = r.choice(task_ids) if task_ids and r.random() < 0.6 else None
        self.where = r.randint(0, len(self.actors[0]))
        # A new loop drops its tasks where they stand: what they hold stays held, and a thread that is
        # one, in await_(), waits for ever; so does one that imports slow_c, which waits for such a one.
        by_kind = {kind: set(names(itertools.chain(*(
            ops for ops, other in zip(self.actors, self.kinds) if other == kind)))) for kind in self.kinds}
        self.new_loop = task_ids and r.random() < 0.08 and not (
            by_kind["task"] & {"in_lock", "condition", "semaphore", "try_lock", "imports"}
            or by_kind["thread"] & {"await_", "must_time_out", "imports"})
        fairness = r.choice((None,) * 6 + ("spin", "tasks", "tasks", "turn_round"))

        # Who ends the fairness may be a task, which a new loop drops, as does want of memory.
        self.fairness = None if self.new_loop or self.heap else fairness

    def numbers(self):
        for ops in self.actors:
            for one in ops:
                yield from one.numbers()

    def traits(self):
        """What is in it: the names of its operations, and of what is rare in its setting."""
        found = set(itertools.chain.from_iterable(map(names, self.actors)))
        found.update(name for name in ("in_import", "green_thread", "exit_busy", "at_exit", "new_loop")
                     if getattr(self, name))
        if self.fairness:
            found.add("fairness")
        if "native" in self.kinds:
            found.add("natives")
        return found

    def arguments(self):
        return ["-X", "heapsize=%dk" % self.heap] if self.heap else []

    def render(self, dropped=(), bound=10):
        with open(os.path.join(HERE, "prelude.py")) as file:
            prelude = file.read()
        out = ["# seed %d" % self.seed]
        add = out.append
        if self.green_thread:
            add("import sys, weft, weft._thread\nsys.modules['_thread'] = weft._thread")
        add(prelude)
        add("# --- this program ---\n")
        kinds = self.kinds
        add("KINDS = %r" % (kinds + ["callback"],))
        add("CALLBACK = %d" % len(kinds))
        add("B = [Books(me) for me in range(len(KINDS))]")
        add("TIGHT = %r" % bool(self.heap))
        add("EXPLORE = %r" % self.explore)
        add("NATIVES = %r" % ("native" in kinds or not {"native", "to_native", "pool"} <= self.without))
        add("POLL = %r" % self.poll)
        add("BOUND = %r" % bound)
        # A thread that spins where there are none starves the others, and may.
        add("NO_SLICES = %r" % (0.001 if self.fairness == "spin" else 0))
        add("new_loop = [False]")
        if self.slots:
            add("weft.stack_slots(%d, %d)" % self.slots)
        add("SLOTS = weft.stack_slots()")
        add("WORKERS = %r" % self.workers)
        if self.workers:
            add("weft.native_workers(%d)" % self.workers)
        add("weft.block_limit(%d)" % self.block_limit)
        add("threading.setswitchinterval(%r)" % self.interval)
        add("THREADS = [None] * len(KINDS)\nTASKS = [None] * len(KINDS)\nACTS = [None] * len(KINDS)\n")
        for me, ops in enumerate(self.actors):
            if me == 0:
                continue
            add("\n%sdef act_%d(me):\n    book = B[me]" % ("async " if kinds[me] == "task" else "", me))
            for one in ops:
                out += ["    " + line for line in render_op(one, dropped)]
            add("ACTS[%d] = act_%d" % (me, me))
        add("\ndef start():")
        for me, kind in enumerate(kinds):
            if kind == "thread":
                add("    THREADS[%d] = threading.Thread(target=run, args=(%d,), name='%d')" % (me, me, me))
            elif kind == "native":
                add("    THREADS[%d] = weft.NativeThread(target=run, args=(%d,), name='%d')" % (me, me, me))
        for me, kind in enumerate(kinds):
            if kind == "task" and me != self.runs:
                add("    TASKS[%d] = asyncio.create_task(run_task(%d))" % (me, me))
            elif kind in ("thread", "native"):
                add("    start_thread(%d)" % me)
        if self.fairness == "spin":
            add("    threading.setswitchinterval(0.002)")
            add("    threading.Thread(target=spin, args=(6000000,), name='spinner', daemon=True).start()")
            add("    asyncio.create_task(sleeper(True))")
            add("    sleeps[0] = True")
        elif self.fairness == "tasks":
            add("    for _ in range(2):\n        a, b = queue.Queue(), queue.Queue()")
            add("        asyncio.create_task(hand_over(a, b, True))")
            add("        asyncio.create_task(hand_over(b, a, False))")
            add("    threading.Thread(target=nap, name='sleeper').start()")
            add("    sleeps[0] = True")
        elif self.fairness == "turn_round":
            add("    asyncio.create_task(turn_round())\n    asyncio.create_task(turn_round())")
            add("    threading.Thread(target=nap, name='sleeper').start()")
            add("    sleeps[0] = True")
        add("    pass")
        add(LAST)
        add("def act_0(me):\n    book = B[me]")
        main = self.actors[0]
        body = ["start()"]
        for n, one in enumerate(main + [None]):
            if n == self.where and self.runs is not None:
                body += ["B[%d].ended = False" % self.runs, "asyncio.run(run_task(%d))" % self.runs]
                if self.new_loop:
                    body += ["new_loop[0] = True", "asyncio.new_event_loop()"]
            if one is not None:
                body += render_op(one, dropped)
        out += ["    " + line for line in body]
        add("ACTS[0] = act_0")
        if self.at_exit:
            add("\nsys.atexit(lambda: print('at exit'))")
            add("def last():\n    time.sleep(0.005)\n    print('last')")
        add("\ndef program():\n    live_surely()")
        if self.at_exit:
            add("    threading.Thread(target=last, name='last').start()")
        if self.exit_busy:
            add("    closing[0] = True\n    for n in range(3):")
            add("        threading.Thread(target=linger, name='daemon', daemon=True).start()")
            add("    time.sleep(0)")
        add("    closing[0] = True\n    if verdicts:\n        sys.exit(1)")
        add("\nprogram()")
        return "\n".join(out) + "\n"


LAST = """
def start_thread(me):
    try:
        THREADS[me].start()
    except MemoryError as exc:
        THREADS[me] = None
        caught(0, exc)
    except RuntimeError:
        if B[me].hits == 0 and THREADS[me].is_alive():
            fail("start() of actor %d" % me)
        THREADS[me] = None  # it was killed before


def nap():
    for _ in range(6):
        time.sleep(0.001)
        naps[0] += 1
    stop[0] = True


async def sleeper(end):
    try:
        for _ in range(6):
            await asyncio.sleep(0.001)
            naps[0] += 1
    except BaseException as exc:
        fail("%r reached the sleeper" % exc)
    if end:
        stop[0] = True


def wait_for_fairness():
    while sleeps[0] and not stop[0]:
        never.wait(0.001)


def linger():
    try:
        while True:
            time.sleep(0.0005)
            deep(5)
    finally:
        gc.collect()
        event.set()

"""


def render_op(one, dropped):
    """The lines of an operation; what is inside has the indent that its operation says."""
    if one.number in dropped:
        return []
    lines = []
    for part in one.parts:
        if isinstance(part, str):
            lines += part.split("\n")
            continue
        body = [line for inner in part for line in render_op(inner, dropped)]
        lines += [" " * part.indent + line for line in body or ["pass"]]
    return lines
