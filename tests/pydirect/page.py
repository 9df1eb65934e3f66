# SPDX-License-Identifier: MIT
"""The page of the host orchestrator, in a real browser: run, see the output, stop; tasks, threads and the
pump's gaps as they are.

    page.py INTERPRETER BROWSER
"""

import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
import time

from client import PASSWORD, PATIENCE, Connection, Orchestrator

SCRIPT = """
import time
n = 0
try:
    while True:
        n += 1
        print("count", n, "<b>")
        time.sleep(0.02)
finally:
    print("finally", n)
"""
COMPUTES = "while True:\n    pass\n"


class Browser:
    """Chromium without a window, driven by its DevTools protocol."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + self.folder.name,
                "about:blank",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        self.lines = []
        for line in self.process.stderr:
            self.lines.append(line)
            found = re.search(r"DevTools listening on ws://([0-9.]+):(\d+)/", line)
            if found:
                break
        else:
            raise RuntimeError("no browser: " + "".join(self.lines))
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        self.address = found[1], int(found[2])
        self.count = 0

    def open(self, url):
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        connection.request("PUT", "/json/new?" + url)
        target = json.loads(connection.getresponse().read())
        path = re.sub(r"^ws://[^/]*", "", target["webSocketDebuggerUrl"])
        self.page = Connection(self.address, path, protocol=None)

    def evaluate(self, expression):
        self.count += 1
        params = {"expression": expression, "returnByValue": True, "userGesture": True}
        command = {"id": self.count, "method": "Runtime.evaluate", "params": params}
        self.page.send_frame(json.dumps(command).encode(), opcode=1)
        while True:
            message = json.loads(self.page.receive_frame()[1])
            if message.get("id") == self.count:
                result = message["result"]
                assert "exceptionDetails" not in result, (expression, result)
                return result["result"].get("value")

    def wait_for(self, expression):
        """Wait until it is true; returns its value."""
        end = time.monotonic() + PATIENCE
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < end, (expression, self.evaluate("document.body.innerText"))
            time.sleep(0.02)
        return value

    def close(self):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


def login(browser, password):
    browser.evaluate("$('password').value = %s; $('connect').click()" % json.dumps(password))


def play(browser):
    browser.wait_for("document.readyState === 'complete' && typeof look === 'function'")
    assert browser.evaluate("$('run').disabled && $('stop').disabled")
    login(browser, "wrong")
    browser.wait_for("$('state').textContent === 'Invalid password'")
    assert browser.evaluate("$('run').disabled")
    login(browser, PASSWORD)
    browser.wait_for("$('state').textContent === 'connected' && !$('run').disabled")

    # What it runs prints there, as text.
    browser.evaluate("$('code').value = %s; $('run').click()" % json.dumps(SCRIPT))
    browser.wait_for("$('output').textContent.includes('count 3 <b>')")
    browser.wait_for("$('tasks').innerText.includes('queue_pump')")
    browser.wait_for("$('threads').innerText.includes('parked')")
    assert browser.evaluate("$('output').querySelector('b') === null")

    # Two that compute beside it: the page goes on, and plots.
    browser.evaluate("$('code').value = %s; $('run').click(); $('run').click()" % json.dumps(COMPUTES))
    asked = browser.evaluate("ids")
    browser.wait_for("ids > %d" % (asked + 3))
    assert browser.evaluate("parseFloat($('gap').textContent)") > 0
    drawn = "Array.from($('plot').getContext('2d').getImageData(0, 0, 1000, 120).data).some(x => x)"
    assert browser.evaluate(drawn)

    # Stop stops all three, and what they clean up is seen.
    browser.evaluate("$('stop').click()")
    browser.wait_for("$('output').textContent.includes('finally')")
    browser.wait_for("$('output').textContent.split('KeyboardInterrupt').length > 3")
    asked = browser.evaluate("ids")
    text = browser.evaluate("$('output').textContent")
    browser.wait_for("ids > %d" % (asked + 1))
    assert browser.evaluate("$('output').textContent") == text

    # The next one runs as the first did.
    browser.evaluate("$('clear').click(); $('code').value = '6 * 7'; $('run').click()")
    browser.wait_for("$('output').textContent === '42\\n'")


def main(interpreter, program):
    with Orchestrator(interpreter) as host:
        browser = Browser(program)
        try:
            browser.open("http://%s:%d/" % host.address)
            play(browser)
        finally:
            browser.close()
    print("OK")


if __name__ == "__main__":
    main(*sys.argv[1:])
