# SPDX-License-Identifier: MIT
"""Empty: see the package."""
