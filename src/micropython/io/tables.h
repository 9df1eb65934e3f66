// What the tables of io/ are written with. For C.
#ifndef WEFT_MICROPYTHON_IO_TABLES_H_
#define WEFT_MICROPYTHON_IO_TABLES_H_

#include "io/functions.h"
#include "types/method.h"

// NOLINTBEGIN: MicroPython's table style.

#define FUN_0(name) static MP_DEFINE_CONST_FUN_OBJ_0(name##_obj, weft_##name)
#define FUN_1(name) static MP_DEFINE_CONST_FUN_OBJ_1(name##_obj, weft_##name)
#define FUN_2(name) static MP_DEFINE_CONST_FUN_OBJ_2(name##_obj, weft_##name)
#define FUN_3(name) static MP_DEFINE_CONST_FUN_OBJ_3(name##_obj, weft_##name)
#define FUN_VAR(name, min, max) \
    static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(name##_obj, min, max, weft_##name)
#define SOCKET_METHOD(name, type, function, signature) \
    static const weft_method_t name##_obj = { \
        { &weft_type_method }, &type, function, &signature##_signature }
#define REQUIRED(name) { MP_QSTR_##name, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } }
#define OPTIONAL(name, value) { MP_QSTR_##name, MP_ARG_OBJ, { .u_rom_obj = value } }
#define ENTRY(name, object) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&object##_obj) }

// NOLINTEND

#endif  // WEFT_MICROPYTHON_IO_TABLES_H_
