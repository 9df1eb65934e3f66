// SPDX-License-Identifier: MIT
// Methods of native types that Python programs may subclass as they do in CPython, and their
// arguments.
//
// MicroPython's own built-in functions refuse an instance of a subclass when they are called
// through the class (`Event.set(self)`, `Event.__init__(self)`). A weft_method_t is a function that
// takes both: it exchanges such an instance for the native object inside. A native type whose
// parent is weft_type_primitive also has an __init__ that makes that native object.
//
// A method's function gets all its arguments, those not given as their defaults. On the stack of a
// thread that parks in it there is nothing of the call's if all were given by position, or none.
#ifndef WEFT_MICROPYTHON_TYPES_METHOD_H_
#define WEFT_MICROPYTHON_TYPES_METHOD_H_

#include "binding.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const mp_arg_t *parameters;    // but `self`; NULL: they have no names, and all must be given
  const mp_rom_obj_t *defaults;  // theirs once more, as arguments
  uint8_t n_parameters;
  uint8_t n_required;
  uint8_t n_positional;  // n_parameters, or UINT8_MAX if the last may only be given by its name
} weft_signature_t;

typedef mp_obj_t (*weft_function_t)(mp_obj_t self, const mp_obj_t *args);

typedef struct {
  mp_obj_base_t base;
  const mp_obj_type_t *owner;  // what `self` must be; NULL: anything
  weft_function_t function;
  const weft_signature_t *signature;
} weft_method_t;

// A method of Condition that is its lock's.
typedef struct {
  mp_obj_base_t base;
  qstr name;
} weft_lock_method_t;

extern const mp_obj_type_t weft_type_method;
extern const mp_obj_type_t weft_type_lock_method;
extern const mp_obj_type_t weft_type_initializer;
extern const mp_obj_type_t weft_type_primitive;
extern const weft_method_t thread_run_obj;

mp_obj_t weft_method_call(mp_obj_t, size_t, size_t, const mp_obj_t *);
mp_obj_t weft_lock_method_call(mp_obj_t, size_t, size_t, const mp_obj_t *);
mp_obj_t weft_initializer_call(mp_obj_t, size_t, size_t, const mp_obj_t *);

// weft_native_self() is the native object of type `owner` behind `self`, which is one or holds one.
mp_obj_t weft_native_self(const mp_obj_type_t *owner, mp_obj_t self);

#ifdef __cplusplus
}
#endif

#endif  // WEFT_MICROPYTHON_TYPES_METHOD_H_
