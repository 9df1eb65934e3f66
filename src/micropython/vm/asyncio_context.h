// SPDX-License-Identifier: MIT
// The globals of asyncio.core, which MicroPython's C part of asyncio knows.
#ifndef WEFT_MICROPYTHON_VM_ASYNCIO_CONTEXT_H_
#define WEFT_MICROPYTHON_VM_ASYNCIO_CONTEXT_H_

#include "binding.h"

extern "C" {
extern mp_obj_t mp_asyncio_context;  // a dict; MP_OBJ_NULL until a task was made
}

// weft_asyncio_get() is one of them: asyncio was imported.
inline mp_obj_t weft_asyncio_get(qstr name) {
  return mp_obj_dict_get(mp_asyncio_context, MP_OBJ_NEW_QSTR(name));
}

// weft_set_current_task() says which task runs; never raises.
void weft_set_current_task(mp_obj_t task);

// weft_loop_runs: asyncio's loop does, on the hub, whatever code it has called there. It does not
// know of a loop that ran before Weft was installed: weft_in_loop() knows that too, while a task
// runs.
extern bool weft_loop_runs;
bool weft_in_loop();

// How many green threads are in await_().
extern size_t weft_threads_awaiting;

#endif  // WEFT_MICROPYTHON_VM_ASYNCIO_CONTEXT_H_
