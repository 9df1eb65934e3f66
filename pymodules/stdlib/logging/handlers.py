# SPDX-License-Identifier: MIT
"""CPython 3.13's `logging.handlers`: files that rotate, memory, queues, syslog."""

import logging
import os
import queue
import threading
import time

DEFAULT_TCP_LOGGING_PORT = 9020
DEFAULT_UDP_LOGGING_PORT = 9021
SYSLOG_UDP_PORT = 514


def _exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False


class BaseRotatingHandler(logging.FileHandler):
    namer = None
    rotator = None

    def emit(self, record):
        try:
            if self.shouldRollover(record):
                self.doRollover()
            logging.FileHandler.emit(self, record)
        except Exception:
            self.handleError(record)

    def rotation_filename(self, default_name):
        return self.namer(default_name) if callable(self.namer) else default_name

    def rotate(self, source, dest):
        if callable(self.rotator):
            self.rotator(source, dest)
        elif _exists(source):
            if _exists(dest):
                os.remove(dest)
            os.rename(source, dest)

    def _reopen(self):
        if not self.delay:
            self.stream = self._open()


class RotatingFileHandler(BaseRotatingHandler):
    """A file of at most maxBytes, and the last backupCount of them as name.1, name.2, …"""

    def __init__(
        self,
        filename,
        mode="a",
        maxBytes=0,
        backupCount=0,
        encoding=None,
        delay=False,
        errors=None,
    ):
        if maxBytes > 0:
            mode = "a"
        self.maxBytes = maxBytes
        self.backupCount = backupCount
        logging.FileHandler.__init__(self, filename, mode, encoding, delay)

    def shouldRollover(self, record):
        if self.stream is None:
            self.stream = self._open()
        if self.maxBytes <= 0:
            return False
        self.stream.flush()
        size = os.stat(self.baseFilename)[6]
        return size > 0 and size + len(self.format(record).encode()) + 1 >= self.maxBytes

    def doRollover(self):
        if self.stream:
            self.stream.close()
            self.stream = None
        if self.backupCount > 0:
            for i in range(self.backupCount - 1, 0, -1):
                self.rotate(
                    self.rotation_filename("%s.%d" % (self.baseFilename, i)),
                    self.rotation_filename("%s.%d" % (self.baseFilename, i + 1)),
                )
            self.rotate(self.baseFilename, self.rotation_filename(self.baseFilename + ".1"))
        elif _exists(self.baseFilename):
            os.remove(self.baseFilename)
        self._reopen()


class TimedRotatingFileHandler(BaseRotatingHandler):
    """A file for each so many seconds (S), minutes (M), hours (H) or days (D); the older ones are
    called by when they were begun. Days of the week and atTime are not there."""

    _UNITS = {
        "S": (1, "%Y-%m-%d_%H-%M-%S"),
        "M": (60, "%Y-%m-%d_%H-%M"),
        "H": (3600, "%Y-%m-%d_%H"),
        "D": (86400, "%Y-%m-%d"),
        "MIDNIGHT": (86400, "%Y-%m-%d"),
    }

    def __init__(
        self,
        filename,
        when="h",
        interval=1,
        backupCount=0,
        encoding=None,
        delay=False,
        utc=False,
        atTime=None,
        errors=None,
    ):
        self.when = when.upper()
        if self.when not in self._UNITS or atTime is not None:
            raise ValueError("Invalid rollover interval specified: %s" % when)
        seconds, self.suffix = self._UNITS[self.when]
        self.interval = seconds * interval
        self.backupCount = backupCount
        self.utc = utc
        logging.FileHandler.__init__(self, filename, "a", encoding, delay)
        begun = os.stat(filename)[8] if _exists(filename) else time.time()
        self.rolloverAt = self.computeRollover(int(begun))

    def computeRollover(self, now):
        if self.when == "MIDNIGHT":
            hour, minute, second = (time.gmtime if self.utc else time.localtime)(now)[3:6]
            return now + self.interval - (hour * 3600 + minute * 60 + second)
        return now + self.interval

    def shouldRollover(self, record):
        return time.time() >= self.rolloverAt

    def doRollover(self):
        import _strftime

        begun = (time.gmtime if self.utc else time.localtime)(self.rolloverAt - self.interval)
        if self.stream:
            self.stream.close()
            self.stream = None
        name = self.baseFilename + "." + _strftime.strftime(self.suffix, begun)
        self.rotate(self.baseFilename, self.rotation_filename(name))
        if self.backupCount > 0:
            for old in self.getFilesToDelete():
                os.remove(old)
        self._reopen()
        now = int(time.time())
        while self.rolloverAt <= now:
            self.rolloverAt = self.computeRollover(max(self.rolloverAt, now - self.interval + 1))

    def getFilesToDelete(self):
        folder, slash, name = self.baseFilename.rpartition("/")
        old = sorted([f for f in os.listdir(folder or ".") if f.startswith(name + ".")])
        return [folder + slash + f for f in old[: max(0, len(old) - self.backupCount)]]


class BufferingHandler(logging.Handler):
    def __init__(self, capacity):
        logging.Handler.__init__(self)
        self.capacity = capacity
        self.buffer = []

    def shouldFlush(self, record):
        return len(self.buffer) >= self.capacity

    def emit(self, record):
        self.buffer.append(record)
        if self.shouldFlush(record):
            self.flush()

    def flush(self):
        self.acquire()
        try:
            self.buffer.clear()
        finally:
            self.release()

    def close(self):
        self.flush()
        logging.Handler.close(self)


class MemoryHandler(BufferingHandler):
    """Keeps records, and gives them to another handler when it is full or one is bad enough."""

    def __init__(self, capacity, flushLevel=logging.ERROR, target=None, flushOnClose=True):
        BufferingHandler.__init__(self, capacity)
        self.flushLevel = flushLevel
        self.target = target
        self.flushOnClose = flushOnClose

    def setTarget(self, target):
        self.target = target

    def shouldFlush(self, record):
        return len(self.buffer) >= self.capacity or record.levelno >= self.flushLevel

    def flush(self):
        self.acquire()
        try:
            if self.target:
                for record in self.buffer:
                    self.target.handle(record)
                self.buffer.clear()
        finally:
            self.release()

    def close(self):
        if self.flushOnClose:
            self.flush()
        self.target = None
        logging.Handler.close(self)


class QueueHandler(logging.Handler):
    """Puts records on a queue, for a QueueListener: who logs does not wait for what is slow."""

    def __init__(self, queue):
        logging.Handler.__init__(self)
        self.queue = queue
        self.listener = None

    def enqueue(self, record):
        self.queue.put_nowait(record)

    def prepare(self, record):
        record.msg = record.message = self.format(record)
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return record

    def emit(self, record):
        try:
            copy = logging.makeLogRecord(record.__dict__)
            self.enqueue(self.prepare(copy))
        except Exception:
            self.handleError(record)


class QueueListener:
    """A thread that takes records from a queue and gives them to handlers."""

    _sentinel = None

    def __init__(self, queue, *handlers, respect_handler_level=False):
        self.queue = queue
        self.handlers = handlers
        self.respect_handler_level = respect_handler_level
        self._thread = None

    def dequeue(self, block):
        return self.queue.get(block)

    def prepare(self, record):
        return record

    def handle(self, record):
        record = self.prepare(record)
        for handler in self.handlers:
            if not self.respect_handler_level or record.levelno >= handler.level:
                handler.handle(record)

    def start(self):
        self._thread = threading.Thread(target=self._monitor, daemon=True)
        self._thread.start()

    def _monitor(self):
        done = getattr(self.queue, "task_done", None)
        while True:
            try:
                record = self.dequeue(True)
                if record is not self._sentinel:
                    self.handle(record)
                if done is not None:
                    done()
                if record is self._sentinel:
                    break
            except queue.Empty:
                break

    def enqueue_sentinel(self):
        self.queue.put_nowait(self._sentinel)

    def stop(self):
        """Return when all that is queued has been handled."""
        if self._thread:
            self.enqueue_sentinel()
            self._thread.join()
            self._thread = None


class DatagramHandler(logging.Handler):
    """Sends each record as a datagram. CPython's pickles them; MicroPython has no pickle, so
    makePickle() here gives the text."""

    def __init__(self, host, port):
        logging.Handler.__init__(self)
        self.host = host
        self.port = port
        self.sock = None

    def makeSocket(self):
        import socket

        self._address = socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_DGRAM)[0][-1]
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def makePickle(self, record):
        return self.format(record).encode()

    def send(self, data):
        if self.sock is None:
            self.sock = self.makeSocket()
        self.sock.sendto(data, self._address)

    def emit(self, record):
        try:
            self.send(self.makePickle(record))
        except Exception:
            self.handleError(record)

    def close(self):
        self.acquire()
        try:
            if self.sock is not None:
                self.sock.close()
                self.sock = None
            logging.Handler.close(self)
        finally:
            self.release()


class SysLogHandler(DatagramHandler):
    """To a syslog server, by UDP."""

    LOG_EMERG, LOG_ALERT, LOG_CRIT, LOG_ERR = range(4)
    LOG_WARNING, LOG_NOTICE, LOG_INFO, LOG_DEBUG = range(4, 8)
    LOG_KERN, LOG_USER, LOG_MAIL, LOG_DAEMON, LOG_AUTH, LOG_SYSLOG = range(6)
    LOG_LOCAL0 = 16
    append_nul = True
    ident = ""

    def __init__(self, address=("localhost", SYSLOG_UDP_PORT), facility=1, socktype=None):
        if isinstance(address, str):
            raise ValueError("SysLogHandler needs (host, port): there are no Unix sockets")
        DatagramHandler.__init__(self, address[0], address[1])
        self.facility = facility

    def mapPriority(self, level):
        for least, priority in ((50, 2), (40, 3), (30, 4), (20, 6)):
            if level >= least:
                return priority
        return 7

    def makePickle(self, record):
        priority = self.facility << 3 | self.mapPriority(record.levelno)
        text = "<%d>%s%s" % (priority, self.ident, self.format(record))
        return (text + "\0" if self.append_nul else text).encode()
