# SPDX-License-Identifier: MIT
"""The agent's status page: one more thread, and a server that knows of nothing but blocking
calls."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WIDTH, HEIGHT = 600, 120  # of the picture
TOP_MS = 30  # what reaches its upper edge
SHOWN = 200  # gaps
BEAT = 0.01  # seconds

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>agent %(name)s</title><style>
body { font-family: sans-serif; margin: 2em; }
td { padding: 0 1em 0 0; }
svg { background: #f4f4f4; }
polyline { fill: none; stroke: #0060c0; stroke-width: 1.5; }
</style></head><body>
<h1>agent %(name)s</h1>
<p id="state">%(state)s, program %(version)s, %(waiting)d results wait, %(dropped)d were dropped</p>
<h2>the pump's gaps</h2>
%(picture)s
<h2>figures</h2><table id="figures">%(figures)s</table>
<h2>commands</h2><table id="commands">%(commands)s</table>
<h2>threads</h2><table id="threads">%(threads)s</table>
</body></html>
"""


class Pulse:
    """A thread that means to wake every 10 ms, and the milliseconds that it took: what a firmware's
    own pump, which appends to `gaps` itself, makes superfluous."""

    def __init__(self):
        self.gaps = []
        threading.Thread(target=self._run, name="pulse", daemon=True).start()

    def _run(self):
        last = time.monotonic()
        while True:
            time.sleep(BEAT)
            now = time.monotonic()
            self.gaps.append((now - last) * 1000)
            del self.gaps[:-SHOWN]
            last = now


def escape(text):
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def picture(gaps):
    """The gaps as a line, and a grey one at 10 ms, where it should be."""
    height = lambda ms: HEIGHT - min(ms, TOP_MS) * HEIGHT / TOP_MS
    points = ["%.1f,%.1f" % (n * WIDTH / SHOWN, height(ms)) for n, ms in enumerate(gaps)]
    return (
        '<svg id="gaps" width="%d" height="%d" role="img"><title>%d gaps, the longest of %.1f ms</title>'
        '<line x1="0" x2="%d" y1="%.1f" y2="%.1f" stroke="#aaa"/><polyline points="%s"/></svg>'
    ) % (
        (WIDTH, HEIGHT, len(gaps), max(gaps) if gaps else 0)
        + (WIDTH, height(10), height(10), " ".join(points))
    )


def table(rows):
    return "".join(
        ["<tr><td>%s</td><td>%s</td></tr>" % (escape(n), escape(value)) for n, value in sorted(rows)]
    )


class StatusPage:
    """Serves GET / on the port of the loopback; port 0 is any, and `port` says which."""

    def __init__(self, agent, port, gaps=None):
        """`gaps` is a list of milliseconds that grows; without it there is a Pulse."""
        self.agent = agent
        self.gaps = Pulse().gaps if gaps is None else gaps
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path != "/":
                    self.send_error(404)
                    return
                body = page.html().encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]

    def start(self):
        threading.Thread(target=self.server.serve_forever, name="status page", daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def html(self):
        agent = self.agent
        threads = [(thread.name, "daemon" if thread.daemon else "") for thread in threading.enumerate()]
        return PAGE % {
            "name": escape(agent.name),
            "state": "connected" if agent.link.connected else "not connected",
            "version": agent.program.version,
            "waiting": len(agent.outbox),
            "dropped": agent.outbox.dropped,
            "picture": picture(self.gaps[-SHOWN:]),
            "figures": table(agent.figures.values.items()),
            "commands": table(agent.do_counters().items()),
            "threads": table(threads),
        }
