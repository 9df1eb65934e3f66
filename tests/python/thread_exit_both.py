# SPDX-License-Identifier: MIT
# A daemon serves a thread that is not one until that ends.
import queue
import threading
import time

q = queue.Queue()


def server():
    while True:
        item = q.get()
        print("served", item)
        q.task_done()


def client():
    time.sleep(0.2)  # after the end of the script
    for i in range(3):
        q.put(i)
        q.join()
        time.sleep(0.005)
    print("client done")


threading.Thread(target=server, daemon=True).start()
threading.Thread(target=client).start()
print("end of script")
