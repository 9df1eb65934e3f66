# SPDX-License-Identifier: MIT
"""How CPython's test modules are loaded, listed and run."""

import io
import os
import sys
import utime as time
import vfs
import weft

import rules


def _kept(name, make):
    """make(), or what it returned to an earlier case: it takes longer than most cases."""
    folder = os.getenv("WEFT_CONFORMANCE_KEEP")
    if not folder:
        return make()
    place = folder + "/" + name.replace("/", "_")
    try:
        with open(place) as file:
            return file.read()
    except OSError:
        pass
    text = make()
    own = "%s.%d" % (place, time.ticks_us())  # several cases run at a time
    with open(own, "w") as file:
        file.write(text)
    os.rename(own, place)
    return text


class _Overlay:
    """The shim's files, and where it has none CPython's, adapted by rules.py."""

    def __init__(self, shim, tests):
        self._shim = shim
        self._tests = tests
        self._adapted = {}  # a case may read a file again and again

    def mount(self, readonly, mkfs):
        pass

    def umount(self):
        pass

    def _find(self, path):
        path = path.lstrip("/")
        own = self._shim + "/" + path
        try:
            return own, os.stat(own)
        except OSError:
            if not path.startswith("test/"):
                raise
            theirs = self._tests + path[len("test") :]
            return theirs, os.stat(theirs)

    def stat(self, path):
        return self._find(path)[1]

    def open(self, path, mode):
        found, _ = self._find(path)
        text = self._adapted.get(found)
        if text is None:
            if found.startswith(self._shim):
                with open(found) as file:
                    text = file.read()
            else:
                with weft.no_switch():
                    text = _kept(path.lstrip("/"), lambda: self._adapt(path, found))
            text = self._adapted[found] = text.encode()
        return io.BytesIO(text) if "b" in mode else io.StringIO(text.decode())


    @staticmethod
    def _adapt(path, found):
        with open(found) as file:
            return rules.adapt(path.lstrip("/"), file.read())


def set_up(folder, tests):
    """Make `import` find the shim and the tests, before anything else is imported."""
    vfs.mount(_Overlay(folder + "/shim", tests), "/suite")
    sys.path[:] = ["/suite", ".frozen"]
    import _weft
    import cpython

    _weft.block_limit(0)  # CPython does not report who holds its interpreter
    cpython.set_up([sys.executable, "-X", "heapsize=16m", folder + "/run_case.py", tests])


def load(name):
    return __import__("test." + name, None, None, ("*",))


def _test_classes(module):
    import unittest

    for name in sorted(dir(module)):
        found = getattr(module, name)
        # Pools of processes are another module's business.
        if isinstance(found, type) and issubclass(found, unittest.TestCase):
            if not name.startswith("ProcessPool"):
                yield name, found


def cases(module):
    """The names of the cases, Class.method."""
    for name, cls in _test_classes(module):
        for method in sorted(dir(cls)):
            if method.startswith("test"):
                yield name + "." + method


def run(module, case):
    """Run a case; returns "pass", "skip" or "fail", and why."""
    import unittest

    cls, method = case.split(".")
    set_up_module = getattr(module, "setUpModule", None)
    if set_up_module is not None:
        set_up_module()
    outcome = unittest.run_case(getattr(module, cls), method)
    unittest.do_module_cleanups()
    return outcome


def run_script(path):
    """Run a script as the main program."""
    with open(path) as file:
        source = file.read()
    exec(compile(source, path, "exec"), {"__name__": "__main__"})
