# Weft's frozen modules. In a firmware's manifest:
#
#   include("<weft>/pymodules/manifest.py", services=True)
#
# Without options: threading, queue, time, sched, concurrent.futures and weft. Options add to them:
#   services  service. The build needs WEFT_SERVICE=1. See docs/services.md.
#   opt       MicroPython's optimisation level for all of them; 3 leaves out line numbers.
options.defaults(services=False, opt=None)

for file in ("threading.py", "queue.py", "sched.py", "time.py"):
    module(file, base_path=".", opt=options.opt)
package("concurrent", base_path=".", opt=options.opt)
package("weft", base_path=".", opt=options.opt)
if options.services:
    module("service.py", base_path=".", opt=options.opt)
