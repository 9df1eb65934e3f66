// SPDX-License-Identifier: MIT
#include "mpconfig_weft.h"
