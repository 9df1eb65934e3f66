// SPDX-License-Identifier: MIT
// The awaitable twins of blocking methods: `await queue.get_async()` is queue.get() for coroutines.
//
// A twin is no second implementation. Awaiting it makes the blocking call, and as the step of a
// task may block (see asyncio/tasks.cpp), only that task waits. It takes the arguments of the
// method it belongs to, and is made by the suffix _async because a second object (`queue.async_q`,
// as janus has it) would cost memory on every queue and lock of a small board.
#ifndef WEFT_MICROPYTHON_TYPES_ASYNC_CALL_H_
#define WEFT_MICROPYTHON_TYPES_ASYNC_CALL_H_

#include "binding.h"
#include "types/method.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  mp_obj_base_t base;
  mp_rom_obj_t function;  // what the twin calls
} weft_twin_t;

extern const mp_obj_type_t weft_type_twin;
extern const mp_obj_type_t weft_type_async_call;

mp_obj_t weft_twin_call(mp_obj_t, size_t, size_t, const mp_obj_t*);

// TWIN() is the entry of a twin in a type's table: awaiting it calls the method.
#define TWIN(attribute, method)      \
  {MP_ROM_QSTR(MP_QSTR_##attribute), \
   MP_ROM_PTR((&(const weft_twin_t){{&weft_type_twin}, MP_ROM_PTR(&method##_obj)}))}

#ifdef __cplusplus
}
#endif

#endif  // WEFT_MICROPYTHON_TYPES_ASYNC_CALL_H_
