// SPDX-License-Identifier: MIT
// As gil, but each fiber is an OS thread.
#include "../gil/mpconfigvariant.h"
