# SPDX-License-Identifier: MIT
"""As much of CPython's logging as concurrent.futures and its tests use."""

import io
import sys

ERROR = 40
CRITICAL = 50
_names = {ERROR: "ERROR", CRITICAL: "CRITICAL"}
_loggers = {}


class Logger:
    def __init__(self, name):
        self.name = name
        self.captures = []

    def error(self, msg, *args, exc_info=None):
        self._log(ERROR, msg, args, exc_info)

    def exception(self, msg, *args, exc_info=True):
        self._log(ERROR, msg, args, exc_info)

    def critical(self, msg, *args, exc_info=None):
        self._log(CRITICAL, msg, args, exc_info)

    def _log(self, level, msg, args, exc_info):
        text = msg % args if args else msg
        if exc_info:
            exc = exc_info if isinstance(exc_info, BaseException) else sys.exc_info()[1]
            traceback = io.StringIO()
            sys.print_exception(exc, traceback)
            text += "\n" + traceback.getvalue().rstrip()
        if not self.captures:
            print(text, file=sys.stderr)
        for capture in self.captures:
            if level >= capture.level:
                capture.output.append("%s:%s:%s" % (_names[level], self.name, text))


def getLogger(name):
    if name not in _loggers:
        _loggers[name] = Logger(name)
    return _loggers[name]


class Capture:
    """What TestCase.assertLogs() returns."""

    def __init__(self, logger, level):
        self._logger = getLogger(logger)
        self.level = CRITICAL if level == "CRITICAL" else ERROR
        self.output = []

    def __enter__(self):
        self._logger.captures.append(self)
        return self

    def __exit__(self, exc_type, exc, traceback):
        self._logger.captures.remove(self)
        if exc_type is None and not self.output:
            raise AssertionError("nothing was logged")
