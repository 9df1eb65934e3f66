// SPDX-License-Identifier: MIT
#include "types/async_call.h"

#include <string.h>

#include "fibers/fiber_object.h"
#include "vm/hooks.h"

namespace {

struct AsyncCallObject {
  mp_obj_base_t base;
  mp_obj_t function;  // MP_OBJ_NULL once it was called
  size_t n_args;
  size_t n_kw;
  mp_obj_t args[];
};

AsyncCallObject* to_call(mp_obj_t object) {
  return static_cast<AsyncCallObject*>(MP_OBJ_TO_PTR(object));
}

mp_obj_t new_call(mp_obj_t function, size_t n_args, size_t n_kw, const mp_obj_t* args) {
  size_t count = n_args + 2 * n_kw;
  auto* self = mp_obj_malloc_var(AsyncCallObject, args, mp_obj_t, count, &weft_type_async_call);
  self->function = function;
  self->n_args = n_args;
  self->n_kw = n_kw;
  memcpy(self->args, args, count * sizeof(mp_obj_t));
  return MP_OBJ_FROM_PTR(self);
}

}  // namespace

extern "C" {

mp_obj_t weft_twin_call(mp_obj_t twin, size_t n_args, size_t n_kw, const mp_obj_t* args) {
  auto function = (mp_obj_t) static_cast<weft_twin_t*>(MP_OBJ_TO_PTR(twin))->function;  // NOLINT
  return new_call(function, n_args, n_kw, args);
}

// AsyncCall(function, *args, **kwargs): an awaitable that calls the function, which may block.
mp_obj_t weft_async_call_make_new(const mp_obj_type_t*, size_t n_args, size_t n_kw,
                                  const mp_obj_t* args) {
  mp_arg_check_num(n_args, n_kw, 1, MP_OBJ_FUN_ARGS_MAX, true);
  return new_call(args[0], n_args - 1, n_kw, args + 1);
}

void weft_async_call_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  AsyncCallObject* self = to_call(self_in);
  mp_print_str(print, "<awaitable call of ");
  mp_obj_print_helper(print, self->n_args != 0 ? self->args[0] : mp_const_none, PRINT_REPR);
  mp_print_str(print, ">");
}

// call(): makes the call. RuntimeError if it was made before.
mp_obj_t weft_async_call_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t*) {
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  AsyncCallObject* self = to_call(self_in);
  mp_obj_t function = self->function;
  if (function == MP_OBJ_NULL) {
    weft_raise_runtime_error(MP_ERROR_TEXT("cannot reuse already awaited call"));
  }
  self->function = MP_OBJ_NULL;
  return mp_call_function_n_kw(function, self->n_args, self->n_kw, self->args);
}

// Awaited. On the hub, where a blocking call would stop the loop, it goes to a task of its own.
mp_obj_t weft_async_call_getiter(mp_obj_t self_in, mp_obj_iter_buf_t*) {
  if (weft_current_fiber() != nullptr) return self_in;
  return mp_getiter(mp_call_function_1(weft_hook(WEFT_HOOK_CALL_IN_TASK), self_in), nullptr);
}

mp_obj_t weft_async_call_iternext(mp_obj_t self) {
  return mp_make_stop_iteration(weft_async_call_call(self, 0, 0, nullptr));
}

mp_obj_t weft_async_call_send(mp_obj_t self, mp_obj_t) {
  mp_raise_StopIteration(weft_async_call_call(self, 0, 0, nullptr));
}

}  // extern "C"
