# SPDX-License-Identifier: MIT
# weft: soak
# A broker that goes away in the middle of 1,000 messages of quality 1 each way: none is lost, none
# comes twice once what was sent twice is taken out by its number. And the pauses between two
# attempts to connect grow. WEFT_SOAK=1: it is away for ten seconds, not for one and a half.

import os
import queue
import threading
import time

import paho.mqtt.client as mqtt
from broker import Broker, free_port, wait_until

MESSAGES = 1000
AWAY = 10 if os.getenv("WEFT_SOAK") else 1.5


class Side:
    """Sends numbered messages to the other side, and notes what comes from there."""

    def __init__(self, port, name, other):
        self.other = other
        self.got = []
        self.seen = set()
        self.twice = 0
        self.connections = 0
        self.client = client = mqtt.Client(client_id=name, clean_session=False)
        client.max_inflight_messages_set(20)
        client.reconnect_delay_set(0.05, 0.4)
        client.on_connect = self.connected
        client.on_message = self.received
        client.connect("127.0.0.1", port)
        self.topic = "to/" + name
        self.subscribed = threading.Event()
        client.on_subscribe = lambda *args: self.subscribed.set()
        client.loop_start()

    def connected(self, client, data, flags, rc):
        self.connections += 1
        client.subscribe(self.topic, 1)

    def received(self, client, data, message):
        number = int(message.payload)
        if number in self.seen:
            self.twice += 1
        else:
            self.seen.add(number)
            self.got.append(number)

    def send(self, half):
        for number in range(MESSAGES):
            if number == MESSAGES // 2:
                half.wait()
            self.client.publish("to/" + self.other, str(number), qos=1)
            if number % 50 == 0:
                time.sleep(0.01)


def away():
    with Broker() as broker:
        a, b = Side(broker.port, "a", "b"), Side(broker.port, "b", "a")
        a.subscribed.wait(10)
        b.subscribed.wait(10)
        barrier = threading.Barrier(3)
        threads = [threading.Thread(target=side.send, args=(barrier,)) for side in (a, b)]
        for thread in threads:
            thread.start()
        barrier.wait()  # both are half way, and go on while it is away
        broker.stop()
        time.sleep(AWAY)
        broker.start()
        for thread in threads:
            thread.join()
        for side in (a, b):
            wait_until(lambda: len(side.got) == MESSAGES, 60)
            print(sorted(side.got) == list(range(MESSAGES)), side.connections >= 2)
        for side in (a, b):
            side.client.disconnect()
            side.client.loop_stop()


def back_off():
    """Nobody listens: the times of the attempts."""
    times = queue.Queue()
    client = mqtt.Client("early")
    client.reconnect_delay_set(0.05, 0.4)
    client.on_connect_fail = lambda client, data: times.put(time.monotonic())
    port = free_port()
    client.connect_async("127.0.0.1", port)
    client.loop_start()
    at = [times.get(timeout=20) for _ in range(6)]
    pauses = [b - a for a, b in zip(at, at[1:])]
    print([pause >= least for pause, least in zip(pauses, (0.05, 0.1, 0.2, 0.4, 0.4))])
    client.loop_stop()


threads = threading.active_count()
away()
back_off()
print("threads left:", threading.active_count() - threads)
