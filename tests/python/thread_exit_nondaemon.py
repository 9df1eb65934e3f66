# SPDX-License-Identifier: MIT
# The interpreter waits for threads that are not daemons; their output comes after the script's last.
import threading
import time


def late(n):
    for i in range(n):
        time.sleep(0.1)  # after the end of the script
        print("late", i)
    t = threading.Thread(target=later)
    t.start()


def later():
    time.sleep(0.01)
    print("started by a thread, after the end of the script")


threading.Thread(target=late, args=(3,)).start()
print("end of script", threading.active_count())
