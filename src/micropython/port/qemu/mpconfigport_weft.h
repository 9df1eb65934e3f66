// ports/qemu with what Weft and its tests need: time, select and asyncio, which the port leaves off
// for want of a clock (ours is in board.c), and what legacy threaded programs expect.
#include "mpconfigport.h"

#undef MICROPY_PY_TIME
#undef MICROPY_PY_SELECT
#undef MICROPY_PY_ASYNCIO
#define MICROPY_PY_TIME (1)
#define MICROPY_PY_SELECT (1)
#define MICROPY_PY_ASYNCIO (1)
#define MICROPY_PY_SYS_ATEXIT (1)
#define MICROPY_PY_FUNCTION_ATTRS (1)
#define MICROPY_PY_DELATTR_SETATTR (1)
#define MICROPY_SCHEDULER_STATIC_NODES (1)

// The port uses no interrupt: nothing but another thread can wake one.
#define WEFT_INTERRUPTS_WAKE (0)
