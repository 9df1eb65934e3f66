# SPDX-License-Identifier: MIT
"""CPython 3.13's `shutil`: copying and removing of files and trees, over MicroPython's `os`."""

import os

_DIRECTORY = 0x4000
_CHUNK = 4096


class Error(OSError):
    pass


class SameFileError(Error):
    pass


def _mode(path):
    """Its st_mode, 0 if there is nothing."""
    try:
        return os.stat(path)[0]
    except OSError:
        return 0


def _is_dir(path):
    return bool(_mode(path) & _DIRECTORY)


def _name(path):
    path = path.rstrip("/")
    return path[path.rfind("/") + 1 :]


def copyfileobj(fsrc, fdst, length=0):
    while True:
        data = fsrc.read(length or _CHUNK)
        if not data:
            return
        fdst.write(data)


def copyfile(src, dst, *, follow_symlinks=True):
    """The contents of a file; returns dst."""
    if src == dst:
        raise SameFileError("%r and %r are the same file" % (src, dst))
    with open(src, "rb") as fsrc:
        with open(dst, "wb") as fdst:
            copyfileobj(fsrc, fdst)
    return dst


def copy(src, dst, *, follow_symlinks=True):
    """A file to another, or into a directory. Modes and times are not copied: MicroPython cannot
    set them."""
    if _is_dir(dst):
        dst = dst.rstrip("/") + "/" + _name(src)
    return copyfile(src, dst)


copy2 = copy


def ignore_patterns(*patterns):
    """For copytree(): patterns are *.ext, prefix*, or whole names."""

    def matches(name, pattern):
        if pattern.startswith("*"):
            return name.endswith(pattern[1:])
        if pattern.endswith("*"):
            return name.startswith(pattern[:-1])
        return name == pattern

    return lambda path, names: set(
        name for name in names if any([matches(name, pattern) for pattern in patterns])
    )


def copytree(src, dst, symlinks=False, ignore=None, copy_function=copy2, dirs_exist_ok=False):
    names = os.listdir(src)
    ignored = ignore(src, names) if ignore is not None else ()
    if not (dirs_exist_ok and _is_dir(dst)):
        os.mkdir(dst)
    for name in names:
        if name in ignored:
            continue
        if _is_dir(src + "/" + name):
            below = src + "/" + name
            copytree(below, dst + "/" + name, symlinks, ignore, copy_function, dirs_exist_ok)
        else:
            copy_function(src + "/" + name, dst + "/" + name)
    return dst


def rmtree(path, ignore_errors=False, onerror=None, *, onexc=None):
    """A directory and all that is in it."""

    def failed(function, exc):
        if onexc is not None:
            onexc(function, path, exc)
        elif onerror is not None:
            onerror(function, path, (type(exc), exc, None))
        elif not ignore_errors:
            raise exc

    try:
        entries = list(os.ilistdir(path))
    except OSError as exc:
        failed(os.listdir, exc)
        return
    for entry in entries:
        below = path.rstrip("/") + "/" + entry[0]
        # A link to a directory is removed, not followed.
        if entry[1] == _DIRECTORY:
            rmtree(below, ignore_errors, onerror, onexc=onexc)
        else:
            try:
                os.remove(below)
            except OSError as exc:
                failed(os.remove, exc)
    try:
        os.rmdir(path)
    except OSError as exc:
        failed(os.rmdir, exc)


def move(src, dst, copy_function=copy2):
    """A file or a tree, to another file system too; returns where it is."""
    if _is_dir(dst):
        dst = dst.rstrip("/") + "/" + _name(src)
        if _mode(dst):
            raise Error("Destination path '%s' already exists" % dst)
    try:
        os.rename(src, dst)
    except OSError:
        if _is_dir(src):
            copytree(src, dst, copy_function=copy_function)
            rmtree(src)
        else:
            copy_function(src, dst)
            os.remove(src)
    return dst


def disk_usage(path):
    """(total, used, free) in bytes."""
    from collections import namedtuple

    stat = os.statvfs(path)
    total, free = stat[1] * stat[2], stat[1] * stat[4]
    return namedtuple("usage", "total used free")(total, total - stat[1] * stat[3], free)


def which(cmd, mode=1, path=None):
    """Where a program is. Whether it may be run MicroPython cannot tell."""
    if "/" in cmd:
        return cmd if _mode(cmd) and not _is_dir(cmd) else None
    for folder in (path or os.getenv("PATH") or "").split(":"):
        found = folder.rstrip("/") + "/" + cmd
        if _mode(found) and not _is_dir(found):
            return found
    return None


def get_terminal_size(fallback=(80, 24)):
    from collections import namedtuple

    return namedtuple("terminal_size", "columns lines")(*fallback)
