// SPDX-License-Identifier: MIT
#define IRAM_ATTR __attribute__((section(".iram1")))
