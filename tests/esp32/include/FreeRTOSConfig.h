// SPDX-License-Identifier: MIT
// The settings of MicroPython's cc3200 port, with those of ESP-IDF that matter.
#ifndef WEFT_TESTS_FREERTOSCONFIG_H_
#define WEFT_TESTS_FREERTOSCONFIG_H_

#include_next <FreeRTOSConfig.h>

#undef configTICK_RATE_HZ
#define configTICK_RATE_HZ 100
#undef INCLUDE_vTaskSuspend
#define INCLUDE_vTaskSuspend 1
#undef INCLUDE_uxTaskPriorityGet
#define INCLUDE_uxTaskPriorityGet 1
#undef configNUM_THREAD_LOCAL_STORAGE_POINTERS
#define configNUM_THREAD_LOCAL_STORAGE_POINTERS 2
#undef configUSE_PORT_OPTIMISED_TASK_SELECTION
#define configUSE_PORT_OPTIMISED_TASK_SELECTION 0

#endif  // WEFT_TESTS_FREERTOSCONFIG_H_
