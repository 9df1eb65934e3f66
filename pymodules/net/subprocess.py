# SPDX-License-Identifier: MIT
"""CPython 3.13's `subprocess`, on unix: run(), call(), check_call(), check_output(), getoutput() and
Popen. Whoever waits for a program, or for its pipes, parks alone.

Not here: preexec_fn, pass_fds, and changing user or group.
"""

import select
from socket import SocketIO

import _process
import _select
import _socket
import _weft

PIPE = -1
STDOUT = -2
DEVNULL = -3

_RETRY = 0.005  # seconds between two looks at a process, where it has no descriptor


class SubprocessError(Exception):
    """What the other exceptions here derive from."""


class CalledProcessError(SubprocessError):
    """A program has ended with another status than 0, under check=True."""

    def __init__(self, returncode, cmd, output=None, stderr=None):
        super().__init__(returncode, cmd, output, stderr)
        self.returncode = returncode
        self.cmd = cmd
        self.output = self.stdout = output
        self.stderr = stderr

    def __str__(self):
        if self.returncode and self.returncode < 0:
            return "Command '%s' died with signal %d." % (self.cmd, -self.returncode)
        return "Command '%s' returned non-zero exit status %d." % (self.cmd, self.returncode)


class TimeoutExpired(SubprocessError):
    """A program has not ended within `timeout` seconds."""

    def __init__(self, cmd, timeout, output=None, stderr=None):
        super().__init__(cmd, timeout, output, stderr)
        self.cmd = cmd
        self.timeout = timeout
        self.output = self.stdout = output
        self.stderr = stderr

    def __str__(self):
        return "Command '%s' timed out after %s seconds" % (self.cmd, self.timeout)


class CompletedProcess:
    """What run() returns: args, returncode, stdout, stderr."""

    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args = args
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr

    def __repr__(self):
        parts = ["args=%r" % (self.args,), "returncode=%r" % (self.returncode,)]
        if self.stdout is not None:
            parts.append("stdout=%r" % (self.stdout,))
        if self.stderr is not None:
            parts.append("stderr=%r" % (self.stderr,))
        return "CompletedProcess(%s)" % ", ".join(parts)

    def check_returncode(self):
        """Raise CalledProcessError unless the program has ended with status 0."""
        if self.returncode:
            raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)


def _text_of(arg):
    return arg if isinstance(arg, (str, bytes)) else str(arg)


class _Pipe:
    """One end of a pipe, as SocketIO wants it."""

    def __init__(self, fd):
        self._fd = fd

    def fileno(self):
        return self._fd

    def recv(self, n):
        return _select.read(self._fd, n)

    def send(self, data):
        return _select.write(self._fd, data)

    def sendall(self, data):
        data = memoryview(data)
        while len(data):
            data = data[_select.write(self._fd, data) :]

    def gettimeout(self):
        return None

    def _hold(self):
        pass

    def _let_go(self):
        _select.forget(self._fd)
        _socket.close(self._fd)


class Popen:
    """A program that is started: pid, returncode, and stdin, stdout and stderr where they are
    pipes. `with Popen(...)` closes these and waits for its end. OSError if it cannot be started.
    Any thread."""

    def __init__(
        self,
        args,
        bufsize=-1,
        executable=None,
        stdin=None,
        stdout=None,
        stderr=None,
        preexec_fn=None,
        close_fds=True,
        shell=False,
        cwd=None,
        env=None,
        universal_newlines=None,
        startupinfo=None,
        creationflags=0,
        restore_signals=True,
        start_new_session=False,
        pass_fds=(),
        *,
        encoding=None,
        errors=None,
        text=None,
        pipesize=-1
    ):
        if preexec_fn is not None:
            raise ValueError("preexec_fn is not supported on this platform")
        if pass_fds:
            raise ValueError("pass_fds is not supported on this platform")
        if text is not None and universal_newlines is not None and text != universal_newlines:
            raise SubprocessError("Cannot disambiguate when both text and universal_newlines")
        self.args = args
        self.text_mode = bool(text or universal_newlines or encoding or errors)
        self.returncode = None
        self.stdin = self.stdout = self.stderr = None
        self._pidfd = -1
        arguments = [args] if isinstance(args, (str, bytes)) else [_text_of(arg) for arg in args]
        if shell:
            arguments = ["/bin/sh", "-c"] + arguments
        if not arguments:
            raise IndexError("list index out of range")
        if env is not None:
            env = ["%s=%s" % pair for pair in env.items()]
        ours = []  # descriptors to close here once the program has them
        theirs = []
        try:
            in_fd, self._in = self._end(stdin, 0, ours, theirs)
            out_fd, self._out = self._end(stdout, 1, ours, theirs)
            if stderr == STDOUT:
                err_fd, self._err = out_fd, None
            else:
                err_fd, self._err = self._end(stderr, 2, ours, theirs)
            self.pid = _process.spawn(
                executable or arguments[0],
                arguments,
                env,
                cwd,
                (in_fd, out_fd, err_fd),
                start_new_session,
            )
        except BaseException:
            for fd in ours + theirs:
                _socket.close(fd)
            raise
        for fd in ours:
            _socket.close(fd)
        self._pidfd = _process.open_process(self.pid)
        mode = "" if self.text_mode else "b"
        if self._in is not None:
            self.stdin = SocketIO(_Pipe(self._in), "w" + mode, bufsize, encoding)
        if self._out is not None:
            self.stdout = SocketIO(_Pipe(self._out), "r" + mode, bufsize, encoding)
        if self._err is not None:
            self.stderr = SocketIO(_Pipe(self._err), "r" + mode, bufsize, encoding)

    def _end(self, what, number, ours, theirs):
        """(the program's descriptor, our end of the pipe or None)"""
        if what is None:
            return number, None
        if what == PIPE:
            pair = _process.pipe()
            his, mine = pair if number == 0 else (pair[1], pair[0])
            ours.append(his)
            theirs.append(mine)
            return his, mine
        if what == DEVNULL:
            fd = _process.open_null()
            ours.append(fd)
            return fd, None
        return (what if isinstance(what, int) else what.fileno()), None

    def poll(self):
        """The return code, None while the program runs."""
        if self.returncode is None:
            try:
                self.returncode = _process.wait(self.pid)
            except OSError:
                self.returncode = 0  # somebody else has waited for it
            if self.returncode is not None and self._pidfd >= 0:
                fd, self._pidfd = self._pidfd, -1
                _select.forget(fd)
                _socket.close(fd)
        return self.returncode

    def wait(self, timeout=None):
        """Wait for its end, for at most `timeout` seconds; returns its status, -N if signal N has
        ended it. TimeoutExpired."""
        end = None if timeout is None else _weft.monotonic() + timeout
        while self.poll() is None:
            left = None if end is None else end - _weft.monotonic()
            if left is not None and left <= 0:
                raise TimeoutExpired(self.args, timeout)
            if self._pidfd >= 0:
                _select.wait(self._pidfd, False, left)
            else:
                _weft.sleep(_RETRY if left is None else min(left, _RETRY))
        return self.returncode

    def communicate(self, input=None, timeout=None):
        """Send `input`, read until the end, wait; (stdout, stderr)."""
        end = None if timeout is None else _weft.monotonic() + timeout
        if isinstance(input, str):
            input = input.encode()
        left = memoryview(input or b"")
        if not hasattr(self, "_read"):
            self._read = {}
            for file in (self.stdout, self.stderr):
                if file is not None:
                    self._read[file.fileno()] = []
            self._left = left
            self._ended = {}  # no set: one that has no memory to grow is broken from then on
        left = self._left
        open_fds = {fd: select.POLLIN for fd in self._read if fd not in self._ended}
        if self.stdin is not None:
            if len(left):
                open_fds[self.stdin.fileno()] = select.POLLOUT
            else:
                self._close_stdin()
        while open_fds:
            rest = None if end is None else end - _weft.monotonic()
            if rest is not None and rest <= 0:
                self._left = left
                raise TimeoutExpired(self.args, timeout, self._result(self.stdout, False))
            for fd, _ in select._wait(open_fds, rest):
                if fd in self._read:
                    data = _select.read(fd, 32768)
                    if data:
                        self._read[fd].append(data)
                    else:
                        del open_fds[fd]
                        self._ended[fd] = None
                    continue
                try:
                    left = left[_select.write(fd, left) :]
                except BrokenPipeError:
                    left = left[:0]
                if not len(left):
                    del open_fds[fd]
                    self._close_stdin()
        self._left = left
        self.wait(None if end is None else max(0, end - _weft.monotonic()))
        result = self._result(self.stdout), self._result(self.stderr)
        for file in (self.stdout, self.stderr):
            if file is not None:
                file.close()
        return result

    def _close_stdin(self):
        if self.stdin is not None:
            self.stdin.close()
            self.stdin = None

    def _result(self, file, decoded=True):
        if file is None:
            return None
        data = b"".join(self._read[file.fileno()])
        return data.decode() if self.text_mode and decoded else data

    def send_signal(self, sig):
        """Send it a signal, if it has not ended."""
        if self.poll() is None:
            try:
                _process.kill(self.pid, sig)
            except ProcessLookupError:
                pass

    def terminate(self):
        """Send it SIGTERM."""
        self.send_signal(15)

    def kill(self):
        """Send it SIGKILL."""
        self.send_signal(9)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        for file in (self.stdout, self.stderr, self.stdin):
            if file is not None:
                file.close()
        self.wait()

    def __repr__(self):
        return "<Popen: returncode: %s args: %r>" % (self.returncode, self.args)


def run(*popenargs, input=None, capture_output=False, timeout=None, check=False, **kwargs):
    """Run a program to its end; returns a CompletedProcess. TimeoutExpired after `timeout` seconds,
    when it is killed; CalledProcessError if `check` and its status is not 0."""
    if input is not None:
        if kwargs.get("stdin") is not None:
            raise ValueError("stdin and input arguments may not both be used.")
        kwargs["stdin"] = PIPE
    if capture_output:
        if kwargs.get("stdout") is not None or kwargs.get("stderr") is not None:
            raise ValueError("stdout and stderr arguments may not be used with capture_output.")
        kwargs["stdout"] = PIPE
        kwargs["stderr"] = PIPE
    with Popen(*popenargs, **kwargs) as process:
        try:
            stdout, stderr = process.communicate(input, timeout)
        except BaseException:
            process.kill()
            process.wait()
            raise
        code = process.poll()
        if check and code:
            raise CalledProcessError(code, process.args, stdout, stderr)
    return CompletedProcess(process.args, code, stdout, stderr)


def call(*popenargs, timeout=None, **kwargs):
    """Run a program to its end; returns its status. TimeoutExpired, when it is killed."""
    with Popen(*popenargs, **kwargs) as process:
        try:
            return process.wait(timeout)
        except BaseException:
            process.kill()
            raise


def check_call(*popenargs, **kwargs):
    """call(); CalledProcessError if the status is not 0."""
    code = call(*popenargs, **kwargs)
    if code:
        raise CalledProcessError(code, popenargs[0] if popenargs else kwargs["args"])
    return 0


def check_output(*popenargs, timeout=None, **kwargs):
    """What a program writes to its stdout; CalledProcessError if its status is not 0."""
    if "stdout" in kwargs:
        raise ValueError("stdout argument not allowed, it will be overridden.")
    return run(*popenargs, stdout=PIPE, timeout=timeout, check=True, **kwargs).stdout


def getstatusoutput(cmd):
    """(status, output) of a command of the shell, without the last newline."""
    result = run(cmd, shell=True, text=True, stdout=PIPE, stderr=STDOUT)
    output = result.stdout
    return result.returncode, output[:-1] if output.endswith("\n") else output


def getoutput(cmd):
    """The output of a command of the shell, without the last newline."""
    return getstatusoutput(cmd)[1]
