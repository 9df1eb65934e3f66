# SPDX-License-Identifier: MIT
# sys.exit() of the main thread still waits for threads that are not daemons.
import sys
import threading
import time


def late():
    time.sleep(0.2)  # after the end of the script
    print("late")


threading.Thread(target=late).start()
print("exit")
sys.exit(0)
