# SPDX-License-Identifier: MIT
"""Only tests of processes use it, but the module is imported all the same."""

import multiprocessing.util
