# SPDX-License-Identifier: MIT
"""Files that are whole at any moment: whoever is killed, or cut off from power, leaves the old one
or the new."""

import binascii
import hashlib
import os

BLOCK = 4096


def sync(file):
    """Have the disk hold what was written."""
    file.flush()  # on MicroPython that is all
    if hasattr(os, "fsync"):
        os.fsync(file.fileno())


def write_whole(path, data, synced=True):
    """Make `data` (bytes) the content of the file, all of it or nothing. Not `synced` is quicker:
    then a power cut may leave an empty file."""
    with open(path + ".tmp", "wb") as file:
        file.write(data)
        if synced:
            sync(file)
    os.rename(path + ".tmp", path)


def read(path):
    """The content of the file, None if there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def remove(path):
    try:
        os.remove(path)
    except OSError:
        pass


def size(path):
    """Bytes in the file, 0 if there is none."""
    try:
        return os.stat(path)[6]
    except OSError:
        return 0


def blocks(path):
    """The content of the file, a block at a time."""
    with open(path, "rb") as file:
        block = file.read(BLOCK)
        while block:
            yield block
            block = file.read(BLOCK)


def copy_whole(path, target):
    with open(target + ".tmp", "wb") as file:
        for block in blocks(path):
            file.write(block)
        sync(file)
    os.rename(target + ".tmp", target)


def sha256(path):
    """The hash of the file in hexadecimal, None if there is none."""
    digest = hashlib.sha256()
    try:
        for block in blocks(path):
            digest.update(block)
    except OSError:
        return None
    return binascii.hexlify(digest.digest()).decode()


def make_folder(path):
    try:
        os.mkdir(path)
    except OSError:
        pass  # it is there; if not, whoever uses it says so
