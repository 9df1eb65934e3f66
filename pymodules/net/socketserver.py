# SPDX-License-Identifier: MIT
"""CPython 3.13's `socketserver`, without the classes that fork. A server that waits for a request, and
a handler that waits for its peer, park alone; ThreadingMixIn's threads are green.

It has a server's contract from there too: handle_error() is called for an Exception of a handler;
others, such as SystemExit, end the thread that handles the request, or serve_forever(). Where CPython
leaves things open: a server that is closed while it serves stops serving, and one for which no
descriptor is left tries again after RETRY_DELAY seconds instead of at once, and for ever.
"""

import errno
import io
import sys
import threading
import time

import _select
import socket

__all__ = [
    "BaseServer",
    "TCPServer",
    "UDPServer",
    "ThreadingUDPServer",
    "ThreadingTCPServer",
    "BaseRequestHandler",
    "StreamRequestHandler",
    "DatagramRequestHandler",
    "ThreadingMixIn",
    "UnixStreamServer",
    "UnixDatagramServer",
    "ThreadingUnixStreamServer",
    "ThreadingUnixDatagramServer",
]

RETRY_DELAY = 0.05
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

_handled = threading.local()  # .exception: what handle_error() is called for


class BaseServer:
    """What servers have in common. A subclass has fileno(), get_request(), and what it overrides."""

    timeout = None

    def __init__(self, server_address, RequestHandlerClass):
        self.server_address = server_address
        self.RequestHandlerClass = RequestHandlerClass
        self._stopped = threading.Event()
        self._stopped.set()
        self._stopping = False

    def server_activate(self):
        """Called when the server is bound: nothing to do here."""

    def serve_forever(self, poll_interval=0.5):
        """Handle requests until shutdown(), for which it looks every `poll_interval` seconds."""
        self._stopped.clear()
        try:
            while not self._stopping:
                fd = self.fileno()
                if fd < 0:
                    break
                if _select.wait(fd, False, poll_interval) and not self._stopping:
                    self._handle_request_noblock()
                self.service_actions()
        finally:
            self._stopping = False
            self._stopped.set()

    def shutdown(self):
        """Have serve_forever() return, and wait until it has. Call it from another thread."""
        self._stopping = True
        self._stopped.wait()

    def service_actions(self):
        """Called by serve_forever() in each round."""

    def handle_request(self):
        """Handle one request; handle_timeout() if none comes within the timeout."""
        limits = [self.timeout, self.socket.gettimeout()]
        limits = [limit for limit in limits if limit is not None]
        if _select.wait(self.fileno(), False, min(limits) if limits else None):
            self._handle_request_noblock()
        else:
            self.handle_timeout()

    def _handle_request_noblock(self):
        try:
            request, client_address = self.get_request()
        except OSError as exc:
            if exc.errno in _EXHAUSTED:
                time.sleep(RETRY_DELAY)
            return
        try:
            if self.verify_request(request, client_address):
                self.process_request(request, client_address)
            else:
                self.shutdown_request(request)
        except Exception as exc:
            self._failed(exc, request, client_address)
            self.shutdown_request(request)
        except:
            self.shutdown_request(request)
            raise

    def _failed(self, exc, request, client_address):
        _handled.exception = exc
        try:
            self.handle_error(request, client_address)
        finally:
            _handled.exception = None

    def handle_timeout(self):
        """Called by handle_request() when no request came in time: nothing to do here."""

    def verify_request(self, request, client_address):
        """Whether to handle a request: yes here."""
        return True

    def process_request(self, request, client_address):
        """Have a request handled, and close it."""
        self.finish_request(request, client_address)
        self.shutdown_request(request)

    def server_close(self):
        """Free what the server has. Wait for its threads, if it has any."""
        self._join_threads()

    def _join_threads(self):
        """ThreadingMixIn's, which super() would not find: MicroPython's looks into the bases only."""

    def finish_request(self, request, client_address):
        """Make the handler, which handles the request."""
        self.RequestHandlerClass(request, client_address, self)

    def shutdown_request(self, request):
        """End a request and close it."""
        self.close_request(request)

    def close_request(self, request):
        """Close a request: nothing to do here."""

    def handle_error(self, request, client_address):
        """Print the exception of a handler to sys.stderr."""
        text = io.StringIO()
        line = "-" * 40 + "\n"
        text.write(line)
        text.write("Exception occurred during processing of request from %s\n" % (client_address,))
        exc = getattr(_handled, "exception", None)
        if exc is not None:
            sys.print_exception(exc, text)
        text.write(line)
        sys.stderr.write(text.getvalue())

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.server_close()


class TCPServer(BaseServer):
    """A server for TCP at (host, port): its requests are connections. Class attributes say which
    kind of socket, and how many connections may wait."""

    address_family = socket.AF_INET
    socket_type = socket.SOCK_STREAM
    request_queue_size = 5
    allow_reuse_address = False
    allow_reuse_port = False

    def __init__(self, server_address, RequestHandlerClass, bind_and_activate=True):
        BaseServer.__init__(self, server_address, RequestHandlerClass)
        self.socket = socket.socket(self.address_family, self.socket_type)
        if bind_and_activate:
            try:
                self.server_bind()
                self.server_activate()
            except:
                self.server_close()
                raise

    def server_bind(self):
        """Bind the socket; server_address is then what it is bound to. OSError."""
        if self.allow_reuse_address:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self.allow_reuse_port and self.address_family in (socket.AF_INET, socket.AF_INET6):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def server_activate(self):
        """Listen."""
        self.socket.listen(self.request_queue_size)

    def server_close(self):
        """Close the socket. Wait for the server's threads, if it has any."""
        self.socket.close()
        self._join_threads()

    def fileno(self):
        """The socket's descriptor, -1 once it is closed."""
        return self.socket.fileno()

    def get_request(self):
        """Accept a connection: (socket, the peer's address)."""
        return self.socket.accept()

    def shutdown_request(self, request):
        """Tell the peer that nothing more comes, and close the connection."""
        try:
            request.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the peer was faster
        self.close_request(request)

    def close_request(self, request):
        """Close the connection."""
        request.close()


class UDPServer(TCPServer):
    """A request is (packet, the server's socket)."""

    socket_type = socket.SOCK_DGRAM
    max_packet_size = 8192

    def get_request(self):
        """Receive a packet: ((packet, the server's socket), the sender's address)."""
        data, client_address = self.socket.recvfrom(self.max_packet_size)
        return (data, self.socket), client_address

    def server_activate(self):
        """Nothing to do: there are no connections."""

    def shutdown_request(self, request):
        """Nothing to do: there are no connections."""
        self.close_request(request)

    def close_request(self, request):
        """Nothing to do: there are no connections."""


class ThreadingMixIn:
    """Handles each request in a thread of its own. Put it before the server among the bases."""

    daemon_threads = False
    block_on_close = True  # server_close() waits for the threads that are not daemons
    _threads = ()

    def process_request_thread(self, request, client_address):
        """What the request's thread does: handle it and close it."""
        try:
            self.finish_request(request, client_address)
        except Exception as exc:
            self._failed(exc, request, client_address)
        finally:
            self.shutdown_request(request)

    def process_request(self, request, client_address):
        """Start a green thread for the request."""
        thread = threading.Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            daemon=self.daemon_threads,
        )
        thread.start()
        if self.block_on_close and not self.daemon_threads:
            self._threads = [known for known in self._threads if known.is_alive()]
            self._threads.append(thread)

    def _join_threads(self):
        threads, self._threads = self._threads, ()
        for thread in threads:
            thread.join()


class ThreadingUDPServer(ThreadingMixIn, UDPServer):
    """A UDPServer with a thread for each packet."""


class ThreadingTCPServer(ThreadingMixIn, TCPServer):
    """A TCPServer with a thread for each connection."""


class UnixStreamServer(TCPServer):
    """A TCPServer at the path of a unix socket."""

    address_family = socket.AF_UNIX


class UnixDatagramServer(UDPServer):
    """A UDPServer at the path of a unix socket."""

    address_family = socket.AF_UNIX


class ThreadingUnixStreamServer(ThreadingMixIn, UnixStreamServer):
    """A UnixStreamServer with a thread for each connection."""


class ThreadingUnixDatagramServer(ThreadingMixIn, UnixDatagramServer):
    """A UnixDatagramServer with a thread for each packet."""


class BaseRequestHandler:
    """Made for each request: setup(), handle(), and finish() whatever handle() does."""

    def __init__(self, request, client_address, server):
        self.request = request
        self.client_address = client_address
        self.server = server
        self.setup()
        try:
            self.handle()
        finally:
            self.finish()

    def setup(self):
        """Called before handle(): nothing to do here."""

    def handle(self):
        """Handle the request: for a subclass to say."""

    def finish(self):
        """Called after handle(), whatever it does: nothing to do here."""


class StreamRequestHandler(BaseRequestHandler):
    """rfile and wfile are files over the connection."""

    rbufsize = -1
    wbufsize = 0
    timeout = None
    disable_nagle_algorithm = False

    def setup(self):
        """Make rfile and wfile, and set the connection's timeout, in seconds."""
        self.connection = self.request
        if self.timeout is not None:
            self.connection.settimeout(self.timeout)
        if self.disable_nagle_algorithm:
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rfile = self.connection.makefile("rb", self.rbufsize)
        if self.wbufsize == 0:
            self.wfile = _SocketWriter(self.connection)
        else:
            self.wfile = self.connection.makefile("wb", self.wbufsize)

    def finish(self):
        """Send what is buffered, and close rfile and wfile."""
        if not self.wfile.closed:
            try:
                self.wfile.flush()
            except OSError:
                pass  # the peer has gone, of which handle() will have learnt
        self.wfile.close()
        self.rfile.close()


class _SocketWriter:
    """A file that sends what is written to it at once, and all of it."""

    closed = False

    def __init__(self, sock):
        self._sock = sock

    def readable(self):
        return False

    def writable(self):
        return True

    def write(self, data):
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        self._sock.sendall(data)
        return len(data)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def fileno(self):
        return self._sock.fileno()

    def flush(self):
        pass

    def close(self):
        self.closed = True

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


class DatagramRequestHandler(BaseRequestHandler):
    """rfile holds the packet; what is written to wfile is sent back."""

    def setup(self):
        """Make rfile, which holds the packet, and wfile."""
        self.packet, self.socket = self.request
        self.rfile = io.BytesIO(self.packet)
        self.wfile = io.BytesIO()

    def finish(self):
        """Send what is in wfile to the sender."""
        self.socket.sendto(self.wfile.getvalue(), self.client_address)
