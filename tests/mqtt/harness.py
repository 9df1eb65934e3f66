# SPDX-License-Identifier: MIT
"""What the tests of the agent share: the agent as a process, on CPython or on ours, its cloud, and
a proxy that cuts connections."""

import os
import shlex
import socket
import subprocess
import sys
import tempfile
import threading

from broker import wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
AGENT = os.path.normpath(os.path.join(HERE, "..", "..", "examples", "agent"))


def use(paho):
    """Have this process find paho-mqtt, and the agent's modules."""
    sys.path[:0] = [paho, AGENT]
    os.environ["PYTHONPATH"] = paho
    os.environ.setdefault("MICROPYPATH", ".frozen:" + paho)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True


class Agent:
    """A process that is the agent `name`, in a folder of its own. Use it in a with."""

    def __init__(self, interpreter, port, name="demo", *more):
        self.place = tempfile.TemporaryDirectory()
        self.folder = os.path.join(self.place.name, "agent")
        self.log_path = os.path.join(self.place.name, "log")
        self.command = shlex.split(interpreter) + [os.path.join(AGENT, "agent.py"), "-v"]
        self.command += ["--broker", "127.0.0.1:%d" % port, "--name", name, "--folder", self.folder]
        self.command += more
        self.process = None

    def start(self):
        with open(self.log_path, "a") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ended(self):
        """Wait until it has stopped by itself, as it was told."""
        status = self.process.wait(60)
        assert status == 0, "exit status %d\n%s" % (status, self.log())

    def log(self):
        with open(self.log_path, errors="replace") as file:
            return file.read()

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def memory(self):
        """Its resident bytes."""
        with open("/proc/%d/statm" % self.process.pid) as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *args):
        if self.process.poll() is None:
            self.kill()
        if kind is not None:
            print("--- the agent's log\n" + self.log()[-6000:])
        self.place.cleanup()


def cloud(port, name="demo"):
    """The cloud of the agent `name`, once that is there."""
    import cloud
    from mqtt import Mqtt

    link = Mqtt(("127.0.0.1", port), "cloud of " + name, cloud.subscriptions(name), pauses=(0.05, 0.2))
    made = cloud.Cloud(name, link)
    made.start()
    wait_until(lambda: made.state == "online", 30)
    return made


class Proxy:
    """Passes connections on to a port, and cuts each once it has passed `limit()` bytes; None is
    never."""

    def __init__(self, port, limit=lambda: None):
        self.target = port
        self.limit = limit
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near):
        try:
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            near.close()
            return
        left = [self.limit()]
        lock = threading.Lock()

        def close():
            for sock in (near, far):
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def pass_on(source, target):
            try:
                while True:
                    data = source.recv(4096)
                    if not data:
                        break
                    with lock:
                        if left[0] is not None:
                            data = data[: left[0]]
                            left[0] -= len(data)
                    target.sendall(data)
                    if left[0] == 0:
                        with lock:
                            self.cuts += left[0] == 0
                            left[0] = -1
                        break
            except OSError:
                pass
            close()

        other = threading.Thread(target=pass_on, args=(far, near), daemon=True)
        other.start()
        pass_on(near, far)
        other.join()
        near.close()
        far.close()

    def close(self):
        self.listener.close()
