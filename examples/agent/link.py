# SPDX-License-Identifier: MIT
"""How an agent and its cloud reach each other: through an MQTT broker (mqtt.py), or by two queues in
place of one.

A link has

    start(on_message, on_connect)   on_message(topic, payload), on_connect() are called by its thread
    publish(topic, payload)         send and forget; nothing if there is no connection
    deliver(topic, payload)         send, and return once the broker has it, however long that takes
    close()
    connected                       whether it is
"""

import queue
import threading


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
