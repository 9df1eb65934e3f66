// SPDX-License-Identifier: MIT
// No object on a C stack gets into Python code that a fiber runs. The frames of a parked fiber give
// way to those of others (see weft/sched/stack_pool.h), so what another thread is handed must not
// lie there. C code hands such objects to Python in three places: the match in re.sub()'s callback,
// and the buffers of IOBase.write(), readinto() and of block devices. MicroPython's files that do
// so are compiled to call the functions below instead: see micropython.mk and micropython.cmake.
#include <string.h>

#include "binding.h"

extern "C" {
#include "py/objarray.h"
}

namespace {

// As extmod/modre.c lays it out.
struct Match {
  mp_obj_base_t base;
  int groups;
  mp_obj_t text;
  const char* ends[];  // two for each group
};

// On the stack of the fiber that runs. The hub's frames never move, nor do a native thread's.
bool is_on_stack(const void* at) {
  const weft::StackSlot* slot = weft::scheduler.current().slot;
  auto* byte = static_cast<const char*>(at);
  return slot != nullptr && byte >= slot->base && byte < slot->top;
}

// A buffer as an object on the heap. Not inlined: it is rarely needed.
[[gnu::noinline]] mp_obj_t call_with_copy(size_t n_args, const mp_obj_t* args, size_t buffer) {
  constexpr size_t kMostArgs = 2 + 3;
  mp_obj_t copied[kMostArgs];
  memcpy(copied, args, (2 + n_args) * sizeof(mp_obj_t));
  auto* original = static_cast<mp_obj_array_t*>(MP_OBJ_TO_PTR(args[buffer]));
  auto* copy = m_new_obj(mp_obj_array_t);
  *copy = *original;
  copied[buffer] = MP_OBJ_FROM_PTR(copy);
  void* bytes = original->items;
  if (!is_on_stack(bytes)) return mp_call_method_n_kw(n_args, 0, copied);
  void* volatile copied_bytes = m_new(byte, original->len);
  memcpy(copied_bytes, bytes, original->len);
  copy->items = copied_bytes;
  mp_obj_t result = mp_call_method_n_kw(n_args, 0, copied);
  memcpy(bytes, copied_bytes, original->len);  // what readinto() has put there
  return result;
}

}  // namespace

extern "C" {

// For mp_obj_malloc_helper() in extmod/modre.c. Of the pattern that re.sub() compiles, MicroPython
// keeps but a pointer to its inside, which the collector does not follow: this root is its head,
// until the next is compiled.
void* weft_allocate_pattern(size_t bytes, const mp_obj_type_t* type) {
  return MP_STATE_VM(weft_pattern) = mp_obj_malloc_helper(bytes, type);
}

// For mp_call_function_1() in extmod/modre.c.
mp_obj_t weft_call_with_match(mp_obj_t function, mp_obj_t argument) {
  // Meanwhile others may compile theirs.
  void* volatile pattern = MP_STATE_VM(weft_pattern);
  auto* match = static_cast<Match*>(MP_OBJ_TO_PTR(argument));
  size_t bytes = sizeof(Match) + 2 * match->groups * sizeof(match->ends[0]);
  void* copy = m_malloc(bytes);
  memcpy(copy, match, bytes);
  mp_obj_t result = mp_call_function_1(function, MP_OBJ_FROM_PTR(copy));
  MP_STATE_VM(weft_pattern) = pattern;
  return result;
}

// For mp_call_method_n_kw() in py/modio.c and extmod/vfs_blockdev.c, which never have keywords.
mp_obj_t weft_call_with_buffer(size_t n_args, size_t, const mp_obj_t* args) {
  for (size_t i = 2; i < 2 + n_args; i++) {
    if (mp_obj_is_obj(args[i]) && is_on_stack(MP_OBJ_TO_PTR(args[i]))) {
      return call_with_copy(n_args, args, i);
    }
  }
  return mp_call_method_n_kw(n_args, 0, args);
}

}  // extern "C"
