// SPDX-License-Identifier: MIT
// MicroPython has one exception for when there is no memory for another. Without a GIL several
// threads get it at once: it changes under them, and to their tracebacks, which are on the heap,
// one adds what another has just dropped. So a MemoryError is then one that never changes, and
// neither has a traceback.
#include "binding.h"
#include "vm/native_threads.h"
#include "wrapped.h"

extern "C" {
#include "py/objexcept.h"
#include "py/objtuple.h"

WEFT_WRAPS(m_malloc_fail);
[[noreturn]] void __real_m_malloc_fail(size_t bytes);
WEFT_WRAPS(mp_obj_exception_add_traceback);
void __real_mp_obj_exception_add_traceback(mp_obj_t exception, qstr file, size_t line, qstr block);

#if WEFT_PARALLEL
// Not of a thread: whoever it is handed to may have it for longer.
static mp_obj_exception_t memory_error = {
    {&mp_type_MemoryError},
    0,
    0,
    nullptr,
    const_cast<mp_obj_tuple_t*>(
        reinterpret_cast<const mp_obj_tuple_t*>(&mp_const_empty_tuple_obj))};

[[noreturn]] void __wrap_m_malloc_fail(size_t bytes) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) __real_m_malloc_fail(bytes);
  bool shared = nlr.ret_val == &MP_STATE_VM(mp_emergency_exception_obj);
  nlr_raise(shared && weft_has_native_threads() ? MP_OBJ_FROM_PTR(&memory_error) : nlr.ret_val);
}

void __wrap_mp_obj_exception_add_traceback(mp_obj_t exception, qstr file, size_t line, qstr block) {
  void* object = MP_OBJ_TO_PTR(exception);
  if (object == &memory_error) return;
  if (object == &MP_STATE_VM(mp_emergency_exception_obj) && weft_has_native_threads()) return;
  __real_mp_obj_exception_add_traceback(exception, file, line, block);
}
#else
[[noreturn]] void __wrap_m_malloc_fail(size_t bytes) { __real_m_malloc_fail(bytes); }

void __wrap_mp_obj_exception_add_traceback(mp_obj_t exception, qstr file, size_t line, qstr block) {
  __real_mp_obj_exception_add_traceback(exception, file, line, block);
}
#endif

}  // extern "C"
