# SPDX-License-Identifier: MIT
"""Only tests of processes use it."""


class QueueHandler:
    pass
