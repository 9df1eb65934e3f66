// SPDX-License-Identifier: MIT
#include "vm/asyncio_context.h"

bool weft_loop_runs = false;
size_t weft_threads_awaiting = 0;

void weft_set_current_task(mp_obj_t task) {
  mp_obj_dict_store(mp_asyncio_context, MP_OBJ_NEW_QSTR(MP_QSTR_cur_task), task);
}

bool weft_in_loop() {
  if (weft_loop_runs) return true;
  return mp_asyncio_context != MP_OBJ_NULL && weft_asyncio_get(MP_QSTR_cur_task) != mp_const_none;
}
