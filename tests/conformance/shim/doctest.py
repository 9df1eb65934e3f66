# SPDX-License-Identifier: MIT
"""There are no doctests here."""

DocTestSuite = None
