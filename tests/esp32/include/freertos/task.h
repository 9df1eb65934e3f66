// SPDX-License-Identifier: MIT
#ifndef WEFT_TESTS_FREERTOS_TASK_H_
#define WEFT_TESTS_FREERTOS_TASK_H_

#ifdef __cplusplus
extern "C" {
#endif

#include <task.h>

TaskHandle_t xTaskCreateStaticPinnedToCore(TaskFunction_t code, const char* name,
                                           uint32_t stack_depth, void* parameters,
                                           UBaseType_t priority, StackType_t* stack,
                                           StaticTask_t* task, BaseType_t core);

#ifdef __cplusplus
}
#endif

#endif  // WEFT_TESTS_FREERTOS_TASK_H_
