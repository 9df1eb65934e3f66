// SPDX-License-Identifier: MIT
#include "types/thread.h"

#include "fibers/fiber_object.h"
#include "mpversion.h"
#include "types/fiber.h"
#include "vm/hooks.h"
#include "vm/native_threads.h"

using weft::Micros;

namespace {

mp_uint_t unnamed = 0;  // threads that were given no name

mp_map_t* attributes_of(mp_obj_t self_in) {
  if (!mp_obj_is_instance_type(mp_obj_get_type(self_in))) mp_raise_TypeError(nullptr);
  return &static_cast<mp_obj_instance_t*>(MP_OBJ_TO_PTR(self_in))->members;
}

void set(mp_map_t* attributes, qstr name, mp_obj_t value) {
  mp_map_lookup(attributes, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = value;
}

mp_obj_t get(mp_map_t* attributes, qstr name, mp_obj_t otherwise) {
  mp_map_elem_t* element = mp_map_lookup(attributes, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP);
  return element != nullptr ? element->value : otherwise;
}

// The thread's fiber, nullptr before start(); raises if Thread.__init__() was not called.
FiberObject* fiber_of(mp_obj_t self_in) {
  mp_obj_t fiber = get(attributes_of(self_in), MP_QSTR__fiber, MP_OBJ_NULL);
  if (fiber == mp_const_none) return nullptr;
  if (fiber == MP_OBJ_NULL || !mp_obj_is_type(fiber, &weft_type_fiber)) {
    weft_raise_runtime_error(MP_ERROR_TEXT("Thread.__init__() not called"));
  }
  return weft_to_fiber(fiber);
}

// A thread is a daemon if the one that makes it is.
mp_obj_t inherited_daemonic() {
  mp_obj_t parent = weft_current();
  if (parent == mp_const_none) return mp_const_false;
  if (parent == mp_const_false) return mp_const_true;  // a native thread
  return mp_obj_new_bool(!weft_is_not_daemonic(parent));
}

mp_obj_t name_of_target(mp_obj_t target) {
  if (target == mp_const_none) return mp_const_none;
  mp_obj_t name[2];
  mp_load_method_protected(target, MP_QSTR___name__, name, false);
  return name[0] != MP_OBJ_NULL && name[1] == MP_OBJ_NULL ? name[0] : mp_const_none;
}

void remove(mp_map_t* attributes, qstr name) {
  mp_map_lookup(attributes, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP_REMOVE_IF_FOUND);
}

// A call, ready to be made.
struct Call {
  mp_obj_t function;
  size_t n_args;
  size_t n_kw;
  const mp_obj_t* args;
};

void prepare(Call* call, mp_obj_t function, mp_obj_t args, mp_obj_t kwargs) {
  if (!mp_obj_is_type(args, &mp_type_tuple) && !mp_obj_is_type(args, &mp_type_list)) {
    args = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_tuple), args);
  }
  size_t count;
  mp_obj_t* items;
  mp_obj_get_array(args, &count, &items);
  *call = {function, count, 0, items};
  if (kwargs == mp_const_none || !mp_obj_is_true(kwargs)) return;
  if (!mp_obj_is_dict_or_ordereddict(kwargs))
    mp_raise_TypeError(MP_ERROR_TEXT("kwargs: not a dict"));
  mp_map_t* map = mp_obj_dict_get_map(kwargs);
  mp_obj_t* all = m_new(mp_obj_t, count + 2 * map->used);
  memcpy(all, items, count * sizeof(mp_obj_t));
  mp_obj_t* end = all + count;
  for (size_t i = 0; i < map->alloc; i++) {
    if (!mp_map_slot_is_filled(map, i)) continue;
    *end++ = mp_obj_str_intern_checked(map->table[i].key);  // as the VM takes names of arguments
    *end++ = map->table[i].value;
  }
  call->n_kw = map->used;
  call->args = all;
}

// Takes the thread's call out of its attributes; false if it has none. Not inlined: what it needs
// on the stack would be on each parked thread's.
[[gnu::noinline]] bool take_call(mp_obj_t self_in, Call* call) {
  mp_map_t* self = attributes_of(self_in);
  mp_obj_t target = get(self, MP_QSTR__target, mp_const_none);
  if (target == mp_const_none) return false;
  mp_obj_t args = get(self, MP_QSTR__args, mp_const_empty_tuple);
  mp_obj_t kwargs = get(self, MP_QSTR__kwargs, mp_const_none);
  // CPython does this after the call. Here that would take a handler, on each parked thread's
  // stack.
  constexpr qstr kTaken[] = {MP_QSTR__target, MP_QSTR__args, MP_QSTR__kwargs};
  for (qstr name : kTaken) remove(self, name);
  prepare(call, target, args, kwargs);
  return true;
}

}  // namespace

bool weft_is_not_daemonic(mp_obj_t thread) {
  auto* attributes = &static_cast<mp_obj_instance_t*>(MP_OBJ_TO_PTR(thread))->members;
  return get(attributes, MP_QSTR__daemonic, mp_const_false) == mp_const_false;
}

void weft_reset_names() { unnamed = 0; }

mp_obj_t weft_thread_locals() {
  mp_obj_t* locals = weft_native_locals();
  if (locals == nullptr) {
    FiberObject* fiber = weft_current_fiber();
    bool is_thread = fiber != nullptr && fiber->thread != mp_const_none;
    locals = is_thread ? &fiber->locals : &MP_STATE_VM(weft_main_locals);
  }
  if (*locals == MP_OBJ_NULL) *locals = mp_obj_new_dict(0);
  return *locals;
}

// The call is made from no frame of ours, which would be on each parked thread's stack.
mp_obj_t weft_call_target(mp_obj_t self_in) {
  mp_obj_t function;
  size_t n_args, n_kw;
  const mp_obj_t* args;
  {
    Call call;
    if (!take_call(self_in, &call)) return mp_const_none;
    function = call.function;
    n_args = call.n_args;
    n_kw = call.n_kw;
    args = call.args;
  }
  const mp_obj_type_t* type = mp_obj_get_type(function);
  if (!MP_OBJ_TYPE_HAS_SLOT(type, call))
    mp_call_function_n_kw(function, n_args, n_kw, args);  // raises
  return MP_OBJ_TYPE_GET_SLOT(type, call)(function, n_args, n_kw, args);
}

void weft_call(mp_obj_t target, mp_obj_t args, mp_obj_t kwargs) {
  Call call;
  prepare(&call, target, args, kwargs);
  mp_call_function_n_kw(call.function, call.n_args, call.n_kw, call.args);
}

extern "C" {

// Thread.__init__(group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None)
mp_obj_t weft_thread_init(mp_obj_t self_in, const mp_obj_t* args) {
  if (args[0] != mp_const_none) {
    mp_raise_msg(&mp_type_AssertionError, MP_ERROR_TEXT("group argument must be None for now"));
  }
  mp_map_t* self = attributes_of(self_in);
  mp_obj_t target = args[1];
  mp_obj_t name = args[2];
  mp_obj_t target_name = mp_const_none;
  if (name == mp_const_none || !mp_obj_is_true(name)) {
    {
      weft::LockOut lock_out;
      name = MP_OBJ_NEW_SMALL_INT(++unnamed);
    }
    target_name = name_of_target(target);
  } else if (!mp_obj_is_str(name)) {
    name = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_str), name);
  }
  mp_obj_t daemonic =
      args[5] == mp_const_none ? inherited_daemonic() : mp_obj_new_bool(mp_obj_is_true(args[5]));
  static const qstr_short_t names[] = {
      MP_QSTR__target,      MP_QSTR__args,     MP_QSTR__kwargs, MP_QSTR__name,
      MP_QSTR__target_name, MP_QSTR__daemonic, MP_QSTR__fiber,
  };
  const mp_obj_t values[] = {target, args[3], args[4], name, target_name, daemonic, mp_const_none};
  // The class's; MP_OBJ_NULL: it has none.
  static const mp_obj_t common[] = {mp_const_none, mp_const_empty_tuple, mp_const_none, MP_OBJ_NULL,
                                    mp_const_none, mp_const_false,       MP_OBJ_NULL};
  if (self->alloc == 0) {
    size_t count = 0;
    for (size_t i = 0; i < MP_ARRAY_SIZE(names); i++) count += values[i] != common[i];
    mp_map_init(self, count);
  }
  for (size_t i = 0; i < MP_ARRAY_SIZE(names); i++) {
    if (values[i] != common[i]) {
      set(self, names[i], values[i]);
    } else if (self->used != 0) {  // __init__() is called again
      remove(self, names[i]);
    }
  }
  return mp_const_none;
}

// Thread.start(): RuntimeError if it was started already, MemoryError if there is no memory for it.
mp_obj_t weft_thread_start(mp_obj_t self_in, const mp_obj_t*) {
  mp_obj_t fiber = get(attributes_of(self_in), MP_QSTR__fiber, MP_OBJ_NULL);
  if (fiber == MP_OBJ_NULL) {
    weft_raise_runtime_error(MP_ERROR_TEXT("thread.__init__() not called"));
  }
  if (fiber != mp_const_none) {
    weft_raise_runtime_error(MP_ERROR_TEXT("threads can only be started once"));
  }
  fiber = weft_start(self_in);
  set(attributes_of(self_in), MP_QSTR__fiber, fiber);
  mp_obj_t how[2] = {fiber, get(attributes_of(self_in), MP_QSTR__priority, MP_OBJ_NULL)};
  if (how[1] != MP_OBJ_NULL) weft_fiber_priority(2, how);
  return mp_const_none;
}

// Thread.run()
mp_obj_t weft_thread_run(mp_obj_t self, const mp_obj_t*) {
  weft_call_target(self);
  return mp_const_none;
}

// Thread.join(timeout=None)
mp_obj_t weft_thread_join(mp_obj_t self_in, const mp_obj_t* timeout) {
  FiberObject* fiber = fiber_of(self_in);
  if (fiber == nullptr) {
    weft_raise_runtime_error(MP_ERROR_TEXT("cannot join thread before it is started"));
  }
  if (fiber->ident == weft_own_ident()) {
    weft_raise_runtime_error(MP_ERROR_TEXT("cannot join current thread"));
  }
  mp_obj_t join_args[2] = {MP_OBJ_FROM_PTR(fiber), *timeout};
  weft_fiber_join(2, join_args);
  weft_handle_pending();  // what the thread did to its joiner, interrupt_main() above all
  return mp_const_none;
}

mp_obj_t weft_thread_is_alive(mp_obj_t self_in, const mp_obj_t*) {
  FiberObject* fiber = fiber_of(self_in);
  return mp_obj_new_bool(fiber != nullptr && !fiber->ended.is_set());
}

}  // extern "C"
