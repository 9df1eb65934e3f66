# SPDX-License-Identifier: MIT
"""An interpreter with a script, which is all that the tests run."""

from test.support import script_helper

PIPE = -1


class Popen:
    def __init__(self, args, stdout=None, stderr=None):
        self.returncode, self._out, self._err = script_helper.run_script(args[-1])

    def communicate(self):
        return self._out, self._err
