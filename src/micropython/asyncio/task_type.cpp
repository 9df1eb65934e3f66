// SPDX-License-Identifier: MIT
// What CPython's asyncio.Task has and MicroPython's lacks: methods such as result() and uncancel().
//
// MicroPython's Task is a native type with a fixed set of attributes, and its loop relies on the
// layout of its instances, so it can have no subclass written in Python. extend_task() makes a copy
// of the type with one more parent, the original, and methods from a dict. They keep what they need
// in the `record` of the task's Step: see pymodules/asyncio/tasks.py.
#include "binding.h"
#include "functions.h"

#if WEFT_ASYNCIO_TASKS

#include <string.h>

namespace {

const mp_obj_type_t* parent_of(const mp_obj_type_t* type) {
  return static_cast<const mp_obj_type_t*>(MP_OBJ_TYPE_GET_SLOT(type, parent));
}

mp_obj_t method_of(const mp_obj_type_t* type, qstr name) {
  mp_map_t* methods = &MP_OBJ_TYPE_GET_SLOT(type, locals_dict)->map;
  mp_map_elem_t* found = mp_map_lookup(methods, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP);
  return found == nullptr ? MP_OBJ_NULL : found->value;
}

// The methods come before the original's attributes. One that is None has not been loaded yet.
void task_attr(mp_obj_t self, qstr attribute, mp_obj_t* destination) {
  const mp_obj_type_t* type = mp_obj_get_type(self);
  mp_obj_t method = destination[0] == MP_OBJ_NULL ? method_of(type, attribute) : MP_OBJ_NULL;
  if (method == mp_const_none) {
    mp_call_function_0(method_of(type, MP_QSTR_load));
    method = method_of(type, attribute);
  }
  if (method != MP_OBJ_NULL) {
    mp_convert_member_lookup(self, type, method, destination);
    return;
  }
  const mp_obj_type_t* original = parent_of(type);
  MP_OBJ_TYPE_GET_SLOT(original, attr)(self, attribute, destination);
}

}  // namespace

extern "C" {

// extend_task(Task, methods) -> type: a Task with the functions of a dict for methods. Where one is
// None, the one called `load` is to put it there, when it is first asked for. TypeError if
// Task is not a native type that has attributes of its own.
mp_obj_t weft_extend_task(mp_obj_t task_type, mp_obj_t methods) {
  auto* original = static_cast<const mp_obj_type_t*>(MP_OBJ_TO_PTR(task_type));
  if (!mp_obj_is_type(task_type, &mp_type_type) || mp_obj_is_instance_type(original) ||
      !MP_OBJ_TYPE_HAS_SLOT(original, attr) || MP_OBJ_TYPE_HAS_SLOT(original, parent) ||
      MP_OBJ_TYPE_HAS_SLOT(original, locals_dict) || !mp_obj_is_type(methods, &mp_type_dict)) {
    mp_raise_TypeError(MP_ERROR_TEXT("not asyncio's native Task"));
  }
  // The original's slots are as many as it uses, in some order; two more come behind them.
  const uint8_t indices[] = {
      original->slot_index_make_new, original->slot_index_print,     original->slot_index_call,
      original->slot_index_unary_op, original->slot_index_binary_op, original->slot_index_attr,
      original->slot_index_subscr,   original->slot_index_iter,      original->slot_index_buffer,
      original->slot_index_protocol,
  };
  size_t count = 0;
  for (uint8_t index : indices) count = index > count ? index : count;
  size_t used = sizeof(mp_obj_type_t) + count * sizeof(void*);
  auto* type = static_cast<mp_obj_full_type_t*>(m_malloc(used + 2 * sizeof(void*)));
  memcpy(static_cast<void*>(type), original, used);
  type->slots[type->slot_index_attr - 1] = reinterpret_cast<void*>(&task_attr);
  type->slots[count] = original;
  type->slot_index_parent = count + 1;
  type->slots[count + 1] = MP_OBJ_TO_PTR(methods);
  type->slot_index_locals_dict = count + 2;
  return MP_OBJ_FROM_PTR(type);
}

}  // extern "C"

#endif  // WEFT_ASYNCIO_TASKS
