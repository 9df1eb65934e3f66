"""How an agent and its cloud reach each other: through an MQTT broker, or by two queues in place of
one.

A link has

    start(on_message, on_connect)   on_message(topic, payload), on_connect() are called by its thread
    publish(topic, payload)         send and forget; nothing if there is no connection
    deliver(topic, payload)         send, and return once the broker has it, however long that takes
    close()
"""

import logging
import queue
import socket
import threading
import time

log = logging.getLogger("agent.link")

KEEP_ALIVE = 30  # seconds between two signs of life
PAUSES = 0.1, 10  # seconds between two attempts to connect, at first and at most


class Mqtt:
    """By paho-mqtt. The broker keeps what comes while we are away, for as long as `name` is the
    same."""

    def __init__(self, address, name, subscriptions, state=None, user=None, pauses=PAUSES):
        """`state` is a topic that says "online", or "offline" from when we are gone. `user` is
        (name, password)."""
        import paho.mqtt.client as mqtt

        self.address = address
        self.subscriptions = subscriptions
        self.state = state
        self.pauses = pauses
        self.connected = self.closing = False
        self.acknowledged = None
        self.delivering = threading.Lock()
        self.client = mqtt.Client(client_id=name, clean_session=False)
        self.client.reconnect_delay_set(*pauses)
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
        self.thread = threading.Thread(target=self._run, name="mqtt", daemon=True)
        self.thread.start()

    def _run(self):
        """Stay connected. paho connects again by itself when the connection breaks; but what a
        broker sends that is no MQTT makes it raise whatever it stumbles over."""
        while not self.closing:
            self.client.connect_async(self.address[0], self.address[1], KEEP_ALIVE)
            try:
                self.client.loop_forever(retry_first_connection=True)
            except Exception as exc:
                log.error("the connection failed: %r; connecting again", exc)
                self.connected = False
                time.sleep(self.pauses[0])

    def _opened(self, client, data, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # small messages, at once

    def _connected(self, client, data, flags, rc):
        if rc != 0:
            log.error("the broker refuses: %d", rc)
            return
        self.connected = True
        log.info("connected")
        for topic in self.subscriptions:
            client.subscribe(topic, qos=1)
        if self.state:
            client.publish(self.state, "online", qos=1, retain=True)
        if self.on_connect:
            self.on_connect()

    def _disconnected(self, client, data, rc):
        self.connected = False
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
        self.closing = True
        if self.state and self.connected:
            self.deliver(self.state, b"offline")
        self.client.disconnect()
        self.thread.join()


class Loopback:
    """One end of two queues; pair() makes both."""

    connected = True

    @staticmethod
    def pair():
        one, other = Loopback(), Loopback()
        one.peer, other.peer = other, one
        return one, other

    def __init__(self):
        self.inbox = queue.Queue()

    def start(self, on_message, on_connect=None):
        self.on_message = on_message
        self.thread = threading.Thread(target=self._run, name="link", daemon=True)
        self.thread.start()
        if on_connect:
            on_connect()

    def _run(self):
        while True:
            message = self.inbox.get()
            if message is None:
                return
            self.on_message(*message)

    def publish(self, topic, payload):
        self.peer.inbox.put((topic, payload))

    deliver = publish

    def close(self):
        self.inbox.put(None)
        if threading.current_thread() is not self.thread:
            self.thread.join()
