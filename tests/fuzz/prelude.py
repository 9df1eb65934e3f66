# SPDX-License-Identifier: MIT
# What every program of the generator begins with: the objects that its actors share, and the model.
#
# Actor 0 is the main thread; the others are green threads, tasks and native threads. Whatever is
# thrown at an actor says whom it is for. An actor keeps its own books, so that native threads without
# a GIL share nothing but Weft's primitives.
import sys, time, gc, threading, queue, asyncio, micropython, io, re, os, utime
import _weft, weft
from concurrent import futures

verdicts = []


def fail(text):
    verdicts.append(text)
    print("FAIL:", text)


class Meant(BaseException):
    "args: whom it is for"


class Kill(Meant):
    pass


class Late(Meant):
    pass


class Oops(Exception):
    "raised by foreign code"


class Books:
    def __init__(self, me):
        self.me = me
        self.tried = self.put = 0  # items
        self.got = []
        self.hits = 0  # what was thrown at it and caught
        self.ctrl_c = 0
        self.cancelled = False  # somebody may have cancelled it
        self.ended = False
        self.added = 0  # to the counter under the lock
        self.shut = False


def caught(me, exc):
    "An exception came out of something that actor `me` did: was it for it?"
    book = B[me]
    book.hits += 1
    if isinstance(exc, asyncio.CancelledError) and len(exc.args) == 2:
        exc = exc.args[1]  # that is how it comes into an await: docs/control.md
    if isinstance(exc, Meant):
        if exc.args[0] != me:
            fail("%r, meant for actor %d, reached actor %d" % (exc, exc.args[0], me))
    elif isinstance(exc, KeyboardInterrupt):
        book.ctrl_c += 1
        if not ctrl_c_sent[0]:
            fail("Ctrl-C out of nowhere in actor %d" % me)
        elif KINDS[me] not in ("main", "task"):
            fail("Ctrl-C reached actor %d, a %s" % (me, KINDS[me]))
    elif isinstance(exc, asyncio.CancelledError):
        if not book.cancelled:
            fail("%r in actor %d, which nobody cancelled" % (exc, me))
    elif isinstance(exc, MemoryError):
        if not TIGHT:
            fail("MemoryError in actor %d" % me)
    elif isinstance(exc, SystemExit):
        if not closing[0]:
            fail("SystemExit in actor %d" % me)
    else:
        sys.print_exception(exc)
        fail("%r in actor %d" % (exc, me))


def run(me):
    "The life of a thread."
    try:
        try:
            L.who = me
            ACTS[me](me)
            if getattr(L, "who", None) != me:
                fail("threading.local of actor %d is lost" % me)
        except BaseException as exc:
            caught(me, exc)
        B[me].ended = True
    except BaseException as exc:
        caught(me, exc)
        B[me].ended = True


async def run_task(me):
    TASKS[me] = asyncio.current_task()
    try:
        try:
            await ACTS[me](me)
        except BaseException as exc:
            caught(me, exc)
        B[me].ended = True
    except BaseException as exc:
        caught(me, exc)
        B[me].ended = True


def hook(args):
    try:
        me = int(args.thread.name)
    except ValueError:
        me = None
    if me is None:
        if closing[0] and args.exc_type is SystemExit or TIGHT and args.exc_type is MemoryError:
            return
        sys.print_exception(args.exc_value)
        fail("%r in helper %s" % (args.exc_value, args.thread.name))
    else:
        caught(me, args.exc_value)


threading.excepthook = hook


# --- what the actors share ---

ctrl_c_sent = [0]  # or asked for
ctrl_c_asked = [0]  # of fuzz.py
ctrl_c_unsure = [False]  # whether all that was counted was sent
armed_until = [0]
armed = [0]
closing = [False]
stop = [False]
L = threading.local()
L.who = 0
lock, rlock = threading.Lock(), threading.RLock()
inside = [None]
total = [0]
cond = threading.Condition()
event = threading.Event()
never = threading.Event()
sem, bsem = threading.Semaphore(2), threading.BoundedSemaphore(2)
barrier = threading.Barrier(2)
fifo, lifo, heap, simple = queue.Queue(2), queue.LifoQueue(3), queue.PriorityQueue(3), queue.SimpleQueue()
sleeps = [False]  # somebody whom those may not starve: there is none if an exception came before
naps = [0]  # of that one
turns = [0]  # of tasks that hand over to each other, and of threads that spin
sleeping = [0, 0]  # since when, in turns; how many turns at most


class Foreign:
    "A lock written in Python, whose release() waits or raises."

    def __init__(self):
        self._lock = threading.Lock()
        self.owner = None
        self.nap = None
        self.bad = False
        self.raised = 0

    def acquire(self, blocking=True, timeout=-1):
        if blocking and timeout < 0:
            for _ in range(1000):
                if self._lock.acquire(True, 0.001):
                    return True
            self.raised += 1
            raise Oops("the foreign lock is not to be had")
        return self._lock.acquire(blocking, timeout)

    def release(self):
        if self.bad:
            self.raised += 1
            raise Oops("release")
        nap = self.nap  # the next owner's from then on
        self._lock.release()
        if nap is not None:
            time.sleep(nap)

    def _is_owned(self):
        return self._lock.locked()


foreign = Foreign()
foreign_cond = threading.Condition(foreign)


class Trying:
    """Whether a lock could be had, and what undoes it. Once it is had neither method has a jump, where
    an exception could come between, nor needs memory."""

    def __init__(self, lock, *how):
        self.lock = lock
        self.how = how
        self.undo = bool
        self.undoes = (bool, lock.release)

    def __enter__(self):
        held = self.lock.acquire(*self.how)
        self.undo = self.undoes[held]
        return held

    def __exit__(self, kind, exc, traceback):
        self.undo()


def elsewhere(look, otherwise):
    """What C code has lent the caller is looked at by another thread, while the caller waits: no
    longer, as an exception may end the loan."""
    over = []

    def see():
        deep(10)
        with weft.no_switch():
            if not over and not look():
                fail(otherwise)

    t = threading.Thread(target=see, name="see")
    try:
        t.start()
        t.join()
    finally:
        over.append(True)
    if not look():
        fail(otherwise)


class Slow(io.IOBase):
    "A stream in Python that waits while it has the caller's buffer."

    def write(self, data):
        was = bytes(data)
        elsewhere(lambda: bytes(data) == was, "a stream's buffer changed while its write() waited")
        return len(was)


class Null(io.IOBase):
    def write(self, data):
        return len(data)


slow, null = Slow(), Null()


def deep(n):
    return 0 if n == 0 else deep(n - 1) + 1


def nest(n):
    x = []
    for _ in range(n):
        x = [x]
    return x


def nest_tuple(n):
    x = ()
    for _ in range(n):
        x = (x,)
    return x


def job(x=0):
    return sum(range(20)) + x


def generator_under_timeout(me, seconds):
    "Whoever drops it has the Timeout all the same."
    # It may make way for others; and one may come before it is noted that it is armed.
    armed[0] += 1
    armed_until[0] = max(armed_until[0], time.monotonic() + seconds + 0.01)
    with weft.Timeout(seconds, Late(me)):
        armed_until[0] = max(armed_until[0], time.monotonic() + seconds + 0.01)
        yield 1


def numbers(n):
    for i in range(n):
        if i % 3 == 0:
            time.sleep(0)
        yield i


async def after(seconds, value):
    await asyncio.sleep(seconds)
    return value


async def after_thread(me, value):
    t = threading.Thread(target=helper, name="helper")
    t.start()
    await asyncio.sleep(0.001)
    time.sleep(0.0005)
    t.join()
    return value


def helper():
    time.sleep(0.0005)


def kill(actor):
    "Unless it is none yet, or could not be started."
    thread = THREADS[actor]
    if thread:
        thread.kill(Kill(actor))


kills_of_main = [0]


def kill_main():
    "finish() bears but a few."
    if kills_of_main[0] < 5:
        kills_of_main[0] += 1
        threading.main_thread().kill(Kill(0))


async def failing():
    await asyncio.sleep(0)
    raise Oops("coroutine")


P = re.compile("[0-9]+")


def blocking_sub(match):
    before = match.group(0)
    elsewhere(lambda: match.group(0) == before, "a match changed while its callback waited")
    return "<" + before + ">"


def callback(me):
    event.set()
    try:
        fifo.put_nowait((CALLBACK, B[CALLBACK].tried))
        B[CALLBACK].put += 1
    except (queue.Full, queue.ShutDown):
        pass
    B[CALLBACK].tried += 1
    try:
        never.wait(0.001)
        # A native thread may, and with a GIL it runs callbacks too.
        if threading.current_thread() is threading.main_thread():
            fail("a scheduled callback could wait")
    except RuntimeError:
        pass


def spin(limit):
    "Until somebody says stop, or it is plain that nobody gets to."
    n = 0
    began, used, switches = time.monotonic(), time.process_time(), weft.stats()["switches"]
    while not stop[0]:
        n += 1
        if n > limit:
            if sleeps[0] and not stop[0]:
                fail("starved by a thread that spins: %d naps, %.3f s, %.3f s of processor time, %d switches" % (
                    naps[0], time.monotonic() - began, time.process_time() - used,
                    weft.stats()["switches"] - switches))
                print(asyncio.core._task_queue.peek())
                weft.dump()
            return


async def hand_over(mine, other, first):
    "One of two tasks that hand a token to each other."
    if first:
        other.put(1)
    while not stop[0]:
        try:
            mine.get(timeout=1)
        except queue.Empty:
            return
        turns[0] += 1
        if turns[0] > 40000:
            if sleeps[0] and not stop[0]:
                fail("starved by tasks that hand over")
                weft.dump()
            return
        other.put(1)


async def turn_round():
    "A task in time.sleep(0)."
    while not stop[0]:
        time.sleep(0)
        turns[0] += 1
        if turns[0] > 40000:
            if sleeps[0] and not stop[0]:
                fail("starved by tasks in time.sleep(0)")
                weft.dump()
            return


def may_send_ctrl_c():
    "Not while another is under way, as MicroPython then exits at once; and finish() bears but a few."
    if ctrl_c_sent[0] >= 5 or ctrl_c_sent[0] > sum(book.ctrl_c for book in B):
        return False
    ctrl_c_sent[0] += 1
    return True


class Sending:
    "An exception that comes between may_send_ctrl_c() and the sending leaves one that was counted, not sent."

    def __enter__(self):
        pass

    def __exit__(self, kind, exc, traceback):
        if kind:
            ctrl_c_unsure[0] = True


def interrupt_main():
    with Sending():
        if may_send_ctrl_c():
            _weft.interrupt_main()


def sigint(seconds):
    "Has fuzz.py send the signal. (system() would ignore it while it runs.)"
    with Sending():
        if not may_send_ctrl_c():
            return
        path = os.getenv("WEFT_FUZZ_SIGINT")
        if path is None:
            _weft.interrupt_main()
        else:
            ctrl_c_asked[0] += 1
            with open(path, "w") as pipe:
                pipe.write("%s\n" % seconds)


# --- the end ---


def wait_for_all():
    "The actors end by themselves: whatever they wait for has a timeout."
    end = time.monotonic() + BOUND
    for me, thread in enumerate(THREADS):
        if thread is None or thread._fiber is None:  # an exception came before its start
            continue
        thread.join(max(0.001, end - time.monotonic()))
        if thread.is_alive() and not B[me].ended:
            fail("actor %d, a %s, does not end" % (me, KINDS[me]))
            weft.dump()
            sys.exit(1)
    nap = POLL
    # One that was cancelled before it began never ran.
    while not all(B[me].ended or TASKS[me] is None or TASKS[me].done() for me in range(len(TASKS))):
        if new_loop[0]:
            break
        time.sleep(nap)
        if time.monotonic() > end:
            fail("tasks do not end: %r" % [me for me in range(len(TASKS)) if TASKS[me] and not B[me].ended])
            weft.dump()
            sys.exit(1)
    stop[0] = True


def wait_for_timeouts():
    "Of generators that were dropped: one for the main thread shall not come at its exit."
    while time.monotonic() <= armed_until[0]:
        time.sleep(0.001)
    time.sleep(0.001)


def signals_sent():
    "How many fuzz.py has sent. One whose request was cut short it knows nothing of."
    path = os.getenv("WEFT_FUZZ_SIGINT")
    if path is None:
        return 0
    try:
        with open(path + ".sent") as sent:
            return len(sent.read())
    except OSError:
        return 0


def wait_for_ctrl_c():
    end = time.monotonic() + BOUND
    while ctrl_c_asked[0] > signals_sent() and time.monotonic() < end:
        time.sleep(0.001)
    sent = ctrl_c_sent[0] - ctrl_c_asked[0] + signals_sent()
    # Another exception, as Ctrl-C unwinds, takes its place; an Oops is caught on the spot.
    gone = lambda: any(book.hits for book in B if KINDS[book.me] in ("main", "task"))
    while sent > 0 and not ctrl_c_unsure[0] and not foreign.raised and not gone():
        time.sleep(0.001)
        if time.monotonic() > end + BOUND:
            fail("Ctrl-C was lost")
            return
    time.sleep(0.001)


def check():
    "The model, when all have ended."
    hits = sum(book.hits for book in B)
    disorder = 0
    left = []
    while True:
        try:
            left.append(fifo.get_nowait())
        except (queue.Empty, queue.ShutDown):
            break
    got = left[:]
    for book in B:
        last = {}
        for who, n in book.got:
            if last.get(who, -1) >= n:
                # What somebody had in hand as an exception came goes back to the queue's head.
                disorder += 1
                if disorder > hits:
                    fail("actor %d got item %d of actor %d after item %d" % (book.me, n, who, last[who]))
            last[who] = n
        got += book.got
    if len(set(got)) != len(got):
        fail("an item came twice: %r" % sorted(got))
    for who, n in got:
        if n >= B[who].tried:
            fail("an item that was not put: %r" % ((who, n),))
    put = sum(book.put for book in B)
    tried = sum(book.tried for book in B)
    # A task that a new loop dropped may have had one in hand.
    dropped = sum(new_loop[0] and KINDS[book.me] == "task" and not book.ended for book in B)
    lost = put - len(got)
    if lost > hits + dropped or len(got) > put + hits:
        fail("%d items were put (%d tried), %d came out, %d exceptions" % (put, tried, len(got), hits))
    added = sum(book.added for book in B)
    if abs(total[0] - added) > hits:
        fail("%d added under the lock, %d there" % (added, total[0]))
    if hits == 0:
        if lock.locked() or rlock.locked() or sem._value != 2 or bsem._value != 2:
            fail("somebody still holds a lock or a permit")
    if getattr(L, "who", None) != 0:
        fail("the main thread's threading.local is lost")
    if weft.stack_slots() != SLOTS:
        fail("stack_slots() is %r, was set to %r" % (weft.stack_slots(), SLOTS))
    if WORKERS and weft.native_workers() != WORKERS:
        fail("native_workers() is %r, was set to %r" % (weft.native_workers(), WORKERS))
    if threading.current_thread() is not threading.main_thread():
        fail("the main thread is %r" % threading.current_thread())


def finish():
    again = 20 + armed[0]
    for what in (wait_for_fairness, wait_for_all, wait_for_timeouts, wait_for_ctrl_c, check):
        while again:
            try:
                what()
                break
            except SystemExit:
                raise
            except BaseException as exc:
                again -= 1
                caught(0, exc)
    if not verdicts:
        print("OK")


def live_surely(tries=12):
    """The life of the main thread. What comes for it between two try statements, in here or in finish(),
    ends one of these, and the next goes on."""
    try:
        if tries:
            live_surely(tries - 1)
        else:
            try:
                explore(EXPLORE)
                act_0(0)
            except BaseException as exc:
                caught(0, exc)
            explore(None)
            finish()
    except SystemExit:
        raise
    except BaseException as exc:
        caught(0, exc)
        explore(None)
        finish()


def explore(seed):
    if EXPLORE is not None:
        weft.explore(seed)
