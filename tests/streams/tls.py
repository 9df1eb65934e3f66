# SPDX-License-Identifier: MIT
"""The boards' ssl, against CPython's: `secure.py` on an interpreter that has MicroPython's `tls`.

    tls.py INTERPRETER
"""

import os
import socket
import ssl
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "python", "tls"))

import certificates


def echo(conn):
    """Answers in capitals; after `close` it closes, without a word in TLS."""
    try:
        with conn:
            while True:
                data = conn.recv(4096)
                if not data:
                    break
                conn.sendall(data.upper())
                if data == b"close":
                    break
    except OSError:
        pass


def serve(listener, context):
    while True:
        try:
            conn, _ = listener.accept()
        except OSError:
            return  # closed
        try:
            secured = context.wrap_socket(conn, server_side=True)
        except OSError:
            conn.close()
            continue
        threading.Thread(target=echo, args=(secured,), daemon=True).start()


def main(interpreter):
    with certificates.Certificates() as made:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.signed("server", "server"))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=serve, args=(listener, context), daemon=True).start()
            done = subprocess.run(
                [interpreter, "-X", "heapsize=16m", "secure.py"],
                cwd=HERE,
                env=dict(
                    os.environ,
                    WEFT_CERTIFICATES=made.folder,
                    WEFT_PEER=str(listener.getsockname()[1]),
                ),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=120,
            )
    out = done.stdout.decode()
    print(out)
    if done.returncode or out.splitlines()[-1:] != ["OK"]:
        sys.exit("FAIL")


if __name__ == "__main__":
    main(*sys.argv[1:])
