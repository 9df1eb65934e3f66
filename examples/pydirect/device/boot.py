# SPDX-License-Identifier: MIT
"""What a device does first."""

import esp

esp.osdebug(esp.LOG_ERROR)
