# SPDX-License-Identifier: MIT
def _cleanup_tests():
    pass
