// What the tables of io/ are written with. For C.
#ifndef WEFT_MICROPYTHON_IO_TABLES_H_
#define WEFT_MICROPYTHON_IO_TABLES_H_

#include "io/functions.h"

// NOLINTBEGIN: MicroPython's table style.

#define FUN_0(name) static MP_DEFINE_CONST_FUN_OBJ_0(name##_obj, weft_##name)
#define FUN_1(name) static MP_DEFINE_CONST_FUN_OBJ_1(name##_obj, weft_##name)
#define FUN_2(name) static MP_DEFINE_CONST_FUN_OBJ_2(name##_obj, weft_##name)
#define FUN_3(name) static MP_DEFINE_CONST_FUN_OBJ_3(name##_obj, weft_##name)
#define FUN_VAR(name, min, max) \
    static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(name##_obj, min, max, weft_##name)
#define ENTRY(name, object) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&object##_obj) }

// NOLINTEND

#endif  // WEFT_MICROPYTHON_IO_TABLES_H_
