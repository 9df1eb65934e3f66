# SPDX-License-Identifier: MIT
# Waits for a thread that imports another module.
import threading

got = []


def other():
    import slow_a

    got.append(slow_a.done)


thread = threading.Thread(target=other, name="slow_b")
thread.start()
thread.join()
done = got == [True]
