# SPDX-License-Identifier: MIT
# weft: args -X heapsize=16m
# paho-mqtt by TLS: messages pass once the broker's certificate was checked against its authority's and
# by its name, and ours by the broker; a certificate of another authority is refused.

import os
import queue
import subprocess

import paho.mqtt.client as mqtt
from broker import Broker


def openssl(folder, *arguments):
    subprocess.run(("openssl",) + arguments, cwd=folder, check=True, stderr=subprocess.DEVNULL)


def authority(folder, name):
    key = ("-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key")
    openssl(folder, "req", "-x509", *key, "-out", name + ".crt", "-subj", "/CN=" + name, "-days", "2")


def certificate(folder, name, by):
    with open("%s/%s.ext" % (folder, name), "w") as file:
        file.write("subjectAltName=DNS:%s\n" % name)
    key = ("-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key")
    openssl(folder, "req", "-new", *key, "-out", name + ".csr", "-subj", "/CN=" + name)
    signer = ("-CA", by + ".crt", "-CAkey", by + ".key", "-CAcreateserial")
    files = ("-in", name + ".csr", "-out", name + ".crt", "-extfile", name + ".ext")
    openssl(folder, "x509", "-req", *signer, *files, "-days", "2")


def session(port, **tls):
    """What comes of connecting: a message that went through, or how it failed."""
    client = mqtt.Client("secret agent", reconnect_on_failure=False)
    client.tls_set(**tls)
    got = queue.Queue()
    client.on_connect = lambda client, data, flags, rc: client.subscribe("t", 1)
    client.on_subscribe = lambda *args: client.publish("t", "x" * 50000, qos=1)
    client.on_message = lambda client, data, message: got.put(len(message.payload))
    try:
        client.connect("localhost", port)
        client.loop_start()
        return got.get(timeout=20)
    except OSError as exc:
        return type(exc).__name__
    finally:
        client.disconnect()
        client.loop_stop()


broker = Broker()
folder = broker.folder
for name in ("ours", "other"):
    authority(folder, name)
certificate(folder, "localhost", "ours")
certificate(folder, "agent", "ours")
files = {what: "%s/%s" % (folder, what) for what in os.listdir(folder)}
broker.secure(files["ours.crt"], files["localhost.crt"], files["localhost.key"])
with broker:
    ours = {"certfile": files["agent.crt"], "keyfile": files["agent.key"]}
    print("by TLS:", session(broker.port, ca_certs=files["ours.crt"], **ours))
    print("another authority:", session(broker.port, ca_certs=files["other.crt"], **ours))
