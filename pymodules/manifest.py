# SPDX-License-Identifier: MIT
# Weft's frozen modules. In a firmware's manifest:
#
#   include("<weft>/pymodules/manifest.py", asyncio=True, logging=True, …)
#
# Without options: threading, queue, time, sched, concurrent.futures and weft. Each option adds a
# group of modules:
#   calendar  the rest of `time`: strftime, strptime, ctime, asctime, the struct with names,
#             process_time, thread_time, get_clock_info
#   handles   the rest of weft._thread: start_joinable_thread, _ThreadHandle
#   groups    weft.group(). See docs/control.md.
#   services  service. The build needs WEFT_SERVICE=1. See docs/services.md.
#   sockets   socket, socketserver, select, selectors, subprocess, all of errno, and the names of ssl:
#             on unix. See docs/sockets.md. "streams": socket and select over the port's own sockets, for
#             boards.
#   ssl       ssl, over these sockets. The build needs WEFT_TLS=1, and mbedTLS; with "streams" a port
#             that has MicroPython's `tls`.
#   http      http.client, http.server, urllib.request: on unix, beside `sockets`
#   asyncio   CPython's asyncio.Queue, Semaphore, Condition, Barrier, timeout(), TaskGroup, wait() and
#             so on. The build needs WEFT_ASYNCIO_TASKS=1. See docs/bridge.md.
#   logging   logging, logging.handlers, logging.config, and what they import
#   tools     functools, contextlib, itertools, collections, operator, copy, heapq, bisect, types
#   text      string, textwrap, base64, urllib.parse, uuid
#   datetime  datetime
#   random    random, whole
#   files     tempfile, shutil, platform
#   process   atexit, signal, traceback
#   pydirect  lib.sys.bg_tasks, bus and skills, which a device has in its file system otherwise, and
#             groups. See docs/pydirect.md.
#   names     abc, typing, warnings, weakref, __future__: for programs to import, see docs/stdlib.md
#   stdlib    all of these from `logging` on
#   micropython_lib  take from micropython-lib what is as good there, and what Weft has not:
#             argparse, fnmatch, hmac, os.path, pprint, stat. The tree, or MPY_LIB_DIR, must
#             have it.
#   opt       MicroPython's optimisation level for all of them; 3 leaves out line numbers.
#
# docs/stdlib.md says what each leaves out, and what it costs.
options.defaults(
    calendar=False,
    handles=False,
    groups=False,
    services=False,
    sockets=False,
    ssl=False,
    http=False,
    asyncio=False,
    logging=False,
    tools=False,
    text=False,
    datetime=False,
    random=False,
    files=False,
    process=False,
    names=False,
    pydirect=False,
    stdlib=False,
    micropython_lib=False,
    opt=None,
)

for file in ("threading.py", "queue.py", "sched.py", "time.py"):
    module(file, base_path=".", opt=options.opt)
package("concurrent", base_path=".", opt=options.opt)
package("weft", base_path=".", opt=options.opt)
if options.calendar:
    module("_calendar.py", base_path="stdlib", opt=options.opt)
if options.handles:
    module("_thread_handles.py", base_path="stdlib", opt=options.opt)
if options.groups or options.pydirect:
    module("weft_groups.py", base_path=".", opt=options.opt)
if options.services:
    module("service.py", base_path=".", opt=options.opt)
STREAMS = options.sockets == "streams"
if STREAMS:
    for file in ("socket.py", "select.py", "_streams.py"):
        module(file, base_path="net/streams", opt=options.opt)
    module("_socketio.py", base_path="net", opt=options.opt)
elif options.sockets:
    for file in (
        "socket.py",
        "_socketio.py",
        "socketserver.py",
        "select.py",
        "selectors.py",
        "subprocess.py",
        "errno.py",
    ):
        module(file, base_path="net", opt=options.opt)
    if not options.ssl:
        module("ssl.py", base_path="net/without_tls", opt=options.opt)
if options.ssl and STREAMS:
    package("ssl", base_path="net/streams/with_tls", opt=options.opt)
elif options.ssl:
    for file in ("ssl.py", "_x509.py"):
        module(file, base_path="net", opt=options.opt)
if options.asyncio:
    package("asyncio", base_path=".", opt=options.opt)

if options.pydirect:
    package("lib", base_path=".", opt=options.opt)

# A module of the standard library is its file, or its folder, in stdlib/.
GROUPS = (
    (options.logging, "logging/ _strftime.py atexit.py string.py"),
    (
        options.tools,
        "functools.py contextlib.py itertools.py collections/ operator.py copy.py heapq.py"
        " bisect.py types.py",
    ),
    (
        options.text,
        "string.py textwrap.py base64.py uuid.py collections/ urllib/__init__.py urllib/parse.py",
    ),
    (options.datetime, "datetime.py _strftime.py"),
    (options.random, "random.py"),
    (options.files, "tempfile.py shutil.py platform.py collections/"),
    (options.process, "atexit.py signal.py traceback.py"),
    (options.names, "abc.py typing.py warnings.py weakref.py atexit.py __future__.py"),
)
# micropython-lib's that are as good, and those that Weft has not: see docs/stdlib.md.
FROM_MICROPYTHON_LIB = ("bisect.py",)
MORE_OF_MICROPYTHON_LIB = ("argparse", "fnmatch", "hmac", "os-path", "pprint", "stat")

HTTP = "http/ collections/ urllib/__init__.py urllib/parse.py urllib/error.py urllib/request.py"

wanted = HTTP.split() if options.http else []
for chosen, files in GROUPS:
    for file in files.split() if chosen or options.stdlib else ():
        if file not in wanted:
            wanted.append(file)
for file in wanted:
    if options.micropython_lib and file in FROM_MICROPYTHON_LIB:
        require(file[:-3])
    elif file.endswith("/"):
        package(file[:-1], base_path="stdlib", opt=options.opt)
    else:
        module(file, base_path="stdlib", opt=options.opt)
if options.micropython_lib:
    for name in MORE_OF_MICROPYTHON_LIB:
        require(name)
