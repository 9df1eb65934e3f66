// SPDX-License-Identifier: MIT
// Tasks of the core's (weft/port.h: start_task()) that are to be green threads.
#ifndef WEFT_MICROPYTHON_NATIVE_START_TASK_H_
#define WEFT_MICROPYTHON_NATIVE_START_TASK_H_

// Starts a green thread that calls body(argument); false: there is no memory. The module `_service`
// sets it: what has threads to start is in Python.
extern bool (*weft_start_green_task)(void (*body)(void*), void* argument);

#endif  // WEFT_MICROPYTHON_NATIVE_START_TASK_H_
