// SPDX-License-Identifier: MIT
// A module for tests: board.every_ms(callback) has the timer's interrupt itself call a Python
// function, as other ports' machine.Timer(hard=True) does; None ends that.

#include "py/gc.h"
#include "py/runtime.h"

void board_timer_callback(void);
void board_timer_callback(void) {
  mp_obj_t callback = MP_STATE_VM(board_callback);
  if (callback == MP_OBJ_NULL) {
    return;
  }
  mp_sched_lock();
  gc_lock();
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_call_function_0(callback);
    nlr_pop();
  } else {
    MP_STATE_VM(board_callback) = MP_OBJ_NULL;
    mp_obj_print_exception(MICROPY_ERROR_PRINTER, MP_OBJ_FROM_PTR(nlr.ret_val));
  }
  gc_unlock();
  mp_sched_unlock();
}

static mp_obj_t every_ms(mp_obj_t callback) {
  MP_STATE_VM(board_callback) = callback == mp_const_none ? MP_OBJ_NULL : callback;
  return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(every_ms_obj, every_ms);

// MicroPython's table style.
// clang-format off
static const mp_rom_map_elem_t board_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_board) },
    { MP_ROM_QSTR(MP_QSTR_every_ms), MP_ROM_PTR(&every_ms_obj) },
};
static MP_DEFINE_CONST_DICT(board_globals, board_table);

const mp_obj_module_t board_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&board_globals,
};

MP_REGISTER_MODULE(MP_QSTR_board, board_module);
MP_REGISTER_ROOT_POINTER(mp_obj_t board_callback);
