// SPDX-License-Identifier: MIT
// ports/qemu with what Weft and its tests need: time, select and asyncio, which the port leaves off
// for want of a clock (ours is in board.c), Ctrl-C, and what legacy threaded programs expect.
#include "mpconfigport.h"
#ifndef WEFT_STOCK
#include "../../micropython/mpconfig_weft.h"
#endif

#undef MICROPY_PY_TIME
#undef MICROPY_PY_SELECT
#undef MICROPY_PY_ASYNCIO
#define MICROPY_PY_TIME (1)
#define MICROPY_PY_SELECT (1)
#define MICROPY_PY_ASYNCIO (1)
#define MICROPY_PY_FUNCTION_ATTRS (1)
#define MICROPY_PY_DELATTR_SETATTR (1)
#define MICROPY_SCHEDULER_STATIC_NODES (1)
#define MICROPY_KBD_EXCEPTION (1)

// Nothing here allocates its buffer, and until that is done MicroPython, when there is no memory
// for an exception's text, unpacks the text near address 0.
#undef MICROPY_ENABLE_EMERGENCY_EXCEPTION_BUF
#define MICROPY_ENABLE_EMERGENCY_EXCEPTION_BUF (0)

// The timer's interrupt in board.c ends a wait for events once in a millisecond.
unsigned int board_interrupts_off(void);
void board_interrupts_restore(unsigned int state);
#define MICROPY_BEGIN_ATOMIC_SECTION() board_interrupts_off()
#define MICROPY_END_ATOMIC_SECTION(state) board_interrupts_restore(state)
#define MICROPY_INTERNAL_WFE(timeout_ms) \
  if ((timeout_ms) != 0) {               \
    __asm volatile("wfi");               \
  }

// No interrupt wakes a thread, nothing but another thread can, but for those of hard_timer.c.
#if WEFT_LOCKOUT
#define WEFT_INTERRUPTS_WAKE (MP_STATE_VM(board_callback) != MP_OBJ_NULL)
#else
#define WEFT_INTERRUPTS_WAKE (0)
#endif
