# sys.exit() of the main thread still waits for threads that are not daemons.
import sys
import threading
import time


def late():
    time.sleep(0.02)
    print("late")


threading.Thread(target=late).start()
print("exit")
sys.exit(0)
