# SPDX-License-Identifier: MIT
# weft: args -X heapsize=16m
# paho-mqtt, unmodified, against a real broker: connect, the three loops, subscribe, publish in each
# quality of service, retained messages, the will, user and password, MQTT 5, the helper modules.

import hashlib
import queue
import threading

import paho.mqtt.client as mqtt
import paho.mqtt.publish as publish
import paho.mqtt.subscribe as subscribe
from broker import Broker, wait_until
from paho.mqtt.packettypes import PacketTypes

WAIT = 20


class Peer:
    """A client, and what came to it."""

    def __init__(self, port, name, **options):
        self.events = queue.Queue()
        self.messages = queue.Queue()
        will = options.pop("will", None)
        user = options.pop("user", None)
        self.client = client = mqtt.Client(client_id=name, **options)
        client.on_connect = lambda client, data, flags, rc, *more: self.events.put(
            ("connected", int(getattr(rc, "value", rc)))
        )
        client.on_subscribe = lambda client, data, mid, granted, *more: self.events.put(
            ("subscribed", [int(getattr(qos, "value", qos)) for qos in granted])
        )
        client.on_unsubscribe = lambda *args: self.events.put(("unsubscribed",))
        client.on_disconnect = lambda client, data, rc, *more: self.events.put(("disconnected", int(rc)))
        client.on_message = lambda client, data, message: self.messages.put(message)
        if will:
            client.will_set(*will)
        if user:
            client.username_pw_set(*user)
        self.port = port

    def start(self):
        self.client.connect("127.0.0.1", self.port, keepalive=30)
        self.client.loop_start()
        return self.events.get(timeout=WAIT)

    def subscribe(self, *args, **kwargs):
        self.client.subscribe(*args, **kwargs)
        return self.events.get(timeout=WAIT)

    def message(self):
        got = self.messages.get(timeout=WAIT)
        return got.topic, got.payload, got.qos, got.retain

    def stop(self):
        self.client.disconnect()
        event = self.events.get(timeout=WAIT)
        self.client.loop_stop()
        return event


def qualities(port):
    a, b = Peer(port, "a"), Peer(port, "b")
    print("connected:", a.start(), b.start())
    print(a.subscribe([("q/0", 0), ("q/1", 1), ("q/2", 2)]))
    for qos in (0, 1, 2):
        info = b.client.publish("q/%d" % qos, "payload %d" % qos, qos=qos)
        info.wait_for_publish()
        print("published:", info.rc, info.is_published(), a.message())
    a.client.unsubscribe("q/1")
    print(a.events.get(timeout=WAIT))
    b.client.publish("q/1", "nobody wants it", qos=1).wait_for_publish()
    b.client.publish("q/2", b"\x00\xff", qos=2).wait_for_publish()
    print(a.message())
    print("a subscription by wildcard:", b.subscribe("w/+/x/#", 2))
    for topic in ("w/1/x", "w/1/x/y/z", "w/1/y", "w/2/x"):
        a.client.publish(topic, topic, qos=1).wait_for_publish()
    print([b.message()[0] for _ in range(3)])
    filtered = queue.Queue()
    b.client.message_callback_add("w/+/x/f", lambda client, data, message: filtered.put(message.payload))
    a.client.publish("w/1/x/f", "by its own callback", qos=1)
    print(filtered.get(timeout=WAIT), b.messages.qsize())
    large = bytes(range(256)) * 1200
    a.client.publish("w/1/x/large", large, qos=2)
    payload = b.message()[1]
    print("large:", len(payload), hashlib.sha256(payload).digest() == hashlib.sha256(large).digest())
    print("disconnected:", a.stop(), b.stop())


def many(port):
    """Publishers and a subscriber on threads of their own."""
    receiver = Peer(port, "receiver")
    receiver.start()
    receiver.subscribe("many/#", 1)
    sender = Peer(port, "sender")
    sender.start()

    def send(n):
        for i in range(50):
            sender.client.publish("many/%d" % n, str(i), qos=1 + i % 2)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    got = {}
    for _ in range(200):
        topic, payload = receiver.message()[:2]
        got.setdefault(topic, []).append(int(payload))
    for topic in sorted(got):
        print(topic, sorted(got[topic]) == list(range(50)))
    sender.stop()
    receiver.stop()


def retained(port):
    a = Peer(port, "a")
    a.start()
    a.client.publish("r/one", "kept", qos=1, retain=True).wait_for_publish()
    b = Peer(port, "b")
    b.start()
    b.subscribe("r/#", 1)
    print("retained:", b.message())
    a.client.publish("r/one", "", qos=1, retain=True).wait_for_publish()
    print("removed:", b.message())
    a.stop()
    b.stop()


def will(port):
    watcher = Peer(port, "watcher")
    watcher.start()
    watcher.subscribe("state/#", 1)
    dying = Peer(port, "dying", will=("state/dying", "gone", 1, True))
    dying.start()
    dying.client.loop_stop()
    dying.client.socket().close()  # without a farewell
    print("will:", watcher.message())
    polite = Peer(port, "polite", will=("state/polite", "gone", 1, False))
    polite.start()
    polite.stop()
    watcher.client.publish("state/end", "end", qos=1)
    print("none after a farewell:", watcher.message())
    watcher.stop()


def users():
    with Broker(users={"agent": "secret"}) as broker:
        for user in (("agent", "secret"), ("agent", "wrong"), None):
            peer = Peer(broker.port, "u", user=user, reconnect_on_failure=False)
            print(user, peer.start())
            peer.client.disconnect()
            peer.client.loop_stop()


def forever(port):
    """loop_forever() in a thread, ended by a callback; loop() by hand."""
    peer = Peer(port, "forever")
    peer.client.on_message = lambda client, data, message: client.disconnect()
    peer.client.connect("127.0.0.1", port)
    thread = threading.Thread(target=peer.client.loop_forever)
    thread.start()
    print(peer.events.get(timeout=WAIT))
    print(peer.subscribe("end"))
    publish.single("end", "now", hostname="127.0.0.1", port=port)
    thread.join(WAIT)
    print("loop_forever ended:", not thread.is_alive(), peer.events.get(timeout=WAIT))

    peer = Peer(port, "by hand")
    peer.client.connect("127.0.0.1", port)
    while peer.events.empty():
        peer.client.loop(0.1)
    print("by hand:", peer.events.get())
    peer.client.disconnect()


def helpers(port):
    publish.multiple(
        [{"topic": "h/1", "payload": "one", "qos": 1, "retain": True}, ("h/2", "two", 2, True)],
        hostname="127.0.0.1",
        port=port,
    )
    messages = subscribe.simple("h/#", qos=1, msg_count=2, hostname="127.0.0.1", port=port)
    print("helpers:", sorted((message.topic, message.payload) for message in messages))


def version_5(port):
    peer = Peer(port, "five", protocol=mqtt.MQTTv5)
    print("MQTT 5:", peer.start())
    print(peer.subscribe("five/#", qos=1))
    properties = mqtt.Properties(PacketTypes.PUBLISH)
    properties.ContentType = "text/plain"
    properties.UserProperty = ("key", "value")
    peer.client.publish("five/x", "with properties", qos=1, properties=properties)
    message = peer.messages.get(timeout=WAIT)
    print(message.payload, message.properties.ContentType, message.properties.UserProperty)
    peer.client.disconnect()
    peer.client.loop_stop()


def refused():
    client = mqtt.Client("nobody")
    with Broker() as broker:
        port = broker.port
        broker.stop()
        try:
            client.connect("127.0.0.1", port)
        except ConnectionRefusedError:
            print("refused")
        broker.start()
    try:
        client.publish("a/+", "x")
    except ValueError as exc:
        print(exc)


threads = threading.active_count()
with Broker() as broker:
    for part in (qualities, many, retained, will, forever, helpers, version_5):
        part(broker.port)
users()
refused()
wait_until(lambda: threading.active_count() == threads)
print("no thread is left")
