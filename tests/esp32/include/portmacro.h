// SPDX-License-Identifier: MIT
#ifndef WEFT_TESTS_PORTMACRO_H_
#define WEFT_TESTS_PORTMACRO_H_

#ifdef __cplusplus
extern "C" {
#endif

// What FreeRTOS's headers ask of a processor, with the types that ESP-IDF has.
#include <stdint.h>

typedef uint8_t StackType_t;
typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint32_t TickType_t;
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#define portSTACK_GROWTH (-1)
#define portTICK_PERIOD_MS ((TickType_t)1000 / configTICK_RATE_HZ)
#define portBYTE_ALIGNMENT 16

typedef struct {
  uint32_t owner;
  uint32_t count;
} portMUX_TYPE;
#define portMUX_INITIALIZER_UNLOCKED {0, 0}
void vPortEnterCritical(portMUX_TYPE* mux);
void vPortExitCritical(portMUX_TYPE* mux);
#define portENTER_CRITICAL(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL(mux) vPortExitCritical(mux)
#define portDISABLE_INTERRUPTS()
#define portENABLE_INTERRUPTS()
void vPortYield(void);
#define portYIELD() vPortYield()
#define portTASK_FUNCTION_PROTO(function, parameters) void function(void* parameters)
#define portTASK_FUNCTION(function, parameters) void function(void* parameters)

BaseType_t xPortGetCoreID(void);

#ifdef __cplusplus
}
#endif

#endif  // WEFT_TESTS_PORTMACRO_H_
