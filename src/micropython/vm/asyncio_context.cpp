#include "vm/asyncio_context.h"

bool weft_in_loop() {
  return mp_asyncio_context != MP_OBJ_NULL && weft_asyncio_get(MP_QSTR_cur_task) != mp_const_none;
}
