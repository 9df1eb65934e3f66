# SPDX-License-Identifier: MIT
"""Each pattern that pyDirect's documentation calls dangerous is safe here, or a clear error; and output goes to
the command whose thread prints it.

    patterns.py INTERPRETER
"""

import json
import sys
import time

from client import M2M, TRM, Orchestrator, Studio
from scenes import Play


def run(play, code, channel=TRM):
    answer = play.studio.start(code, channel)
    return answer, answer.wait()


def shared_data(play):
    """Data appended to from threads, without a lock."""
    answer, text = run(
        play,
        "data = []\n"
        "def work(): \n    for i in range(1000): data.append(i)\n"
        "threads = [threading.Thread(target=work) for _ in range(10)]\n"
        "for t in threads: t.start()\n"
        "for t in threads: t.join()\n"
        "print(len(data))\n",
    )
    assert text == "10000\n", text


def await_in_a_thread(play):
    """await_() is how. A function with an `await` in it is a coroutine's to MicroPython: a task."""
    answer, _ = run(
        play,
        "def work():\n    await asyncio.sleep(0.001)\n    print('awaited')\nbg_tasks.start('work', work)\n",
    )
    answer.wait_for("awaited")
    answer, text = run(
        play,
        "import weft\n"
        "async def twice(n):\n    await asyncio.sleep(0.01)\n    return 2 * n\n"
        "got = []\n"
        "thread = threading.Thread(target=lambda: got.append(weft.await_(twice(21))))\n"
        "thread.start()\nthread.join()\nprint(got)\n",
    )
    assert text == "[42]\n", text


def events_from_a_thread(play):
    """webrepl_binary.notify() and log() from threads, many at once."""
    run(
        play,
        "import webrepl_binary\n"
        "def work(n):\n    for i in range(5): webrepl_binary.notify(json.dumps({'n': n}))\n"
        "threads = [threading.Thread(target=work, args=(n,)) for n in range(10)]\n"
        "for t in threads: t.start()\n"
        "for t in threads: t.join()\n",
    )
    seen = []
    while len(seen) < 50:
        event = play.studio.events.get(timeout=60)
        if event[1] == 3:
            seen.append(json.loads(event[2])["n"])
    assert sorted(seen) == sorted(list(range(10)) * 5)


def many_threads(play):
    """A hundred threads made and dropped in a row, a few times; no memory is lost."""
    code = (
        "import gc\n"
        "for i in range(100):\n"
        "    threading.Thread(target=lambda: None).start()\n"
        "while threading.active_count() > %d: time.sleep(0.001)\n"
        "gc.collect()\nprint(gc.mem_alloc())\n"
    ) % play.value("threading.active_count()")
    used = [int(run(play, code)[1]) for _ in range(5)]
    assert used[-1] - used[1] < 20000, used


def worker_without_stop_flag(play):
    """A worker that never looks whether it is to stop is stopped."""
    run(
        play,
        "beats = [0]\nfinished = []\n"
        "def work():\n"
        "    try:\n        while True: beats[0] += 1\n"
        "    finally: finished.append(True)\n"
        "threading.Thread(target=work).start()\n",
    )
    play.wait_until("beats[0] > 0", True)
    play.studio.ask("from lib import bg_tasks; bg_tasks.stop_user_tasks()")  # as Studio's button does
    play.wait_until("finished", [True])
    before = play.value("beats[0]")
    assert play.value("(time.sleep(0.05), beats[0])[1]") == before


def native_thread(play):
    """The status LED's thread is MicroPython's own: Stop is none of its business."""
    if not play.value("hasattr(__import__('_thread'), 'start_new_thread')"):
        return
    run(
        play,
        "import _thread, utime\nled = [0, True]\n"
        "def animate():\n"
        "    while led[1]:\n        led[0] += 1\n        utime.sleep_ms(5)\n"
        "_thread.start_new_thread(animate, ())\n",
    )
    play.wait_until("led[0] > 2", True)
    play.studio.interrupt()
    before = play.value("led[0]")
    play.wait_until("led[0] > %d" % (before + 2), True)
    play.studio.ask("led[1] = False")


def traceback_of_a_thread(play):
    """What ends a thread is told: to the command that started it, and in the log."""
    answer, _ = run(play, "def work():\n    raise ValueError('lost')\nthreading.Thread(target=work).start()")
    answer.wait_for("ValueError: lost")
    assert "Traceback" in answer.text and "Exception in thread" in answer.text
    while True:
        event = play.studio.events.get(timeout=60)
        if event[1] == 4 and "ValueError: lost" in event[3]:
            break


def output_by_command(play):
    """What a thread or task prints carries the id of its command, while others run, and after its end."""
    code = (
        "def talk():\n"
        "    for i in range(20):\n        print({0!r}, i)\n        time.sleep(0.002)\n"
        "async def chat():\n"
        "    for i in range(20):\n        print({0!r}, 'task', i)\n        await asyncio.sleep(0.002)\n"
        "threading.Thread(target=talk).start()\n"
        "asyncio.create_task(chat())\n"
        "async def background():\n    print({0!r}, 'background')\n"
        "bg_tasks.start({0!r}, background)\n"
        "print({0!r}, 'itself')\n"
    )
    names = ["first", "second", "third"]
    answers = [
        play.studio.start(code.format(name), channel) for name, channel in zip(names, (TRM, M2M, TRM))
    ]
    for answer, name in zip(answers, names):
        answer.wait()
        for last in ("%s 19\n", "%s task 19\n", "%s background\n", "%s itself\n"):
            answer.wait_for(last % name)
        lines = answer.text.splitlines()
        assert len(lines) == 42 and all(line.startswith(name + " ") for line in lines), lines
        talked = [line for line in lines if len(line.split()) == 2 and line.split()[1].isdigit()]
        assert talked == ["%s %d" % (name, i) for i in range(20)]


def services(play):
    """A ScriptO leaves a device behind as a service; commands and tasks ask it. Stop ends it, too: what it has
    not answered is rejected."""
    answer = play.studio.start(
        "from service import Service, LATER\n"
        "device = Service('device', handlers={\n"
        "    'read': lambda request, channel: 20 + channel,\n"
        "    'wait': lambda request: LATER})\n"
        "device.start().result()\n"
        "print('ready')\n"
    )
    assert answer.wait() == "ready\n"
    ask = "import service; print(service.get('device').request('read', %d).result())"
    assert [run(play, ask % n, M2M)[1] for n in range(3)] == ["20\n", "21\n", "22\n"]
    run(
        play,
        "async def ask():\n"
        "    print('a task got', await service.get('device').request('read', 5))\n"
        "bg_tasks.start('ask', ask)\n",
    )[0].wait_for("a task got 25\n")
    run(play, "request = service.get('device').request('wait')", M2M)
    play.wait_until("request.running()", True)
    play.studio.ask("from lib import bg_tasks; bg_tasks.stop_user_tasks()")
    play.wait_until("type(request.exception()) is service.Stopped", True)
    play.wait_until("device.running", False)


def two_clients(play):
    """Each gets what its own commands print."""
    other = Studio(play.host.address)
    here = play.studio.start("time.sleep(0.05)\nprint('here')")
    assert other.ask("print('there')") == "there\n"
    assert here.wait() == "here\n"
    other.close()
    # A client that goes away while its command runs: that goes on, and can be stopped.
    other = Studio(play.host.address)
    other.start("gone = [0]\nwhile True:\n    gone[0] += 1\n    print('nobody hears')\n    time.sleep(0.005)")
    play.wait_until("'gone' in globals() and gone[0] > 0", True)
    other.close()
    before = play.value("gone[0]")
    play.wait_until("gone[0] > %d" % (before + 2), True)
    play.studio.interrupt()
    time.sleep(0.01)
    play.wait_until("(lambda n: (time.sleep(0.03), gone[0])[1] == n)(gone[0])", True)


def main(interpreter):
    with Orchestrator(interpreter) as host:
        play = Play(host, bounds=False)
        for pattern in (
            shared_data,
            await_in_a_thread,
            events_from_a_thread,
            many_threads,
            worker_without_stop_flag,
            native_thread,
            traceback_of_a_thread,
            output_by_command,
            services,
            two_clients,
        ):
            pattern(play)
            print("%s: OK" % pattern.__name__, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
