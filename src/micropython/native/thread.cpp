// SPDX-License-Identifier: MIT
// What weft.NativeThread needs: a native thread of `_thread` that has a Thread object.
extern "C" {
#include "py/mperrno.h"
}

#include "fibers/fiber_object.h"
#include "vm/native_threads.h"

extern "C" {

#if MICROPY_PY_THREAD
extern const mp_obj_module_t mp_module_thread;
#endif

// start_native(function, args): calls it on an OS thread of its own. Not by the name `_thread`,
// which a program may have given to green threads. OSError if there is none left.
mp_obj_t weft_start_native(mp_obj_t function, mp_obj_t args) {
#if MICROPY_PY_THREAD
  mp_obj_t start = mp_load_attr(MP_OBJ_FROM_PTR(&mp_module_thread), MP_QSTR_start_new_thread);
  return mp_call_function_2(start, function, args);
#else
  (void)function, (void)args;
  mp_raise_OSError(MP_EOPNOTSUPP);
#endif
}

#if WEFT_NATIVE_THREADS
// native_is(thread, fiber): the calling native thread is this NativeThread, for which the fiber
// stands. What was thrown into it before comes at its next jump.
mp_obj_t weft_native_is(mp_obj_t thread, mp_obj_t fiber_in) {
  FiberObject* fiber = weft_to_fiber(fiber_in);
  mp_obj_t* own = weft_native_thread();
  weft::LockOut lock_out;
  *own = thread;
  fiber->ident = weft::port::native_caller()->agent;
  MP_STATE_THREAD(mp_pending_exception) = fiber->vm_state.mp_pending_exception;
  fiber->vm_state.mp_pending_exception = MP_OBJ_NULL;
  return mp_const_none;
}

// native_ends(fiber): it is none any more. What was thrown into it, and has not come, never comes.
mp_obj_t weft_native_ends(mp_obj_t fiber) {
  *weft_native_thread() = MP_OBJ_NULL;
  mp_obj_t result = weft_fiber_end(fiber);
  MP_STATE_THREAD(mp_pending_exception) = MP_OBJ_NULL;
  return result;
}
#endif

// native_threads() -> list of the NativeThreads alive.
mp_obj_t weft_native_threads(void) {
  size_t count;
  mp_obj_t* threads = weft_read_out(&weft_read_native_threads, &count);
  return mp_obj_new_list(count, threads);
}

}  // extern "C"
