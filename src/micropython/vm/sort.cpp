// SPDX-License-Identifier: MIT
// A list that is changed while it is sorted: MicroPython goes on in the memory that the list has
// left. py/objlist.c is compiled to call the functions below instead of mp_arg_parse_all() and
// mp_call_function_1(), which only its sort() does: see micropython.mk and micropython.cmake. They
// see the list before its memory is touched again, and raise ValueError, as CPython does. (Without
// a key it is Python's __lt__() alone that could change it.)
#include "binding.h"

extern "C" {
#include "py/objlist.h"
}

namespace {

// Stands for the key function in the sort; nothing else sees it.
struct SortKey {
  mp_obj_base_t base;  // only so that it is an object
  mp_obj_list_t* list;
  mp_obj_t* items;
  size_t count;
  mp_obj_t function;
};

}  // namespace

extern "C" {

void weft_parse_sort_arguments(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs,
                               size_t n_allowed, const mp_arg_t* allowed, mp_arg_val_t* values) {
  mp_arg_parse_all(n_args, args, kwargs, n_allowed, allowed, values);
  mp_obj_t self = args[-1];
  if (values[0].u_obj == mp_const_none || !mp_obj_is_type(self, &mp_type_list)) return;
  auto* key = m_new_obj(SortKey);
  key->base.type = &mp_type_object;
  key->list = static_cast<mp_obj_list_t*>(MP_OBJ_TO_PTR(self));
  key->items = key->list->items;
  key->count = key->list->len;
  key->function = values[0].u_obj;
  values[0].u_obj = MP_OBJ_FROM_PTR(key);
}

mp_obj_t weft_call_sort_key(mp_obj_t key_in, mp_obj_t item) {
  auto* key = static_cast<SortKey*>(MP_OBJ_TO_PTR(key_in));
  mp_obj_t result = mp_call_function_1(key->function, item);
  if (key->list->items != key->items || key->list->len != key->count) {
    mp_raise_ValueError(MP_ERROR_TEXT("list modified during sort"));
  }
  return result;
}

}  // extern "C"
