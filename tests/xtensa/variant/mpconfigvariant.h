// SPDX-License-Identifier: MIT
// MicroPython's unix port over the C library and system calls of ../libc, with Weft as on a board
// (src/micropython/port/bare.cpp): no native threads, no sockets.
#define MICROPY_PY_THREAD (0)
#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
#define MICROPY_SCHEDULER_STATIC_NODES (1)
#define MICROPY_PY_FUNCTION_ATTRS (1)
#define MICROPY_PY_DELATTR_SETATTR (1)
#ifndef WEFT_STOCK
#define WEFT_SERVICE (1)
#define WEFT_ASYNCIO_TASKS (1)
#define WEFT_SLICED_STEPS (1)
#endif

#include "variants/mpconfigvariant_common.h"
#ifndef WEFT_STOCK
#include "../../../src/micropython/mpconfig_weft.h"
#endif

// py/nlr.h takes the ABI without windows for granted. The collector's setjmp() spills them.
#define MICROPY_NLR_SETJMP (1)
#define MICROPY_GCREGS_SETJMP (1)
#define MICROPY_PY_SYS_PLATFORM "xtensa"

// What picolibc lacks.
#define MP_SSIZE_MAX (0x7fffffff)

// A signal is what an interrupt is on a board. Ctrl-C is noted, and raised in the main thread.
unsigned hold_signals(void);
void release_signals(unsigned before);
#define MICROPY_BEGIN_ATOMIC_SECTION() hold_signals()
#define MICROPY_END_ATOMIC_SECTION(state) release_signals(state)
#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)
#undef MICROPY_PY_OS_SYSTEM
#define MICROPY_PY_OS_SYSTEM (0)
#undef MICROPY_PY_MACHINE
#define MICROPY_PY_MACHINE (0)
#undef MICROPY_USE_READLINE_HISTORY
#define MICROPY_USE_READLINE_HISTORY (0)

// Stacks as deep as on Linux, and few, so that they are shared.
#define WEFT_STACK_SLOTS (16)
#define WEFT_STACK_SLOT_BYTES (65536)
#define WEFT_SLOT_ARENA_BYTES (2 * 1024 * 1024)

// No signal wakes a thread, nothing but another thread can.
#define WEFT_INTERRUPTS_WAKE (0)
