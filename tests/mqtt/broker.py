# SPDX-License-Identifier: MIT
"""A mosquitto of a test's own, for scripts on CPython and on MicroPython: on a free port of the
loopback, its files in a folder of its own."""

import os
import shutil
import socket
import subprocess
import tempfile
import time

MOSQUITTO = "/usr/sbin/mosquitto"


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Broker:
    """start(), stop(), start() again: what clients have stored in it stays. Use it in a with."""

    def __init__(self, users=None):
        """`users` is {name: password}; without, everybody may come."""
        self.folder = tempfile.mkdtemp()
        self.port = free_port()
        lines = [
            "listener %d 127.0.0.1" % self.port,
            "persistence true",
            "persistence_location %s/" % self.folder,
            "max_queued_messages 0",
            "allow_anonymous %s" % ("false" if users else "true"),
            "log_dest file %s/log" % self.folder,
            "set_tcp_nodelay true",
            "user root",
        ]
        if users:
            path = self.folder + "/passwords"
            for name, password in users.items():
                open(path, "a").close()
                subprocess.run(["mosquitto_passwd", "-b", path, name, password], check=True)
            lines.append("password_file " + path)
        with open(self.folder + "/conf", "w") as file:
            file.write("\n".join(lines) + "\n")

    def secure(self, authority, certificate, key):
        """Have it speak TLS, with clients that have a certificate of the authority's."""
        with open(self.folder + "/conf", "a") as file:
            file.write("cafile %s\ncertfile %s\nkeyfile %s\n" % (authority, certificate, key))
            file.write("require_certificate true\n")

    def start(self):
        """Returns once it answers."""
        self.process = subprocess.Popen(
            [MOSQUITTO, "-c", self.folder + "/conf"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(1000):
            if self.process.poll() is not None:
                raise RuntimeError("mosquitto ended: %s" % self.log())
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except ConnectionRefusedError:
                time.sleep(0.01)
        raise RuntimeError("mosquitto does not answer: %s" % self.log())

    def stop(self):
        self.process.terminate()
        self.process.wait(10)

    def log(self):
        try:
            with open(self.folder + "/log") as file:
                return file.read()
        except OSError:
            return ""

    def __enter__(self):
        return self.start()

    def __exit__(self, *args):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        shutil.rmtree(self.folder)


def wait_until(condition, timeout=20):
    """Waits until condition() holds; says which did not."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("not within %s s" % timeout)
        time.sleep(0.005)
