// SPDX-License-Identifier: MIT
// Raspberry Pi Pico with Weft.
#include "boards/RPI_PICO/mpconfigboard.h"

// The port's `_thread` runs the second core without a GIL, as one more thread; Weft has no port to
// that. All threads are green ones, on the first core.
#define MICROPY_PY_THREAD (0)

// Interrupts of pins and timers (hard=True) run Python.
#define WEFT_LOCKOUT (1)

#include "mpconfig_weft.h"
