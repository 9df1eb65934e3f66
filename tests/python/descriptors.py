# SPDX-License-Identifier: MIT
# weft: args -X heapsize=8m
"""select, poll, epoll, selectors, pipes as files, and subprocess, with a ticker beside them."""

import errno
import os
import select
import selectors
import socket
import subprocess
import threading
import time

ticks = 0
stop = threading.Event()


def tick():
    global ticks
    while not stop.wait(0.002):
        ticks += 1


missed = []
ticker = threading.Thread(target=tick, daemon=True)
ticker.start()


def ticked(function, *args, **kwargs):
    """The function's result; it must have waited, and the ticker gone on: but for once or twice,
    when the machine had no time for this process."""
    before = ticks
    try:
        return function(*args, **kwargs)
    finally:
        if ticks == before:
            missed.append(function)
            assert len(missed) < 4, missed


def later(function, *args):
    threading.Timer(0.03, function, args).start()


a, b = socket.socketpair()
print(select.select([a], [], [], 0), select.select([], [a], [], 0) == ([], [a], []))
later(b.send, b"x")
print(ticked(select.select, [a], [], []) == ([a], [], []))
print(select.select([a], [a], [a], 1) == ([a], [a], []))
a.recv(1)
print(ticked(select.select, [a], [], [], 0.03))
print(ticked(select.select, [], [], [], 0.03))

p = select.poll()
p.register(a, select.POLLIN)
print(p.poll(0), ticked(p.poll, 30))
later(b.send, b"x")
print(ticked(p.poll) == [(a.fileno(), select.POLLIN)])
a.recv(1)
p.modify(a, select.POLLOUT)
print(p.poll() == [(a.fileno(), select.POLLOUT)])
p.unregister(a)
print(p.poll(1))

with select.epoll() as e:
    e.register(a, select.EPOLLIN)
    print(e.poll(0), ticked(e.poll, 0.03))
    later(b.send, b"x")
    print(ticked(e.poll) == [(a.fileno(), select.EPOLLIN)])
    a.recv(1)

for kind in (selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector):
    with kind() as s:
        s.register(a, selectors.EVENT_READ, "data")
        print(s.select(0), ticked(s.select, 0.03))
        later(b.send, b"x")
        (key, events), = ticked(s.select)
        print(key.data, key.fileobj is a, events)
        a.recv(1)
        s.modify(a, selectors.EVENT_READ | selectors.EVENT_WRITE)
        print([events for _, events in s.select()], len(s.get_map()))
        s.unregister(a)
a.close()
b.close()

# Programs.
run = subprocess.run
print(ticked(run, ["sleep", "0.05"]).returncode)
print(run(["cat"], input=b"hello", capture_output=True).stdout)
print(run("echo out; echo err >&2; exit 3", shell=True, text=True, capture_output=True))
print(subprocess.check_output(["sh", "-c", "sleep 0.03; echo late"]))
try:
    run(["false"], check=True)
except subprocess.CalledProcessError as exc:
    print(exc.returncode)
try:
    ticked(run, ["sleep", "10"], timeout=0.05)
except subprocess.TimeoutExpired as exc:
    print("timeout")
try:
    run(["no-such-program-anywhere"])
except FileNotFoundError as exc:
    print("not found")
big = b"0123456789abcdef" * 10000
print(run(["cat"], input=big, stdout=subprocess.PIPE).stdout == big)
with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
    print(process.poll())
    process.stdin.write(b"line\n")
    process.stdin.flush()
    print(process.stdout.readline())


    def late():
        process.stdin.write(b"late\n")
        process.stdin.flush()

    later(late)
    print(ticked(process.stdout.readline))
    process.kill()
    print(process.wait())
print(subprocess.Popen(["sh", "-c", "kill -TERM $$"]).wait())
print(subprocess.getoutput("echo one; echo two"))
print(run(["sh", "-c", "echo $WORD; pwd"], env={"WORD": "hi"}, cwd="/", stdout=subprocess.PIPE).stdout)

# A FIFO parks who reads it, and who waits for a reader.
name = "/tmp/weft-fifo-%d" % (time.time() * 1000000)
run(["mkfifo", name], check=True)


def write():
    time.sleep(0.03)
    with open(name, "w") as file:
        file.write("through the fifo\n")


threading.Thread(target=write).start()
with open(name) as file:
    print(ticked(file.read) if hasattr(time, "ticks_ms") else file.read())


def read():
    time.sleep(0.03)
    with open(name) as file:
        print(file.read())


threading.Thread(target=read).start()
with ticked(open, name, "w") as file:
    file.write("the other way")
time.sleep(0.1)
os.remove(name)
stop.set()
ticker.join()
