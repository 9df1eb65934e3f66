// SPDX-License-Identifier: MIT
// What the tables of the native modules are written with: those of module/, io/ and service/. For
// C, as MicroPython's own table macros are.
#ifndef WEFT_MICROPYTHON_TYPES_TABLES_H_
#define WEFT_MICROPYTHON_TYPES_TABLES_H_

#include "types/method.h"

// MicroPython's table style.
// clang-format off

// FUN_...(name) defines the function object name_obj, for the function weft_name().
#define FUN_0(name) static MP_DEFINE_CONST_FUN_OBJ_0(name##_obj, weft_##name)
#define FUN_1(name) static MP_DEFINE_CONST_FUN_OBJ_1(name##_obj, weft_##name)
#define FUN_2(name) static MP_DEFINE_CONST_FUN_OBJ_2(name##_obj, weft_##name)
#define FUN_3(name) static MP_DEFINE_CONST_FUN_OBJ_3(name##_obj, weft_##name)
#define FUN_VAR(name, min, max) \
    static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(name##_obj, min, max, weft_##name)
#define FUN_KW(name, min) static MP_DEFINE_CONST_FUN_OBJ_KW(name##_obj, min, weft_##name)

// METHOD() defines a method of the type `owner`: see method.h. METHOD_AS() gives it a function of
// another name, and is static only if so called.
#define METHOD_AS(name, function, owner, signature) \
    const weft_method_t name##_obj = { \
        { &weft_type_method }, &weft_type_##owner, weft_##function, &signature##_signature }
#define METHOD(name, owner, signature) static METHOD_AS(name, name, owner, signature)

// A method's parameters, and the signatures of those whose parameters have no names.
#define REQUIRED(name) { MP_QSTR_##name, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } }
#define OPTIONAL(name, value) { MP_QSTR_##name, MP_ARG_OBJ, { .u_rom_obj = value } }
static const weft_signature_t none_signature = { NULL, NULL, 0, 0, 0 };
static const weft_signature_t one_signature = { NULL, NULL, 1, 1, 1 };
static const weft_signature_t two_signature = { NULL, NULL, 2, 2, 2 };
static const weft_signature_t exit_signature = { NULL, NULL, 3, 3, 3 };

// Entries of a table: a function or method, a type, an integer of C's that has the same name.
#define ENTRY(name, object) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&object##_obj) }
#define TYPE(name, type) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&weft_type_##type) }
#define C(name) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_INT(name) }

#endif  // WEFT_MICROPYTHON_TYPES_TABLES_H_
