// SPDX-License-Identifier: MIT
// Green threads: what a Fiber is to threading.Thread.
#ifndef WEFT_MICROPYTHON_TYPES_FIBER_H_
#define WEFT_MICROPYTHON_TYPES_FIBER_H_

#include "binding.h"

// weft_own_ident() is the number of the calling thread. Any OS thread.
mp_uint_t weft_own_ident();

// For a soft reset: no thread has ever been.
void weft_reset_threads();

#endif  // WEFT_MICROPYTHON_TYPES_FIBER_H_
