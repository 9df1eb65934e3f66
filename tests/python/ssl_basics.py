# SPDX-License-Identifier: MIT
# weft: args -X heapsize=8m
"""ssl in plain threaded style: handshakes, what a connection tells, reads and writes, its end."""

import socket
import ssl
import threading

from tls.certificates import Certificates

CIPHER = "ECDHE-ECDSA-AES128-GCM-SHA256"


def raises(what, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except what as exc:
        return exc
    raise AssertionError("no %s" % (what,))


def text_of(exc):
    """Its text, without the place in CPython's source."""
    return str(exc).split(" (_ssl.c")[0]


def in_thread(function, *args):
    thread = threading.Thread(target=function, args=args)
    thread.start()
    return thread


def server_context(file):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHER)
    return context


def client_context(authority):
    context = ssl.create_default_context(cafile=authority)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


def pair(server, client, serve, **options):
    """A client's SSLSocket; serve(sock) has the other end, in a thread."""
    ours, theirs = socket.socketpair()

    def run():
        with server.wrap_socket(theirs, server_side=True) as wrapped:
            serve(wrapped)

    thread = in_thread(run)
    wrapped = client.wrap_socket(ours, server_hostname="localhost", **options)
    return wrapped, thread


def echo(sock):
    while True:
        data = sock.recv(100000)
        if not data:
            break
        sock.sendall(data)


with Certificates() as made:
    server = server_context(made.signed("server", "server"))
    client = client_context(made.path("authority.crt"))

    # Of a context.
    print(client.verify_mode == ssl.CERT_REQUIRED, client.check_hostname)
    print(server.verify_mode == ssl.CERT_NONE, server.check_hostname)
    print([c["name"] for c in server.get_ciphers() if c["protocol"] == "TLSv1.2"])
    print([c["subject"] for c in client.get_ca_certs()], sorted(client.cert_store_stats().items()))
    print(raises(ValueError, setattr, client, "verify_mode", ssl.CERT_NONE))
    print(raises(ssl.SSLError, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).set_ciphers, "NOTHING"))
    print(raises(FileNotFoundError, server.load_cert_chain, made.path("nothing")).errno)
    print(raises(FileNotFoundError, client.load_verify_locations, made.path("nothing")).errno)
    other = made.path("authority.key")
    print(raises(ssl.SSLError, server.load_cert_chain, made.path("server.crt"), other).reason)
    print(type(raises(ssl.SSLError, server.load_cert_chain, made.path("config"))).__name__)
    print(raises(TypeError, client.load_verify_locations))
    raises(ValueError, client.load_verify_locations, cadata="")
    raises(ssl.SSLError, client.load_verify_locations, cadata="rubbish")
    fresh = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with open(made.path("authority.crt")) as file:
        pem = file.read()
    fresh.load_verify_locations(cadata=pem)
    der = ssl.PEM_cert_to_DER_cert(pem)
    print(ssl.DER_cert_to_PEM_cert(der) == pem, fresh.get_ca_certs(True) == [der])
    fresh = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    fresh.load_verify_locations(cadata=der)
    print(fresh.cert_store_stats()["x509"])
    fresh.check_hostname = False
    fresh.verify_mode = ssl.CERT_NONE
    fresh.check_hostname = True
    print(fresh.verify_mode == ssl.CERT_REQUIRED)
    print(ssl.cert_time_to_seconds("Jan  5 09:34:43 2018 GMT"), len(ssl.RAND_bytes(5000)))

    # What wrap_socket() does not take.
    for wrong in (
        lambda s: client.wrap_socket(s),
        lambda s: client.wrap_socket(s, server_hostname=""),
        lambda s: client.wrap_socket(s, server_hostname=".example.org"),
        lambda s: server.wrap_socket(s, server_side=True, server_hostname="localhost"),
        lambda s: client.wrap_socket(s, server_side=True),
        lambda s: client.wrap_socket(s, server_side=True, server_hostname="localhost"),
    ):
        with socket.socket() as s:
            raises(ValueError, wrong, s)
    a, b = socket.socketpair()
    print("Cannot create a client socket" in str(raises(ssl.SSLError, server.wrap_socket, a)))
    b.close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        print(raises(NotImplementedError, client.wrap_socket, s, server_hostname="localhost"))
    raises(TypeError, ssl.SSLSocket)

    # A connection.
    s, thread = pair(server, client, echo)
    print(isinstance(s, socket.socket), isinstance(s, ssl.SSLSocket), s.context is client)
    print(s.version(), s.cipher(), s.server_side, s.server_hostname, s.compression())
    print(s.selected_alpn_protocol(), s.session_reused, s.pending())
    cert = s.getpeercert()
    print(cert["subject"], cert["issuer"], cert["subjectAltName"], cert["version"])
    print(sorted(cert), len(s.getpeercert(True)) > 100)
    s.sendall(b"hello")
    print(s.recv(2), s.pending(), s.recv(100), s.pending())
    print(s.send(b"world"), s.recv(0))
    room = bytearray(b"..........")
    print(s.recv_into(room, 3), s.recv_into(memoryview(room)[3:]), room)
    print(s.write(b"more"), s.read(3), s.read(), s.send(b""))
    s.sendall(b"buffer")
    print(s.read(4, room), s.read(len(room), memoryview(room)[4:]), room)
    s.sendall(memoryview(bytearray(b"view")))
    print(s.recv(10))
    for refused in (
        lambda: s.recv(1, socket.MSG_PEEK),
        lambda: s.send(b"x", socket.MSG_OOB),
        lambda: s.sendall(b"x", 1),
        lambda: s.recv_into(room, 1, 1),
        lambda: s.recvfrom(1),
        lambda: s.recvfrom_into(room),
        lambda: s.sendto(b"x", ("127.0.0.1", 1)),
        lambda: s.get_channel_binding("nothing"),
    ):
        raises(ValueError, refused)
    raises(NotImplementedError, s.dup)
    with s.makefile("rwb") as file:
        file.write(b"line 1\nline 2\n")
        file.flush()
        print(file.readline(), file.read(3), file.readline())
    big = bytes(range(256)) * 400
    s.sendall(big)
    got = b""
    while len(got) < len(big):
        got += s.recv(1 << 20)
    print(got == big)

    # Timeouts, and without waiting.
    s.settimeout(0.05)
    print(raises(TimeoutError, s.recv, 1))
    s.setblocking(False)
    exc = raises(ssl.SSLWantReadError, s.recv, 1)
    print(text_of(exc), exc.errno == ssl.SSL_ERROR_WANT_READ, isinstance(exc, OSError))
    raises(ssl.SSLWantReadError, s.read)
    raises(ssl.SSLWantReadError, s.recv_into, room)
    s.setblocking(True)

    # The end, from this side: the other one gets it as the end of its data.
    fd = s.fileno()
    s.shutdown(socket.SHUT_WR)
    thread.join()
    s.close()
    print(fd > 0, s.fileno(), raises(OSError, s.recv, 1).errno)
    print(raises(ValueError, s.read), "|", raises(ValueError, s.write, b"x"))

    # unwrap(): both say that they send no more, and then the sockets are plain ones.
    def unwrap_and_go_on(sock):
        print("server got", sock.recv(10), sock.recv(10))
        plain = sock.unwrap()
        plain.sendall(b"plain " + plain.recv(10))

    s, thread = pair(server, client, unwrap_and_go_on)
    with s:
        s.sendall(b"secret")
        plain = s.unwrap()
        print(plain.version(), plain.cipher())
        plain.sendall(b"text")
        print(plain.recv(100))
        raises(ValueError, s.unwrap)
        thread.join()

    # Ragged ends: the other side has closed without a word.
    def hang_up(sock):
        sock.sendall(b"bye")

    s, thread = pair(server, client, hang_up)
    with s:
        print(s.recv(10), s.recv(10), s.recv(10))
    thread.join()
    s, thread = pair(server, client, hang_up, suppress_ragged_eofs=False)
    with s:
        thread.join()
        print(s.recv(10))
        exc = raises(ssl.SSLEOFError, s.recv, 10)
        print(exc.errno == ssl.SSL_ERROR_EOF, exc.library, isinstance(exc, ssl.SSLError))

    # A handshake by hand, without waiting.
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    raises(ValueError, client.wrap_socket, ours, server_hostname="localhost")
    ours, _ = socket.socketpair()
    ours.close()
    _.close()
    theirs.close()
    ours, theirs = socket.socketpair()
    for one in (ours, theirs):
        one.setblocking(False)
    a = client.wrap_socket(ours, server_hostname="localhost", do_handshake_on_connect=False)
    b = server.wrap_socket(theirs, server_side=True, do_handshake_on_connect=False)
    raises(ValueError, a.getpeercert)
    print(a.version(), a.cipher(), a.pending())
    left = [a, b]
    while left:
        for one in list(left):
            try:
                one.do_handshake()
                left.remove(one)
            except ssl.SSLWantReadError:
                pass
    a.send(b"ping")
    print(b.recv(10), a.version(), b.version(), a.cipher() == b.cipher(), b.getpeercert())
    # A full buffer: the same bytes again, until they are through.
    data = b"0123456789abcdef" * 1000
    count = 0
    while True:
        try:
            count += a.send(data)
        except ssl.SSLWantWriteError:
            break
    got = 0
    sent = False
    while got < count + len(data):
        try:
            piece = b.recv(1000)
            assert piece in data + data, piece
            got += len(piece)
        except ssl.SSLWantReadError:
            try:
                assert not sent
                sent = a.send(data) == len(data)
            except ssl.SSLWantWriteError:
                pass
    print("all is through", got == count + len(data), sent)
    a.close()
    b.close()

    # Wrapped before they are connected; accept() wraps what it accepts.
    listener = server.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)
    port = listener.getsockname()[1]
    serving = []

    def accept():
        sock, address = listener.accept()
        serving.append((type(sock) is ssl.SSLSocket, address[0]))
        with sock:
            echo(sock)

    for hostname in ("localhost", "127.0.0.1", "a.example.org"):
        thread = in_thread(accept)
        with client.wrap_socket(socket.socket(), server_hostname=hostname) as s:
            raises(OSError, s.do_handshake)
            s.connect(("127.0.0.1", port))
            s.sendall(b"connected")
            print(s.recv(100), s.getpeername()[1] == port, serving)
            raises(ValueError, s.connect, ("127.0.0.1", port))
        thread.join()
    print(type(raises(ValueError, listener.connect, ("127.0.0.1", port))).__name__)
    thread = in_thread(accept)
    found = ssl.get_server_certificate(("127.0.0.1", port))
    with open(made.path("server.crt")) as file:
        print(found == file.read())
    thread.join()
    listener.close()

    # ALPN.
    server.set_alpn_protocols(["http/1.1", "spdy"])
    for wanted in (["h2", "http/1.1"], ["spdy"]):
        client.set_alpn_protocols(wanted)
        chosen = []
        s, thread = pair(server, client, lambda sock: chosen.append(sock.selected_alpn_protocol()))
        print(s.selected_alpn_protocol())
        s.close()
        thread.join()
        print(chosen)

    # Classes.
    for name in (
        "SSLError SSLZeroReturnError SSLWantReadError SSLWantWriteError SSLSyscallError SSLEOFError"
        " SSLCertVerificationError"
    ).split():
        kind = getattr(ssl, name)
        exc = kind(1, "text")
        print(name, issubclass(kind, ssl.SSLError), issubclass(kind, OSError), exc.errno, exc)
    print(ssl.CertificateError is ssl.SSLCertVerificationError)
