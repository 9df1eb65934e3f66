# SPDX-License-Identifier: MIT
"""There are no interpreters beside the one."""

raise ImportError("no sub-interpreters")
