# SPDX-License-Identifier: MIT
"""The program that an agent looks after, and how it is replaced over the air.

Beside the program's file PATH there are, while they are wanted,

    PATH.wanted   which version is being fetched: an agent that starts goes on with it
    PATH.part     what has come of it
    PATH.old      the version before
    PATH.trial    the hash of a version that has yet to come up

PATH itself is only ever replaced by renaming a whole file, whose hash was checked.
"""

import json
import logging
import os
import queue
import subprocess
import threading

from files import copy_whole, read, remove, sha256, size, sync, write_whole

log = logging.getLogger("agent.upgrade")

PIECE = 4096  # bytes that are fetched at a time
PATIENCE = 5  # seconds: for a piece to come, for the program to come up
ATTEMPTS = 3


class UpgradeFailed(Exception):
    pass


class Program:
    """One file that `runner` runs, such as ["python3"]. It has come up when it prints "up VERSION",
    and ends when its standard input does, so none is left when the agent dies."""

    def __init__(self, path, runner):
        self.path = path
        self.runner = runner
        self.process = None
        self.version = None  # of the one that is up

    def start(self):
        """Run what is installed; one that is on trial must come up, or the one before is put
        back."""
        trial = read(self.path + ".trial")
        if trial is not None and trial.decode() == sha256(self.path):
            self._try_out()
        else:
            remove(self.path + ".trial")  # of one that was never swapped in, or is out again
            if size(self.path):
                self._run()

    def stop(self):
        process, self.process, self.version = self.process, None, None
        if process is not None:
            process.kill()
            process.wait()
            process.stdin.close()

    def swap_in(self, part):
        """Make the file `part` the program. False if it did not come up, and the old one is
        back."""
        if size(self.path):
            copy_whole(self.path, self.path + ".old")
        write_whole(self.path + ".trial", sha256(part).encode())
        os.rename(part, self.path)
        return self._try_out()

    def _try_out(self):
        if self._run():
            remove(self.path + ".trial")
            return True
        log.error("the new version does not come up: back to the old one")
        if size(self.path + ".old"):
            os.rename(self.path + ".old", self.path)
        else:
            remove(self.path)
        remove(self.path + ".trial")
        self.start()
        return False

    def _run(self):
        """Start the program; whether it came up in time."""
        self.stop()
        self.process = process = subprocess.Popen(
            self.runner + [self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        lines = queue.Queue()
        threading.Thread(target=self._listen, args=(process, lines), daemon=True).start()
        try:
            words = lines.get(timeout=PATIENCE).split()
        except queue.Empty:
            words = []
        if len(words) == 2 and words[0] == b"up":
            self.version = words[1].decode()
            return True
        self.stop()
        return False

    def _listen(self, process, lines):
        """Read what it prints, so that it never has to wait; the first line goes to who waits for
        it."""
        lines.put(process.stdout.readline())
        for line in process.stdout:
            log.info("program: %s", line)
        process.stdout.close()


class Upgrader:
    """Fetches new versions. `ask(request)` sends {"sha256", "offset", "length"} to the cloud, and
    piece() is called with what comes back."""

    def __init__(self, program, ask):
        self.program = program
        self.ask = ask
        self.pieces = queue.Queue()
        self.one_at_a_time = threading.Lock()
        self.rejected = 0  # downloads whose hash was wrong

    def piece(self, sha256, offset, data):
        self.pieces.put((sha256, offset, data))

    def connected(self):
        """Whatever was asked for may be lost."""
        self.pieces.put((None, 0, b""))

    def unfinished(self):
        """What an earlier run of the agent was about to install, None if nothing."""
        wanted = read(self.program.path + ".wanted")
        return None if wanted is None else json.loads(wanted)

    def run(self, wanted):
        """Have the program be `wanted`, {"version", "sha256", "size"} and what else its sender
        likes; returns a sentence."""
        path = self.program.path
        with self.one_at_a_time:
            before = self.unfinished()
            if before is not None and before["sha256"] != wanted["sha256"]:
                remove(path + ".part")
            write_whole(path + ".wanted", json.dumps(wanted).encode())
            try:
                return self._upgrade(wanted)
            finally:
                remove(path + ".part")
                remove(path + ".wanted")

    def _upgrade(self, wanted):
        part = self.program.path + ".part"
        if sha256(self.program.path) == wanted["sha256"]:  # the agent died after the swap
            return "%s is installed" % wanted["version"]
        for attempt in range(1, ATTEMPTS + 1):
            self._fetch(part, wanted)
            if sha256(part) != wanted["sha256"]:
                log.error("attempt %d: the hash is wrong", attempt)
                self.rejected += 1
                remove(part)
            elif self.program.swap_in(part):
                return "%s is installed" % wanted["version"]
            else:
                raise UpgradeFailed("%s does not come up" % wanted["version"])
        raise UpgradeFailed("%s came damaged" % wanted["version"])

    def _fetch(self, part, wanted):
        """Append to the file what is missing."""
        hash, missing = wanted["sha256"], wanted["size"] - size(part)
        if missing < wanted["size"]:
            log.info("going on after %d bytes", size(part))
        with open(part, "ab") as file:
            while missing > 0:
                offset = wanted["size"] - missing
                self.ask({"sha256": hash, "offset": offset, "length": min(PIECE, missing)})
                data = self._wait_for(hash, offset)
                file.write(data)
                missing -= len(data)
            sync(file)

    def _wait_for(self, hash, offset):
        """The piece, or b"" when it is time to ask again."""
        while True:
            try:
                got_hash, got_offset, data = self.pieces.get(timeout=PATIENCE)
            except queue.Empty:
                return b""
            if got_hash is None:
                return b""
            if (got_hash, got_offset) == (hash, offset):
                return data
