# SPDX-License-Identifier: MIT
from unittest import SkipTest


def ContextVar(name):
    raise SkipTest("there are no context variables")


copy_context = ContextVar
