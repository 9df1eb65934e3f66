# SPDX-License-Identifier: MIT
"""Our ssl against OpenSSL's own programs: `openssl s_server` and `openssl s_client`.

    tls_openssl.py INTERPRETER...
"""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from tls.certificates import Certificates  # noqa: E402

TIMEOUT = 60

CLIENT = """
import socket, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[2])
if len(sys.argv) > 3:
    context.load_cert_chain(sys.argv[3])
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as sock:
    with context.wrap_socket(sock, server_hostname="localhost") as s:
        print(s.version(), s.cipher()[0], s.getpeercert()["subject"])
        lines = (b"x" * 999 + b"\\n") * 100
        s.sendall(b"hello\\n" + lines)
        got = b""
        while len(got) < 100006:
            data = s.recv(65536)
            assert data, len(got)
            got += data
        print(got == b"olleh\\n" + lines)
"""

SERVER = """
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
context.set_alpn_protocols(["weft"])
if len(sys.argv) > 2:
    context.load_verify_locations(sys.argv[2])
    context.verify_mode = ssl.CERT_REQUIRED
with socket.create_server(("127.0.0.1", 0)) as listener:
    print(listener.getsockname()[1])
    sock, _ = listener.accept()
    try:
        with context.wrap_socket(sock, server_side=True) as s:
            print(s.version(), s.cipher()[0], s.selected_alpn_protocol(), s.getpeercert())
            got = b""
            while not got.endswith(b"end\\n"):
                got += s.recv(65536)
            s.sendall(got.upper())
            s.unwrap()
    except ssl.SSLError as exc:
        print(type(exc).__name__, exc.reason)
"""


def start(*command, **options):
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        **options
    )


def program(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def our_client(interpreter, folder, made, certificate, options, expected, own=()):
    """Our client with `openssl s_server -rev`, which sends each line back reversed."""
    server = start(
        "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", certificate,
        "-rev", "-naccept", "1", "-tls1_2", *options
    )
    try:
        port = None
        while port is None:
            line = server.stdout.readline()
            assert line, "openssl s_server has ended"
            found = re.match(r"ACCEPT 127.0.0.1:(\d+)", line)
            port = found and found.group(1)
        client = subprocess.run(
            [interpreter, program(folder, "client.py", CLIENT), port, made.path("authority.crt"), *own],
            capture_output=True, text=True, timeout=TIMEOUT,
        )
        assert client.returncode == 0, client
        assert re.fullmatch(expected + "\nTrue\n", client.stdout), client.stdout
    finally:
        server.kill()
        server.communicate()


def our_server(interpreter, folder, made, certificate, options, expected, own=(), refused=False):
    """Our server with `openssl s_client`."""
    server = start(interpreter, program(folder, "server.py", SERVER), certificate, *own)
    try:
        port = server.stdout.readline().strip()
        text = "hello\n" + "y" * 50000 + "\nend\n"
        client = start(
            "openssl", "s_client", "-connect", "127.0.0.1:" + port, "-CAfile", made.path("authority.crt"),
            "-verify_return_error", "-verify_hostname", "localhost", "-quiet", "-tls1_2", *options
        )
        try:
            client.stdin.write(text)
            client.stdin.flush()
            printed = client.stdout.read()
        except BrokenPipeError:
            printed = ""
        finally:
            client.kill()
        assert refused or text.upper() in printed, printed[:2000]
        said = server.communicate(timeout=TIMEOUT)[0]
        assert server.returncode == 0, said
        assert re.fullmatch(expected + "\n", said), said
    finally:
        server.kill()
        server.wait()


def check(interpreter, folder, made):
    ec, rsa = made.path("ec.pem"), made.path("rsa.pem")
    client = made.path("client.pem")
    subject = r" \(\(\('commonName', '%s'\),\),\)"
    for options, certificate, suite in (
        ((), ec, "ECDHE-ECDSA-AES256-GCM-SHA384"),
        ((), rsa, "ECDHE-RSA-AES256-GCM-SHA384"),
        (("-cipher", "ECDHE-RSA-AES128-GCM-SHA256"), rsa, "ECDHE-RSA-AES128-GCM-SHA256"),
        (("-cipher", "ECDHE-RSA-CHACHA20-POLY1305"), rsa, "ECDHE-RSA-CHACHA20-POLY1305"),
        (("-cipher", "ECDHE-ECDSA-AES256-SHA384"), ec, "ECDHE-ECDSA-AES256-SHA384"),
        (("-cipher", "DHE-RSA-AES128-GCM-SHA256"), rsa, "DHE-RSA-AES128-GCM-SHA256"),
    ):
        name = "ec" if certificate == ec else "rsa"
        expected = "TLSv1.2 (%s)" % (suite if options else "ECDHE-.*") + subject % name
        our_client(interpreter, folder, made, certificate, options, expected)
        expected = "TLSv1.2 %s weft None" % (suite if options else "ECDHE-.*")
        our_server(interpreter, folder, made, certificate, options + ("-alpn", "h2,weft"), expected)
    verify = ("-Verify", "2", "-CAfile", made.path("authority.crt"), "-verify_return_error")
    our_client(interpreter, folder, made, ec, verify, "TLSv1.2 ECDHE-.*" + subject % "ec", (client,))
    own = (made.path("authority.crt"),)
    our_server(
        interpreter, folder, made, ec, ("-cert", client, "-key", client),
        "TLSv1.2 ECDHE-.* None .*'subject'.*'client'.*", own,
    )
    our_server(
        interpreter, folder, made, ec, (), "SSLError PEER_DID_NOT_RETURN_A_CERTIFICATE", own, refused=True
    )


def main(interpreters):
    with Certificates() as made, tempfile.TemporaryDirectory() as folder:
        made.signed("ec", "server")
        made.signed("rsa", "server", key="rsa")
        made.signed("client", "client")
        for interpreter in interpreters:
            check(os.path.abspath(interpreter), folder, made)
            print(interpreter, "OK")


if __name__ == "__main__":
    main(sys.argv[1:])
