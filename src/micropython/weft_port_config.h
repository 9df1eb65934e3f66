// SPDX-License-Identifier: MIT
// What the VM's configuration says about the port (weft/port.h).
#ifndef WEFT_MICROPYTHON_WEFT_PORT_CONFIG_H_
#define WEFT_MICROPYTHON_WEFT_PORT_CONFIG_H_

#ifdef __cplusplus
extern "C" {
#endif
#include "py/mpconfig.h"
#ifdef __cplusplus
}
#endif

#if defined(__unix__) || MICROPY_PY_THREAD
#define WEFT_NATIVE_THREADS 1
#else
#define WEFT_NATIVE_THREADS 0
#endif

// Sockets, pipes and the like wake threads: see port/poller.h.
#if defined(__unix__) && !defined(WEFT_POLLER)
#define WEFT_POLLER 1
#endif

// WEFT_SOFT_RESET is 1 where MicroPython ends one run and begins the next. The unix port does not,
// but its build for coverage ends so.
#ifndef WEFT_SOFT_RESET
#if defined(__unix__) && !defined(MICROPY_UNIX_COVERAGE)
#define WEFT_SOFT_RESET 0
#else
#define WEFT_SOFT_RESET 1
#endif
#endif

// WEFT_TLS is 1 where the module `_ssl` is built in, over mbedTLS. The build says so: WEFT_TLS=1.
#ifndef WEFT_TLS
#define WEFT_TLS 0
#endif

#if MICROPY_PY_THREAD && MICROPY_PY_THREAD_GIL
#define WEFT_VM_LOCK 1
#endif

// WEFT_SERVICE is 1 where the module `_service` is built in, that `service` needs. The board or the
// variant says so.
#ifndef WEFT_SERVICE
#define WEFT_SERVICE 0
#endif

// WEFT_INTERRUPTS_WAKE is 1 where interrupts or scheduled callbacks (of pins, timers, the network)
// may wake threads: then all threads waiting is no deadlock. The unix port does not ask.
#ifndef WEFT_INTERRUPTS_WAKE
#define WEFT_INTERRUPTS_WAKE 1
#endif

// WEFT_ASYNCIO_TASKS is 1 where asyncio's tasks are to have the methods of CPython's: result(),
// add_done_callback(), uncancel() and so on, which TaskGroup, timeout(), wait() and as_completed()
// need. Half a kilobyte of code, and a word for each task. For boards that freeze these. Tasks
// that wake each other then run in the order in which asyncio's own would; but not on a board
// without native threads, whose interrupts may wake a task in the middle of a change to asyncio's
// queue.
#ifndef WEFT_ASYNCIO_TASKS
#define WEFT_ASYNCIO_TASKS 0
#endif
#define WEFT_PUSH_TASKS (WEFT_ASYNCIO_TASKS && WEFT_NATIVE_THREADS)

// WEFT_SLICED_STEPS is 1 where a task may ask for its steps to be preempted: pyDirect's pump. A
// quarter of a kilobyte of code.
#ifndef WEFT_SLICED_STEPS
#if defined(__unix__) || defined(ESP_PLATFORM)
#define WEFT_SLICED_STEPS 1
#else
#define WEFT_SLICED_STEPS 0
#endif
#endif

#endif  // WEFT_MICROPYTHON_WEFT_PORT_CONFIG_H_
