// SPDX-License-Identifier: MIT
// The end of a program on the unix port.
#include "vm/hooks.h"

extern "C" {

// Called by the unix port's main() as the program ends, in place of mp_obj_is_callable(): see
// micropython.mk. As in CPython, threads are waited for before the program's own exit function.
bool weft_at_exit(mp_obj_t exit_function) {
  mp_obj_t hook = weft_hook(WEFT_HOOK_EXIT);
  nlr_buf_t nlr;
  if (hook != MP_OBJ_NULL) {
    if (nlr_push(&nlr) == 0) {
      mp_call_function_0(hook);
      nlr_pop();
    } else {
      mp_obj_print_exception(MICROPY_ERROR_PRINTER, MP_OBJ_FROM_PTR(nlr.ret_val));
    }
  }
  return mp_obj_is_callable(exit_function);
}

}  // extern "C"
