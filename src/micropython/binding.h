// SPDX-License-Identifier: MIT
// What all files of the binding start from: MicroPython's headers, the functions that Python calls
// (functions.h) and the types (module/tables.c). Included from C (the tables) and C++ (all else):
// MicroPython's table macros use designated initialisers that C++ does not have.
//
// Invariants (MicroPython raises by longjmp, and its collector sees only heads of blocks):
//  - no object with a destructor lives across a call that can raise;
//  - the core returns outcomes, the binding raises;
//  - every object that parks a waiter is a heap object reached by its head.
#ifndef WEFT_MICROPYTHON_BINDING_H_
#define WEFT_MICROPYTHON_BINDING_H_

#ifdef __cplusplus
extern "C" {
#endif

#include "nlr_returns_twice.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/mpstate.h"
#include "py/objgenerator.h"
#include "py/objtype.h"
#include "py/runtime.h"
#include "py/stream.h"

extern const mp_obj_type_t weft_type_fiber;
extern const mp_obj_type_t weft_type_step;
extern const mp_obj_type_t weft_type_lock;
extern const mp_obj_type_t weft_type_rlock;
extern const mp_obj_type_t weft_type_condition;
extern const mp_obj_type_t weft_type_semaphore;
extern const mp_obj_type_t weft_type_bounded_semaphore;
extern const mp_obj_type_t weft_type_event;
extern const mp_obj_type_t weft_type_barrier;
extern const mp_obj_type_t weft_type_any_queue;
extern const mp_obj_type_t weft_type_queue;
extern const mp_obj_type_t weft_type_simple_queue;
extern const mp_obj_type_t weft_type_wake;

#include "functions.h"

#ifdef __cplusplus
}  // extern "C"

#include "weft/sched/scheduler.h"
#endif

#endif  // WEFT_MICROPYTHON_BINDING_H_
