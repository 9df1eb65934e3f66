# SPDX-License-Identifier: MIT
"""The link by MQTT: see link.py."""

import logging
import queue
import socket
import threading
import time

import paho.mqtt.client as paho

log = logging.getLogger("agent.mqtt")

KEEP_ALIVE = 30  # seconds between two signs of life
PAUSES = 0.1, 10  # seconds between two attempts to connect, at first and at most


class Client(paho.Client):
    """One that goes on. paho connects again by itself when the connection breaks; but what a broker
    sends that is no MQTT makes it raise whatever it stumbles over."""

    def __init__(self, name, address, pauses):
        paho.Client.__init__(self, client_id=name, clean_session=False)
        self.reconnect_delay_set(*pauses)
        self.address = address
        self.pause = pauses[0]
        self.closing = False

    def start(self):
        self.connect_async(self.address[0], self.address[1], KEEP_ALIVE)
        self.loop_start()

    def loop_forever(self, *args, **kwargs):
        """Called by the thread that loop_start() has started."""
        while True:
            try:
                return paho.Client.loop_forever(self, *args, **kwargs)
            except Exception as exc:
                if self.closing:
                    return
                log.error("the connection failed: %r; connecting again", exc)
                time.sleep(self.pause)
                self.connect_async(self.address[0], self.address[1], KEEP_ALIVE)

    def stop(self):
        self.closing = True
        self.disconnect()
        self.loop_stop()


class Mqtt:
    """By paho-mqtt. The broker keeps what comes while we are away, for as long as `name` is the
    same."""

    def __init__(self, address, name, subscriptions, state=None, user=None, pauses=PAUSES):
        """`state` is a topic that says "online", or "offline" from when we are gone. `user` is
        (name, password)."""
        self.subscriptions = subscriptions
        self.state = state
        self.acknowledged = None
        self.delivering = threading.Lock()
        self.client = Client(name, address, pauses)
        self.client.on_socket_open = self._opened
        self.client.on_connect = self._connected
        self.client.on_disconnect = self._disconnected
        self.client.on_message = self._received
        self.client.on_publish = self._published
        if user:
            self.client.username_pw_set(*user)
        if state:
            self.client.will_set(state, "offline", qos=1, retain=True)

    def start(self, on_message, on_connect=None):
        self.on_message = on_message
        self.on_connect = on_connect
        self.client.start()

    @property
    def connected(self):
        return self.client.is_connected()

    def _opened(self, client, data, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # small messages, at once

    def _connected(self, client, data, flags, rc):
        if rc != 0:
            log.error("the broker refuses: %d", rc)
            return
        log.info("connected")
        for topic in self.subscriptions:
            client.subscribe(topic, qos=1)
        if self.state:
            client.publish(self.state, "online", qos=1, retain=True)
        if self.on_connect:
            self.on_connect()

    def _disconnected(self, client, data, rc):
        if rc != 0:
            log.warning("the connection broke: %d", rc)

    def _received(self, client, data, message):
        self.on_message(message.topic, message.payload)

    def _published(self, client, data, mid):
        waiting = self.acknowledged
        if waiting is not None:
            waiting.put(mid)

    def publish(self, topic, payload):
        if self.connected:
            self.client.publish(topic, payload)

    def deliver(self, topic, payload):
        with self.delivering:
            self.acknowledged = queue.Queue()
            wanted = self.client.publish(topic, payload, qos=1).mid
            while self.acknowledged.get() != wanted:
                pass
            self.acknowledged = None

    def close(self):
        if self.state and self.connected:
            self.deliver(self.state, b"offline")
        self.client.stop()
