# Weft's frozen modules. In a firmware's manifest:
#
#   include("<weft>/pymodules/manifest.py", asyncio=True, …)
#
# Without options: threading, queue, time, sched, concurrent.futures and weft. Each option adds a
# group of modules:
#   asyncio  CPython's asyncio.Queue, Semaphore, Condition, Barrier, timeout(), TaskGroup, wait() and
#            so on. The build needs WEFT_ASYNCIO_TASKS=1. See docs/bridge.md.
#   opt      MicroPython's optimisation level for all of them; 3 leaves out line numbers.
options.defaults(asyncio=False, opt=None)

for file in ("threading.py", "queue.py", "sched.py", "time.py"):
    module(file, base_path=".", opt=options.opt)
package("concurrent", base_path=".", opt=options.opt)
package("weft", base_path=".", opt=options.opt)
if options.asyncio:
    package("asyncio", base_path=".", opt=options.opt)
