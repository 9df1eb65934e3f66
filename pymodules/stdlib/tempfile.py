# SPDX-License-Identifier: MIT
"""CPython 3.13's `tempfile`, over MicroPython's files.

A name is free when it is chosen; MicroPython cannot create a file only if there is none, so a
directory that others write to is not safe.
"""

import os

template = "tmp"
tempdir = None


def gettempdir():
    global tempdir
    if tempdir is None:
        get = getattr(os, "getenv", lambda name: None)
        for path in (get("TMPDIR"), get("TEMP"), get("TMP"), "/tmp", "/var/tmp"):
            if path and _exists(path):
                tempdir = path
                break
        else:
            tempdir = os.getcwd()
    return tempdir


def gettempprefix():
    return template


def _exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False


_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"


def _free_name(suffix, prefix, dir):
    for _ in range(10000):
        letters = "".join([_LETTERS[byte % len(_LETTERS)] for byte in os.urandom(8)])
        path = "%s/%s%s%s" % (
            (dir or gettempdir()).rstrip("/"),
            template if prefix is None else prefix,
            letters,
            suffix or "",
        )
        if not _exists(path):
            return path
    raise OSError(17, "No usable temporary file name found")


def mktemp(suffix="", prefix=template, dir=None):
    return _free_name(suffix, prefix, dir)


def mkdtemp(suffix=None, prefix=None, dir=None):
    """A new directory; the caller removes it."""
    path = _free_name(suffix, prefix, dir)
    os.mkdir(path)
    return path



def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    """A new file, open, and its name; the caller closes and removes it. In place of a descriptor,
    which MicroPython does not have, there is the file."""
    path = _free_name(suffix, prefix, dir)
    return open(path, "w+" if text else "w+b"), path


class _TemporaryFile:
    """A file that is removed when it is closed."""

    def __init__(self, file, name, delete):
        self.file = file
        self.name = name
        self.delete = delete
        self._closed = False

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, traceback):
        self.close()

    def __iter__(self):
        return iter(self.file)

    @property
    def closed(self):
        return self._closed

    def close(self):
        if not self._closed:
            self._closed = True
            self.file.close()
            if self.delete and _exists(self.name):
                os.remove(self.name)


def NamedTemporaryFile(
    mode="w+b",
    buffering=-1,
    encoding=None,
    newline=None,
    suffix=None,
    prefix=None,
    dir=None,
    delete=True,
    *,
    errors=None,
    delete_on_close=True,
):
    path = _free_name(suffix, prefix, dir)
    return _TemporaryFile(open(path, mode), path, delete)


TemporaryFile = NamedTemporaryFile


class SpooledTemporaryFile(_TemporaryFile):
    """A temporary file; it is never kept in memory."""

    def __init__(self, max_size=0, mode="w+b", *args, **kwargs):
        path = _free_name(kwargs.get("suffix"), kwargs.get("prefix"), kwargs.get("dir"))
        _TemporaryFile.__init__(self, open(path, mode), path, True)


class TemporaryDirectory:
    """A directory that is removed with all that is in it."""

    def __init__(
        self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False, *, delete=True
    ):
        self.name = mkdtemp(suffix, prefix, dir)
        self._ignore = ignore_cleanup_errors
        self._delete = delete

    def __enter__(self):
        return self.name

    def __exit__(self, exc_type, exc, traceback):
        if self._delete:
            self.cleanup()

    def cleanup(self):
        import shutil

        if _exists(self.name):
            shutil.rmtree(self.name, self._ignore)
