// Methods of native types that Python programs may subclass as they do in CPython.
//
// MicroPython's own built-in functions refuse an instance of a subclass when they are called
// through the class (`Event.set(self)`, `Event.__init__(self)`). A weft_method_t is a function that
// takes both: it exchanges such an instance for the native object inside. A native type whose
// parent is weft_type_primitive also has an __init__ that makes that native object.
#ifndef WEFT_MICROPYTHON_METHOD_H_
#define WEFT_MICROPYTHON_METHOD_H_

#include "binding.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  mp_obj_base_t base;
  const mp_obj_type_t *owner;  // what `self` must be; NULL: anything
  mp_rom_obj_t function;       // a built-in function
} weft_method_t;

extern const mp_obj_type_t weft_type_method;
extern const mp_obj_type_t weft_type_initializer;
extern const mp_obj_type_t weft_type_primitive;

mp_obj_t weft_method_call(mp_obj_t, size_t, size_t, const mp_obj_t *);
mp_obj_t weft_initializer_call(mp_obj_t, size_t, size_t, const mp_obj_t *);

// METHOD() is the entry of a method in a type's table.
#define METHOD(attribute, name, owner)                                          \
  {                                                                             \
    MP_ROM_QSTR(MP_QSTR_##attribute),                                           \
        MP_ROM_PTR((&(const weft_method_t){                                     \
            {&weft_type_method}, &weft_type_##owner, MP_ROM_PTR(&name##_obj)})) \
  }

// MEMBER() is a function that Python code puts into a class, where built-in functions do not bind.
#define MEMBER(name)                                                                             \
  {                                                                                              \
    MP_ROM_QSTR(MP_QSTR_##name),                                                                 \
        MP_ROM_PTR((&(const weft_method_t){{&weft_type_method}, NULL, MP_ROM_PTR(&name##_obj)})) \
  }

#ifdef __cplusplus
}
#endif

#endif  // WEFT_MICROPYTHON_METHOD_H_
