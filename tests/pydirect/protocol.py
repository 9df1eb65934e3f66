# SPDX-License-Identifier: MIT
"""The host orchestrator speaks Studio's protocol, and runs nothing for whoever breaks it.

    protocol.py INTERPRETER
"""

import http.client
import os
import sys
import tempfile

from client import EVENT, FILE, M2M, PASSWORD, TRM, Closed, Connection, Orchestrator, Studio, encode

RUN = encode([M2M, 0, "hacked = True", 0, "x"])


def closed(connection):
    """What the connection is closed with; fails if messages come first."""
    try:
        message = connection.receive()
    except Closed as exc:
        return exc.args[0]
    raise AssertionError("not closed: %r" % message)


def handshake(host):
    assert Connection(host.address, protocol=None).status.startswith("HTTP/1.1 101 ")
    assert Connection(host.address, path="/other").status.startswith("HTTP/1.1 404 ")
    assert Connection(host.address, protocol="chat").status.startswith("HTTP/1.1 400 ")
    connection = Connection(host.address, protocol="chat, webrepl.binary.v1")
    assert connection.headers["sec-websocket-protocol"] == "webrepl.binary.v1"
    connection.close()


def password(host):
    connection = Connection(host.address)
    connection.send_frame(RUN)
    assert connection.receive() == [EVENT, 2, "Not authenticated"]
    for wrong in ("", PASSWORD + "x", PASSWORD[:-1]):
        connection.send([EVENT, 0, wrong])
        assert connection.receive() == [EVENT, 2, "Invalid password"], wrong
    assert closed(connection) == 1000
    connection = Connection(host.address)
    for no_password in ([EVENT, 0, 5], [EVENT, 0], [EVENT, 0, None]):
        connection.send(no_password)
        assert connection.receive() == [EVENT, 2, "Invalid password format"]
    connection.send([EVENT, 0, PASSWORD])
    assert connection.receive() == [EVENT, 1]
    connection.close()


def malformed(host):
    for authenticated in (False, True):
        connection = Connection(host.address)
        if authenticated:
            connection.send([EVENT, 0, PASSWORD])
            assert connection.receive() == [EVENT, 1]
        for data in (
            b"",
            b"\x9f",
            RUN[:-1],
            RUN + b"\0",
            encode(5),
            encode([]),
            encode([M2M]),
            encode(["2", 0, "hacked = True"]),
            encode([True, 0, "hacked = True"]),
            b"\x81" * 100,
            b"\x5b" + b"\xff" * 8,
        ):
            connection.send_frame(data)
            answer = connection.receive()
            assert answer[:2] == [EVENT, 2] and "Malformed" in answer[2], (data, answer)
        connection.send_frame(RUN, opcode=1)
        answer = connection.receive()
        assert answer[:2] == [EVENT, 2] and "binary" in answer[2], answer
        if authenticated:
            for message in (
                [9, 0, "hacked = True"],
                [M2M, 7],
                [M2M, 0],
                [M2M, 0, 5],
                [M2M, 0, b"\xff"],
                [M2M, 0, "hacked = True", 0, 5],
            ):
                connection.send(message)
                answer = connection.receive()
                assert answer[:2] == [EVENT, 2], (message, answer)
        connection.close()


def broken_frames(host):
    def fresh():
        return Connection(host.address)

    connection = fresh()
    connection.send_frame(RUN, masked=False)
    assert closed(connection) == 1002
    connection = fresh()
    connection.send_frame(RUN, opcode=0)  # goes on with nothing
    assert closed(connection) == 1002
    connection = fresh()
    connection.send_frame(b"x" * 126, opcode=9)
    assert closed(connection) == 1002
    connection = fresh()
    connection.sock.sendall(b"\x82\xff" + (1 << 40).to_bytes(8, "big") + b"mask")
    assert closed(connection) == 1009
    connection = fresh()
    connection.send_frame(b"hello", opcode=9)
    assert connection.receive_frame() == (10, b"hello")
    connection.send_frame(b"\x03\xe8", opcode=8)
    assert closed(connection) == 1000
    connection = fresh()
    connection.sock.sendall(b"\x82")  # and is gone
    connection.close()
    connection = fresh()
    whole = encode([EVENT, 0, PASSWORD])
    connection.send_frame(whole[:3], final=False)
    connection.send_frame(b"between", opcode=9)
    connection.send_frame(whole[3:], opcode=0)
    assert connection.receive_frame() == (10, b"between")
    assert connection.receive() == [EVENT, 1]
    connection.close()


def commands(host):
    studio = Studio(host.address)
    assert studio.ask("print('hacked' in globals())") == "False\n"
    assert studio.ask("print('a', 1, sep='-', end='.')") == "a-1."
    assert studio.ask("1 + 1", TRM) == "2\n"
    assert studio.ask("1 + 1", M2M) == ""
    assert studio.ask("x = 5\nprint(x + 1)\n", TRM) == "6\n"
    big = studio.ask("print('y' * 100000)")
    assert big == "y" * 100000 + "\n"
    answer = studio.start("print('before')\n1 / 0")
    text = answer.wait()
    assert text.startswith("before\nTraceback") and "ZeroDivisionError" in text
    assert (answer.status, answer.error) == (1, "Exception")
    answer = studio.start("def (")
    assert "SyntaxError" in answer.wait() and answer.status == 1
    answer = studio.start("import sys\nsys.exit(3)")
    assert "SystemExit" in answer.wait() and answer.status == 1
    # Without an id.
    studio.send([M2M, 0, "print('no id')"])
    assert studio.others.get(timeout=60) == [M2M, 0, "no id\n"]
    assert studio.others.get(timeout=60) == [M2M, 2, 0]
    # Completion.
    studio.ask("import time")
    studio.send([TRM, 0, "x = time.sleep_\t", 0, "tab"])
    channel, operation, names = studio.others.get(timeout=60)[:3]
    assert (channel, operation) == (TRM, 3) and "time.sleep_ms" in names, names
    # Events.
    studio.ask("import webrepl_binary; webrepl_binary.notify('{\"a\": 1}')")
    studio.ask("import logging; logging.getLogger('system').warning('hot %d', 42)")
    events = []
    while not any(event[1] == 4 and event[3] == "hot 42" for event in events):
        events.append(studio.events.get(timeout=60))
    assert [EVENT, 3, '{"a": 1}'] in events
    studio.close()


def nested_loop(host):
    """asyncio.run() in a command is refused; coroutines are for bg_tasks.start()."""
    studio = Studio(host.address)
    answer = studio.start("import asyncio\nasync def f(): pass\nasyncio.run(f())")
    text = answer.wait()
    assert answer.status == 1 and "RuntimeError" in text and "running event loop" in text, text
    answer = studio.start("asyncio.get_event_loop().run_until_complete(f())")
    assert "RuntimeError" in answer.wait() and answer.status == 1
    assert studio.ask("print('still here')") == "still here\n"
    studio.close()


def files(host):
    connection = Connection(host.address)
    connection.send([EVENT, 0, PASSWORD])
    assert connection.receive() == [EVENT, 1]
    content = os.urandom(10000)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "data")
        connection.send([FILE, 2, path, len(content), 4096])
        assert connection.receive() == [FILE, 4, 0, len(content), 4096]
        for number, at in enumerate(range(0, len(content), 4096), 1):
            connection.send([FILE, 3, number, content[at : at + 4096]])
            assert connection.receive() == [FILE, 4, number]
        with open(path, "rb") as file:
            assert file.read() == content
        connection.send([FILE, 1, path, 1000])
        assert connection.receive() == [FILE, 4, 0, len(content), 1000]
        read = b""
        for number in range(12):
            connection.send([FILE, 4, number])
            if number == 11:
                break
            channel, operation, block, data = connection.receive()
            assert (channel, operation, block) == (FILE, 3, number + 1)
            read += data
        assert read == content
        connection.send([FILE, 1, path + ".not"])
        assert connection.receive()[:3] == [FILE, 5, 1]
        connection.send([FILE, 9])
        assert connection.receive()[:3] == [FILE, 5, 4]
    connection.close()


def requests(host):
    connection = http.client.HTTPConnection(*host.address, timeout=60)
    connection.request("GET", "/")
    response = connection.getresponse()
    assert response.status == 200 and b"<html" in response.read()
    connection = http.client.HTTPConnection(*host.address, timeout=60)
    connection.request("GET", "/../../etc/passwd")
    assert connection.getresponse().status == 404
    studio = Studio(host.address)
    # From a thread too, while there is a request.
    studio.ask(
        "import httpserver, threading\n"
        "def handler(uri, body, client):\n"
        "    thread = threading.Thread(target=lambda: httpserver.send('%s:%s' % (uri, body)))\n"
        "    thread.start()\n"
        "    thread.join()\n"
        "httpserver.on('/echo', handler, 'POST')\n"
    )
    connection = http.client.HTTPConnection(*host.address, timeout=60)
    connection.request("POST", "/echo", "hello")
    assert connection.getresponse().read() == b"/echo:hello"
    assert "ValueError" in studio.start("httpserver.send('x')").wait()
    studio.close()


def resets(host):
    """A soft reset ends what commands have started, and leaves the clients and one pump."""
    studio = Studio(host.address)
    studio.ask(
        "import threading, time\nn = [0]\n"
        "def count():\n    while True:\n        n[0] += 1\n        time.sleep(0.001)\n"
        "threading.Thread(target=count).start()\n"
    )
    studio.send([M2M, 2, 0])
    studio.ask("import time; time.sleep(0.1)")
    before = studio.ask("print(n[0])")
    assert studio.ask("import time; time.sleep(0.05); print(n[0])") == before
    assert studio.ask("from lib import bg_tasks; print(len(bg_tasks._pumps))") == "1\n"
    studio.send([M2M, 2, 1])
    assert host.process.wait(timeout=60) != 0  # a hard one ends the process


def main(interpreter):
    with Orchestrator(interpreter) as host:
        for test in (
            handshake,
            password,
            malformed,
            broken_frames,
            commands,
            nested_loop,
            files,
            requests,
            resets,
        ):
            test(host)
            print("%s: OK" % test.__name__)


if __name__ == "__main__":
    main(sys.argv[1])
