// SPDX-License-Identifier: MIT
#include <queue.h>
