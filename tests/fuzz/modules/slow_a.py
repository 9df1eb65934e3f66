# SPDX-License-Identifier: MIT
# Waits while it is imported.
import time

time.sleep(0.001)
done = True
