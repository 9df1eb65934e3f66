// SPDX-License-Identifier: MIT
// Native threads without a GIL, as MicroPython's own unix builds have them.
#include "../mpconfigvariant_weft.h"
