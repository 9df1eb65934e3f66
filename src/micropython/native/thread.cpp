// What weft.NativeThread needs: a native thread of `_thread` that has a Thread object.
#include "binding.h"
#include "vm/native_threads.h"

extern "C" {

#if WEFT_NATIVE_THREADS
// native_is(thread): the calling native thread is this NativeThread, or none any more (None).
mp_obj_t weft_native_is(mp_obj_t thread) {
  weft::LockOut lock_out;
  *weft_native_thread() = thread != mp_const_none ? thread : MP_OBJ_NULL;
  return mp_const_none;
}

// kill_native(ident, exception) -> bool: raises an exception in a native thread that has used one
// of our primitives, at its next jump, or where it waits for one of them.
mp_obj_t weft_kill_native(mp_obj_t ident, mp_obj_t exception) {
  exception = mp_make_raise_obj(exception);
  weft::LockOut lock_out;
  return mp_obj_new_bool(weft_interrupt_native(mp_obj_get_int_truncated(ident), exception));
}

#endif

// native_threads() -> list of the NativeThreads alive.
mp_obj_t weft_native_threads(void) {
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  weft_list_native_threads(list);
  return list;
}

}  // extern "C"
