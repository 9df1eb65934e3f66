# SPDX-License-Identifier: MIT
"""The agent's status page, looked at in Chromium: what it says, and that the picture of the gaps is
drawn.

    agent_page.py PAHO INTERPRETER
"""

import os
import re
import struct
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zlib

import harness
from broker import Broker, free_port, wait_until

BLUE = (0x00, 0x60, 0xC0)  # the line's colour
GREY = (0xF4, 0xF4, 0xF4)  # the picture's ground


def chromium(folder, *arguments):
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += ["--user-data-dir=" + folder + "/profile", "--window-size=800,1200"]
    command += arguments
    return subprocess.check_output(command, stderr=subprocess.DEVNULL, timeout=90).decode()


def pixels(path):
    """The rows of a PNG of 8 bits a channel: lists of (red, green, blue)."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed = 8, b""
    while at < len(data):
        (length,) = struct.unpack("!I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack("!IIBB", body[:10])
            assert depth == 8 and colour in (2, 6)
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    channels = 3 if colour == 2 else 4
    raw = zlib.decompress(packed)
    stride = width * channels
    before = bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        method, row = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for i in range(stride):
            left = row[i - channels] if i >= channels else 0
            up = before[i]
            corner = before[i - channels] if i >= channels else 0
            if method == 1:
                row[i] = row[i] + left & 255
            elif method == 2:
                row[i] = row[i] + up & 255
            elif method == 3:
                row[i] = row[i] + (left + up) // 2 & 255
            elif method == 4:
                guess = left + up - corner
                nearest = min((abs(guess - v), n, v) for n, v in enumerate((left, up, corner)))[2]
                row[i] = row[i] + nearest & 255
        yield [tuple(row[i : i + 3]) for i in range(0, stride, channels)]
        before = row


def main(paho, interpreter):
    harness.use(paho)
    port = free_port()
    with Broker() as broker, tempfile.TemporaryDirectory() as folder:
        with harness.Agent(interpreter, broker.port, "paged", "--status", str(port)) as agent:
            cloud = harness.cloud(broker.port, "paged")
            cloud.call("ping")
            cloud.wait_for_telemetry(("uptime_s",))
            url = "http://127.0.0.1:%d/" % port
            gaps = lambda page: int(re.search(r"<title>(\d+) gaps", page).group(1))
            wait_until(lambda: gaps(urllib.request.urlopen(url).read().decode()) >= 100)
            page = chromium(folder, "--dump-dom", url)
            for wanted in (
                "<title>agent paged</title>",
                "connected, program None, 0 results wait, 0 were dropped",
                "<td>uptime_s</td>",
                "<tr><td>served</td><td>1</td></tr>",
                "<td>status page</td>",
            ):
                assert wanted in page, "%s is not in\n%s" % (wanted, page)
            points = re.search(r'<polyline points="([^"]*)"', page).group(1).split()
            assert len(points) == gaps(page) >= 100
            chromium(folder, "--screenshot=" + folder + "/page.png", url)
            rows = list(pixels(folder + "/page.png"))
            ground = sum(pixel == GREY for row in rows for pixel in row)
            line = {x for row in rows for x, pixel in enumerate(row) if pixel == BLUE}
            assert ground > 20000, ground
            assert len(line) > 20, line
            try:
                urllib.request.urlopen(url + "nothing")
            except urllib.error.HTTPError as exc:
                assert exc.code == 404
            cloud.call("stop")
            agent.ended()
            cloud.link.close()
    print("%d gaps, %d pixels of ground, the line in %d columns" % (len(points), ground, len(line)))
    print("OK")


main(*sys.argv[1:])
