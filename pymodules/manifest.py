# Weft's frozen modules. In a firmware's manifest:
#
#   include("<weft>/pymodules/manifest.py", calendar=True, services=True)
#
# Without options: threading, queue, time, sched, concurrent.futures and weft. Options add to them:
#   calendar  the rest of `time`: strftime, strptime, ctime, asctime, the struct with names,
#             process_time, thread_time, get_clock_info
#   handles   the rest of weft._thread: start_joinable_thread, _ThreadHandle
#   services  service. The build needs WEFT_SERVICE=1. See docs/services.md.
#   sockets   socket, select, selectors, subprocess, and all of errno: on unix. See docs/sockets.md.
#   opt       MicroPython's optimisation level for all of them; 3 leaves out line numbers.
options.defaults(calendar=False, handles=False, services=False, sockets=False, opt=None)

for file in ("threading.py", "queue.py", "sched.py", "time.py"):
    module(file, base_path=".", opt=options.opt)
package("concurrent", base_path=".", opt=options.opt)
package("weft", base_path=".", opt=options.opt)
if options.calendar:
    module("_calendar.py", base_path="stdlib", opt=options.opt)
if options.handles:
    module("_thread_handles.py", base_path="stdlib", opt=options.opt)
if options.services:
    module("service.py", base_path=".", opt=options.opt)
if options.sockets:
    for file in ("socket.py", "select.py", "selectors.py", "subprocess.py", "errno.py"):
        module(file, base_path="net", opt=options.opt)
