# SPDX-License-Identifier: MIT
# The interpreter does not wait for daemons, blocked, asleep or ready.
import threading
import time


def forever():
    while True:
        time.sleep(0.001)


def sleepy():
    time.sleep(100)
    print("never")


for target in (forever, sleepy, threading.Event().wait, threading.Semaphore(0).acquire):
    threading.Thread(target=target, daemon=True).start()
time.sleep(0.01)
print("end of script", threading.active_count())
