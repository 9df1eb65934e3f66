// SPDX-License-Identifier: MIT
#include "vm/hooks.h"

// In the order of weft_hook_t. They are the names of what the hooks are in pymodules/, which costs
// no further names in the table of interned strings.
static const qstr_short_t names[] = {
    MP_QSTR__thread_failed,
    MP_QSTR__deadlock,
    MP_QSTR_Empty,
    MP_QSTR_Full,
    MP_QSTR_ShutDown,
    MP_QSTR_BrokenBarrierError,
    MP_QSTR__run_while_main_waits,
    MP_QSTR__main_wait,
    MP_QSTR__call_in_task,
    MP_QSTR_TimeoutError,
    MP_QSTR_throw_into_task,
    MP_QSTR__held,
    MP_QSTR__unwind,
    MP_QSTR__shutdown,
};
static_assert(MP_ARRAY_SIZE(names) == WEFT_HOOK_COUNT);
static_assert(MP_ARRAY_SIZE(MP_STATE_VM(weft_hooks)) == WEFT_HOOK_COUNT,
              "the root: module/tables.c");

mp_obj_t weft_hook(weft_hook_t hook) { return MP_STATE_VM(weft_hooks)[hook]; }

void weft_raise_hook(weft_hook_t hook) {
  mp_obj_t type = weft_hook(hook);
  if (type == MP_OBJ_NULL) {
    weft_raise_runtime_error(MP_ERROR_TEXT("import queue first"));
  }
  nlr_raise(mp_call_function_0(type));
}

void weft_raise_runtime_error(mp_rom_error_text_t text) {
  mp_raise_msg(&mp_type_RuntimeError, text);
}

extern "C" {

// set_hook(name, object): see weft_hook_t. ValueError if there is no hook of that name.
mp_obj_t weft_set_hook(mp_obj_t name, mp_obj_t object) {
  qstr wanted = mp_obj_str_get_qstr(name);
  for (size_t i = 0; i < MP_ARRAY_SIZE(names); i++) {
    if (names[i] != wanted) continue;
    MP_STATE_VM(weft_hooks)[i] = object;
    return mp_const_none;
  }
  mp_raise_ValueError(MP_ERROR_TEXT("no such hook"));
}

}  // extern "C"
