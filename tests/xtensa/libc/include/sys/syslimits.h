// SPDX-License-Identifier: MIT
// picolibc's, but for the longest path: as the ESP32's port has it.
#include_next <sys/syslimits.h>
#undef PATH_MAX
#define PATH_MAX 128
