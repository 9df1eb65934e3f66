# SPDX-License-Identifier: MIT
# weft: args -X heapsize=16m
# 200 answers of a broker that is none: truncated, oversized, out of order, garbage. The agent's
# link says in its log what happened and connects again each time; with a broker on the same port at
# last it works; no thread and no descriptor is left. A first argument is the seed.

import gc
import logging
import os
import random
import socket
import struct
import sys
import threading

sys.path.insert(0, "../../examples/agent")

from broker import Broker, wait_until
from mqtt import Mqtt

ROUNDS = 200
CONNACK = b"\x20\x02\x00\x00"
seed = int(sys.argv[1]) if len(sys.argv) > 1 else int.from_bytes(os.urandom(4), "big")
random.seed(seed)


def noise(n):
    return bytes([random.getrandbits(8) for _ in range(n)])


def publish(topic, payload, flags=0):
    body = struct.pack("!H", len(topic)) + topic + payload
    return bytes([0x30 | flags, len(body)]) + body


def hostile():
    """One of the things that it may say."""
    kind = random.choice(range(14))
    number = struct.pack("!H", random.getrandbits(16))
    if kind == 0:
        return noise(random.randint(1, 200))
    if kind == 1:
        return CONNACK + noise(random.randint(1, 200))
    if kind == 2:
        return CONNACK + publish(b"to/me", b"x" * 50)[: random.randint(1, 40)]
    if kind == 3:  # 256 MB follow, it says
        return CONNACK + b"\x30\xff\xff\xff\x7f" + noise(10)
    if kind == 4:  # a length of too many bytes
        return CONNACK + b"\x30" + b"\xff" * random.randint(4, 20)
    if kind == 5:  # a topic that is longer than its packet
        return CONNACK + b"\x30\x04\xff\xffab"
    if kind == 6:  # answers to what was never said
        return CONNACK + bytes([random.choice((0x40, 0x50, 0x62, 0x70, 0x90, 0xB0)), 2]) + number
    if kind == 7:
        return CONNACK * random.randint(2, 5)
    if kind == 8:
        return b"\x20\x02\x00" + bytes([random.randint(1, 255)])
    if kind == 9:
        return b"\x20" + bytes([random.randint(0, 8)]) + noise(8)
    if kind == 10:  # a topic that is no UTF-8
        return CONNACK + publish(b"to/\xff\xfe", b"")
    if kind == 11:  # nothing where something must be
        return CONNACK + bytes([random.getrandbits(4) << 4, 0])
    if kind == 12:  # an empty topic, a quality of service that does not exist
        return CONNACK + publish(b"", b"x", 6)
    return CONNACK + bytes([random.getrandbits(8), random.randint(0, 5)]) + noise(5)


class Records(logging.Handler):
    def __init__(self):
        logging.Handler.__init__(self)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def fake(listener, rounds):
    for _ in range(rounds):
        conn, _ = listener.accept()
        conn.settimeout(0.02)
        try:
            conn.recv(1000)
            conn.sendall(hostile())
            while conn.recv(1000):
                pass
        except OSError:
            pass  # it waits for more, or is gone
        conn.close()


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def settled():
    """paho-mqtt keeps the two ends by which it wakes its thread as long as there is the client."""
    gc.collect()
    return (descriptors(), threading.active_count()) == before


log = logging.getLogger("agent.mqtt")
log.setLevel(logging.WARNING)
records = Records()
log.addHandler(records)

with Broker() as broker:
    broker.stop()
    before = descriptors(), threading.active_count()
    listener = socket.create_server(("127.0.0.1", broker.port))
    link = Mqtt(("127.0.0.1", broker.port), "me", ["to/me"], pauses=(0.005, 0.02))
    got = []
    link.start(lambda topic, payload: got.append(payload))
    try:
        fake(listener, ROUNDS)
        listener.close()
        wait_until(lambda: not link.connected)
        said = len(records.lines)
        broker.start()
        wait_until(lambda: link.connected)
        link.deliver("to/me", "it works")
        wait_until(lambda: b"it works" in got)
        link.close()
        broker.stop()
        link = None
        wait_until(settled)
        print("each was noticed:", said >= ROUNDS * 0.9, all([" " in line for line in records.lines]))
    except BaseException:
        print("seed", seed, len(records.lines), records.lines[-5:])
        print(before, descriptors(), threading.enumerate())
        raise
print("OK")
