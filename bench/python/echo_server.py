# SPDX-License-Identifier: MIT
"""A thread-per-connection echo server in plain blocking style: the same file for every peer.

    echo_server.py [gevent | pump]

Prints its port; serves until a line comes on a connection that begins with b"stop". With `pump`
echo_pump.py runs beside.
"""

import sys

if "gevent" in sys.argv:
    from gevent import monkey

    monkey.patch_all()

import socket
import threading

stopped = threading.Event()


def serve(conn):
    with conn:
        try:
            while True:
                data = conn.recv(1024)
                if not data:
                    break
                if data.startswith(b"stop"):
                    stopped.set()
                    break
                conn.sendall(data)
        except OSError:
            pass  # reset by the peer


def accept(server):
    while True:
        conn, _ = server.accept()
        threading.Thread(target=serve, args=(conn,), daemon=True).start()


server = socket.create_server(("127.0.0.1", 0), backlog=4096)
print(server.getsockname()[1])
if hasattr(sys.stdout, "flush"):
    sys.stdout.flush()
threading.Thread(target=accept, args=(server,), daemon=True).start()
if "pump" in sys.argv:
    import echo_pump

    echo_pump.run(stopped)
stopped.wait()
