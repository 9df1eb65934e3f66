# SPDX-License-Identifier: MIT
# Cannot be imported.
import time

time.sleep(0.0005)
raise ImportError("broken")
