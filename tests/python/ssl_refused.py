# SPDX-License-Identifier: MIT
# weft: args -X heapsize=8m
"""Certificates that are refused, and what each side learns of it."""

import socket
import ssl
import threading

from tls.certificates import Certificates


def context(protocol, file=None, authority=None):
    made = ssl.SSLContext(protocol)
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    if file:
        made.load_cert_chain(file)
    if authority:
        made.load_verify_locations(authority)
    return made


def meet(server, client, hostname="localhost", says_why=True):
    """A handshake between two contexts: prints what becomes of it."""
    ours, theirs = socket.socketpair()
    seen = []

    def serve():
        try:
            with server.wrap_socket(theirs, server_side=True) as sock:
                cert = sock.getpeercert()
                seen.append(cert and cert["subject"])
                sock.sendall(b"welcome")
                sock.recv(1)
        except ssl.SSLError as exc:
            seen.append(type(exc).__name__)
        except OSError:
            seen.append("OSError")  # the client has gone before the alert was out
        finally:
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=hostname) as sock:
            print("  client:", sock.recv(100), sock.getpeercert() == {})
    except ssl.SSLCertVerificationError as exc:
        print("  client:", type(exc).__name__, exc.verify_code, exc.verify_message)
        print("         ", exc.errno, exc.reason, exc.library, str(exc).split(" (_ssl.c")[0])
    except ssl.SSLError as exc:
        print("  client:", type(exc).__name__, exc.reason if says_why else "")
    finally:
        ours.close()
    thread.join()
    print("  server:", *seen)


with Certificates() as made:
    authority = made.path("authority.crt")
    names = ("good", "RSA", "for another name", "expired", "not yet valid", "self-signed")
    files = {
        "good": made.signed("good", "server"),
        "RSA": made.signed("rsa", "server", key="rsa"),
        "for another name": made.signed("other", "other"),
        "expired": made.signed("old", "server", "20200101000000Z", "20200201000000Z"),
        "not yet valid": made.signed("new", "server", "20450101000000Z", "20450201000000Z"),
        "self-signed": made.self_signed("alone", "server"),
    }
    servers = {name: context(ssl.PROTOCOL_TLS_SERVER, file) for name, file in files.items()}
    client = context(ssl.PROTOCOL_TLS_CLIENT, None, authority)
    for name in names:
        print(name)
        meet(servers[name], client)
    print("by address")
    meet(servers["good"], client, "127.0.0.1")
    meet(servers["good"], client, "::1")
    meet(servers["good"], client, "127.0.0.2")
    meet(servers["for another name"], client, "127.0.0.2")
    print("wildcards")
    meet(servers["good"], client, "a.example.org")
    meet(servers["good"], client, "a.b.example.org")
    meet(servers["good"], client, "example.org")
    print("another name, unasked")
    client.check_hostname = False
    meet(servers["for another name"], client)
    meet(servers["for another name"], client, None)
    meet(servers["expired"], client)
    client.verify_mode = ssl.CERT_OPTIONAL
    meet(servers["expired"], client)
    print("nothing is verified")
    client.verify_mode = ssl.CERT_NONE
    for name in names:
        meet(servers[name], client)
    print("unknown authority")
    meet(servers["good"], context(ssl.PROTOCOL_TLS_CLIENT))
    stranger = context(ssl.PROTOCOL_TLS_CLIENT, None, made.path("alone.crt"))
    meet(servers["good"], stranger)
    meet(servers["self-signed"], stranger)
    print("a chain with its own authority")
    with open(made.path("whole.pem"), "w") as whole:
        for part in ("good.crt", "authority.crt", "good.key"):
            with open(made.path(part)) as file:
                whole.write(file.read())
    chain = context(ssl.PROTOCOL_TLS_SERVER, made.path("whole.pem"))
    meet(chain, client)
    client = context(ssl.PROTOCOL_TLS_CLIENT, None, authority)
    meet(chain, client)
    meet(chain, stranger)

    print("clients' certificates")
    for mode in (ssl.CERT_OPTIONAL, ssl.CERT_REQUIRED):
        server = context(ssl.PROTOCOL_TLS_SERVER, files["good"], authority)
        server.verify_mode = mode
        for name in (None, made.signed("client", "client"), files["self-signed"], files["expired"]):
            says_why = mode == ssl.CERT_REQUIRED  # mbedTLS has one answer for all with CERT_OPTIONAL
            meet(server, context(ssl.PROTOCOL_TLS_CLIENT, name, authority), says_why=says_why)

    print("no cipher in common, no certificate")
    server = context(ssl.PROTOCOL_TLS_SERVER, files["good"])
    server.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    meet(server, client)
    meet(context(ssl.PROTOCOL_TLS_SERVER), client)

    print("a key with a password")
    for password in ("right", b"right", lambda: "right", "wrong"):
        made.encrypt("good", "right")
        server = context(ssl.PROTOCOL_TLS_SERVER)
        try:
            server.load_cert_chain(made.path("good.crt"), made.path("good.encrypted"), password)
            meet(server, client)
        except ssl.SSLError as exc:
            print(" ", type(exc).__name__)
    print("a certificate in place of another, of two")
    server = context(ssl.PROTOCOL_TLS_SERVER, files["for another name"])
    server.load_cert_chain(files["RSA"])
    meet(server, client)
    server.load_cert_chain(files["good"])
    meet(server, client)
