// SPDX-License-Identifier: MIT
// What both unix variants share: MicroPython's standard feature level, plus what legacy threaded
// programs expect and it leaves off.

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
// The words of the unix port, which says so itself since 1.26.
#define MICROPY_PY_THREAD_RECURSIVE_MUTEX (MICROPY_PY_THREAD)
#define MICROPY_SCHEDULER_STATIC_NODES (1)
#define MICROPY_PY_FUNCTION_ATTRS (1)
#define MICROPY_PY_DELATTR_SETATTR (1)
#ifndef WEFT_STOCK
#define WEFT_SERVICE (1)
#define WEFT_ASYNCIO_TASKS (1)
#endif

#include "variants/mpconfigvariant_common.h"
#ifndef WEFT_STOCK
#include "../../micropython/mpconfig_weft.h"
#endif

// A signal may come while a green thread runs: it is noted, and raised in the main thread.
#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)
