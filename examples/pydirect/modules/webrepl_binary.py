# SPDX-License-Identifier: MIT
"""Stand-in for pyDirect's C module `webrepl_binary`: Studio's protocol, CBOR arrays in binary WebSocket
messages. docs/pydirect.md has its table.

As on the device a command is compiled and run inside process_queue(), in the globals of `__main__`,
one after another; an interrupt is passed on as soon as it comes. What differs: process_queue() may be
entered again while a command in it waits; what a command prints, or a thread that it has started,
carries its channel and id; several clients may be there.
"""

import builtins
import io
import logging
import queue
import sys
import threading
import time

import __main__ as _main
import _weft
import cbor
import weft
import websocket
import wsserver

EVENT, TRM, M2M, FILE = 0, 1, 2, 23
AUTH, AUTH_OK, AUTH_FAILED, INFO, LOG = 0, 1, 2, 3, 4  # events
EXECUTE, INTERRUPT, RESET = 0, 1, 2  # from the client
RESULT, PROGRESS, COMPLETIONS = 0, 2, 3  # to it

_WRONG_PASSWORDS = 3  # then the connection is closed
_WRONG_PASSWORD_SECONDS = 0.3
_WAITING = 256  # messages that wait to be sent; who prints more waits
_GAPS = 1000

password = None  # in place of the one that start() is given
_password = None
_running = False
_on_auth = None
_clients = []  # authenticated
_queue = queue.SimpleQueue()  # what process_queue() is to call

gaps = []  # the last pump gaps, in microseconds: from one process_queue() to the next
_last = None


# --- clients ---


class _Protocol:
    """wsserver.handler."""

    protocol = "webrepl.binary.v1"

    def connected(self, client):
        client.authenticated = False
        client.wrong = 0
        client.transfer = None
        client.messages = queue.Queue(_WAITING)
        sender = threading.Thread(target=_send_all, args=(client,), name="sender", daemon=True)
        sender.priority = weft.SYSTEM
        sender.start()

    def disconnected(self, client):
        if client in _clients:
            _clients.remove(client)
        client.messages.shutdown(immediate=True)
        if client.transfer is not None:
            client.transfer.close()

    def received(self, client, kind, data):
        try:
            if kind != websocket.BINARY:
                raise cbor.Error("not a binary message")
            message = cbor.decode(data)
            if not isinstance(message, list) or len(message) < 2:
                raise cbor.Error("not an array of channel and operation")
            if not all(type(word) is int for word in message[:2]):
                raise cbor.Error("channel or operation is no number")
            _received(client, message)
        except cbor.Error as exc:
            _send(client, [EVENT, AUTH_FAILED, "Malformed message: %s" % exc])


def _send_all(client):
    """What a client's sender does."""
    try:
        while True:
            client.connection.send(cbor.encode(client.messages.get()))
    except (queue.ShutDown, OSError):
        client.connection.close()


def _send(client, message, wait=False):
    """Send it in its turn. Where there are too many, wait, or drop it. False: the client is gone."""
    try:
        client.messages.put(message, wait)
    except queue.Full:
        pass
    except queue.ShutDown:
        return False
    return True


def _send_to_all(message):
    for client in list(_clients):
        _send(client, message)


def _received(client, message):
    channel, operation = message[:2]
    if channel == EVENT and operation == AUTH:
        _authenticate(client, message[2] if len(message) > 2 else None)
    elif not client.authenticated:
        _send(client, [EVENT, AUTH_FAILED, "Not authenticated"])
    elif channel == FILE:
        _queue.put(lambda: _file(client, message))
    elif channel not in (TRM, M2M):
        raise cbor.Error("channel not known")
    elif operation == EXECUTE:
        _queue.put(_command_of(client, message))
    elif operation == INTERRUPT:
        # As mp_sched_keyboard_interrupt() on the device: whom it is for is decided there.
        _weft.interrupt_main()
        _send(client, [channel, PROGRESS, 1, "KeyboardInterrupt"])
    elif operation == RESET:
        _queue.put(_hard_reset if len(message) > 2 and message[2] == 1 else _soft_reset)
    else:
        raise cbor.Error("operation not known")


def _authenticate(client, password):
    if not isinstance(password, str):
        _send(client, [EVENT, AUTH_FAILED, "Invalid password format"])
    elif not _same(password, _password):
        time.sleep(_WRONG_PASSWORD_SECONDS)
        _send(client, [EVENT, AUTH_FAILED, "Invalid password"])
        client.wrong += 1
    else:
        client.authenticated = True
        if client not in _clients:
            _clients.append(client)
        _send(client, [EVENT, AUTH_OK])
        if _on_auth is not None:
            _queue.put(lambda: _on_auth(client.number))
        return
    if client.wrong >= _WRONG_PASSWORDS:
        client.messages.shutdown()  # the sender sends what is there, and closes


def _same(password, expected):
    """In a time that does not tell how much of it is right."""
    password, expected = password.encode(), expected.encode()
    different = len(password) ^ len(expected)
    for at, byte in enumerate(password):
        different |= byte ^ expected[at % len(expected)] if expected else 1
    return different == 0


# --- commands ---


class Command(weft.Group):
    """A piece of code to run. What it starts belongs to it, and prints where it does."""

    def __init__(self, client, channel, code, id):
        super().__init__("command %s" % id if id is not None else "command")
        self.client = client
        self.channel = channel
        self.code = code
        self.id = id

    def send(self, *message):
        return _send(self.client, message if self.id is None else message + (self.id,), wait=True)

    def output(self, text):
        if not self.send(self.channel, RESULT, text):
            _plain_print(text, end="")  # its client is gone

    def progress(self, status, error=None):
        message = [self.channel, PROGRESS, status]
        if error is not None or self.id is not None:
            message.append(error)
        self.send(*message)

    def __call__(self):
        self.parent = weft.current_group()  # whoever stops what the pump has started stops it too
        error = None
        try:
            with self:
                self.execute()
        except BaseException as exc:
            error = exc
        if error is None:
            self.progress(0)
            return
        text = io.StringIO()
        sys.print_exception(error, text)
        self.output(text.getvalue())
        self.progress(1, "Exception")

    def execute(self):
        source, self.code = self.code, None
        code = None
        if self.channel == TRM:
            try:  # as at a prompt, where an expression is printed
                code = compile(source, "<stdin>", "single")
            except SyntaxError:
                pass
        exec(code or compile(source, "<stdin>", "exec"), _main.__dict__)


def _command_of(client, message):
    channel, code = message[0], message[2] if len(message) > 2 else None
    if isinstance(code, bytes):
        try:
            code = code.decode()
        except UnicodeError:
            raise cbor.Error("code is not UTF-8")
    if not isinstance(code, str):
        raise cbor.Error("no code")
    id = message[4] if len(message) > 4 else None
    if id is None and len(message) == 4 and isinstance(message[3], str):
        id = message[3]
    if id is not None and not isinstance(id, str):
        raise cbor.Error("id is no text")
    if code.endswith("\t"):
        return lambda: _send(client, [channel, COMPLETIONS, _completions(code[:-1])])
    return Command(client, channel, code, id)


def _completions(text):
    """What may follow at the end of `text`: whole names, as the last word would read."""
    word = ""
    for char in text:
        word = word + char if char == "." or char == "_" or char.isalpha() or char.isdigit() else ""
    path = word.split(".")
    names = list(_main.__dict__)
    target = _main
    for name in path[:-1]:
        target = getattr(target, name, None)
        if target is None:
            return []
        names = dir(target)
    prefix = "".join(name + "." for name in path[:-1])
    return sorted(prefix + name for name in names if name.startswith(path[-1]))


def _soft_reset():
    raise SystemExit


def _hard_reset():
    import host

    host.exit()


def process_queue():
    """Run what has come. Returns how many there were."""
    _note_gap()
    count = 0
    while True:
        try:
            call = _queue.get_nowait()
        except queue.Empty:
            return count
        count += 1
        call()


process = process_queue


def _note_gap():
    global _last
    now = time.ticks_us()
    if _last is not None:
        gaps.append(time.ticks_diff(now, _last))
        if len(gaps) > _GAPS:
            del gaps[: _GAPS // 2]
    _last = now


# --- output ---


def current_command():
    """The Command that the caller, or the thread that it is, belongs to; None."""
    group = weft.current_group()
    while group is not None and not isinstance(group, Command):
        group = group.parent or getattr(group, "starter", None)
    return group


_plain_print = builtins.print
_plain_repl_print = builtins.__repl_print__


def _print(*values, sep=" ", end="\n", file=None):
    """print(), to the client whose command it is."""
    command = current_command() if file is None or file is sys.stdout else None
    if command is not None:
        command.output(sep.join(str(value) for value in values) + end)
    elif file is None:
        _plain_print(*values, sep=sep, end=end)
    else:
        _plain_print(*values, sep=sep, end=end, file=file)


def _repl_print(value):
    if value is not None:
        _print(repr(value))


# --- files ---

_RRQ, _WRQ, _DATA, _ACK, _ERROR = 1, 2, 3, 4, 5
_BLOCK = 4096
_MAX_BLOCK = 65536
_NOT_DEFINED, _NOT_FOUND, _ACCESS, _ILLEGAL = 0, 1, 2, 4


class _Transfer:
    """A file that is read or written, a block at a time."""

    def __init__(self, path, mode, block):
        self.file = open(path, mode)
        self.block = block
        self.number = 0
        self.last = False

    def close(self):
        self.file.close()


def _file(client, message):
    try:
        _file_operation(client, message[1], message[2:])
    except OSError as exc:
        _end_transfer(client)
        code = _NOT_FOUND if exc.args and exc.args[0] == 2 else _ACCESS
        _send(client, [FILE, _ERROR, code, "%s" % exc])


def _end_transfer(client):
    if client.transfer is not None:
        client.transfer.close()
        client.transfer = None


def _file_operation(client, operation, args):
    transfer = client.transfer
    if operation in (_RRQ, _WRQ) and args and isinstance(args[0], str):
        _end_transfer(client)
        reads = operation == _RRQ
        sizes = [size for size in args[1:] if type(size) is int]
        wanted = sizes[0 if reads else 1] if len(sizes) > (0 if reads else 1) else 0
        block = min(wanted, _MAX_BLOCK) if wanted > 0 else _BLOCK
        client.transfer = transfer = _Transfer(args[0], "rb" if reads else "wb", block)
        size = sizes[0] if sizes and not reads else 0
        if reads:
            size = transfer.file.seek(0, 2)
            transfer.file.seek(0)
        _send(client, [FILE, _ACK, 0, size, block] if size else [FILE, _ACK, 0])
    elif operation == _DATA and transfer is not None and len(args) > 1:
        number, data = args[:2]
        if number == transfer.number + 1 and isinstance(data, bytes):
            transfer.file.write(data)
            transfer.number = number
            if len(data) < transfer.block:
                _end_transfer(client)
        _send(client, [FILE, _ACK, transfer.number])
    elif operation == _ACK and transfer is not None and args:
        if args[0] != transfer.number:
            return
        if transfer.last:
            _end_transfer(client)
            return
        data = transfer.file.read(transfer.block)
        transfer.number += 1
        transfer.last = len(data) < transfer.block
        _send(client, [FILE, _DATA, transfer.number, data])
    elif operation == _ERROR:
        _end_transfer(client)
    elif operation != _ACK:
        _send(client, [FILE, _ERROR, _ILLEGAL, "Illegal operation"])


# --- pyDirect's interface ---


def start(word, path="/wbp"):
    """Take clients that know the password, at ws://…/path."""
    global _password, _running
    if _running:
        raise RuntimeError("WebSocket already running")
    word = word if password is None else password
    if not isinstance(word, str) or not word:
        raise ValueError("a password is needed")
    _password = word
    _running = True
    builtins.print = _print
    builtins.__repl_print__ = _repl_print
    wsserver.handler = _Protocol()
    wsserver.start(path)


def stop():
    global _running
    _running = False
    builtins.print = _plain_print
    builtins.__repl_print__ = _plain_repl_print
    wsserver.handler = None
    wsserver.stop()


def start_rtc(peer):
    raise RuntimeError("no WebRTC here")


def on_data(data):
    raise RuntimeError("no WebRTC here")


def update_channel_state(is_open):
    pass


def running():
    """Whether a client is there."""
    return len(_clients) > 0


def transport():
    return "websocket" if _clients else None


def on_auth(callback):
    """Have callback(the client's number) called when one has given the password."""
    global _on_auth
    if not callable(callback):
        raise TypeError("on_auth() argument must be callable")
    _on_auth = callback


def notify(text):
    """Send an INFO event, JSON, to all clients. From any green thread or task."""
    if not isinstance(text, str):
        raise TypeError("a JSON string is needed")
    _send_to_all([EVENT, INFO, text])


def _level(level):
    return min(3, max(0, level // 10 - 1))


def log(message, level=logging.INFO, source=None):
    """Send a LOG event to all clients. `level` is logging's."""
    event = [EVENT, LOG, _level(level), message, time.ticks_ms() // 1000]
    _send_to_all(event if source is None else event + [source])


class logHandler(logging.Handler):
    """For logging: what comes goes to all clients."""

    def emit(self, record):
        if record.levelno >= self.level:
            message = record.getMessage() if hasattr(record, "getMessage") else record.message
            log(message, record.levelno, None if record.name == "root" else record.name)
