# SPDX-License-Identifier: MIT
"""A session of paho-mqtt over the boards' socket: see mqtt.py."""

import os
import queue
import socket
import threading

import paho.mqtt.client as mqtt

assert "streams" in socket.__file__, socket.__file__
PORT = int(os.getenv("WEFT_BROKER"))
ticks = 0
stop = threading.Event()


def tick():
    global ticks
    while not stop.wait(0.001):
        ticks += 1


threading.Thread(target=tick, daemon=True).start()


class Peer:
    def __init__(self, name):
        self.events = queue.Queue()
        self.client = mqtt.Client(client_id=name)
        self.client.on_connect = lambda *args: self.events.put("connected")
        self.client.on_subscribe = lambda *args: self.events.put("subscribed")
        self.client.on_message = lambda client, data, m: self.events.put((m.topic, m.payload, m.qos))
        self.client.on_disconnect = lambda *args: self.events.put("disconnected")

    def start(self):
        self.client.connect("127.0.0.1", PORT, keepalive=30)
        self.client.loop_start()
        assert self.events.get(timeout=20) == "connected"


listener, sender = Peer("listener"), Peer("sender")
listener.start()
sender.start()
listener.client.subscribe("weft/#", qos=2)
assert listener.events.get(timeout=20) == "subscribed"
for qos in (0, 1, 2):
    for n in range(10):
        sender.client.publish("weft/%d" % n, b"%d" % n * 500, qos=qos)
    # Those of one quality come in order, each once.
    got = [listener.events.get(timeout=20) for _ in range(10)]
    assert got == [("weft/%d" % n, b"%d" % n * 500, qos) for n in range(10)], got
sender.client.publish("weft/large", bytes(range(256)) * 1000, qos=1)
assert listener.events.get(timeout=20) == ("weft/large", bytes(range(256)) * 1000, 1)
for _ in range(1000):  # until the ticker has had its turns, if the machine was busy
    if ticks > 10:
        break
    sender.client.publish("weft/more", b"more", qos=1)
    assert listener.events.get(timeout=20) == ("weft/more", b"more", 1)
assert ticks > 10
for peer in (listener, sender):
    peer.client.disconnect()
    assert peer.events.get(timeout=20) == "disconnected"
    peer.client.loop_stop()
stop.set()
print("OK")
