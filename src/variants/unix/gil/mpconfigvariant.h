// SPDX-License-Identifier: MIT
// Native threads under a GIL, as pyDirect's firmware has them.
#define MICROPY_PY_THREAD (1)
#define MICROPY_PY_THREAD_GIL (1)
#include "../mpconfigvariant_weft.h"
