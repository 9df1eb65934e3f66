// SPDX-License-Identifier: MIT
// ReadOut: what is read of all threads at one moment, for reports.
#ifndef WEFT_MICROPYTHON_VM_READ_OUT_H_
#define WEFT_MICROPYTHON_VM_READ_OUT_H_

#include "binding.h"

struct ReadOut {
  static constexpr size_t kWaitWords = 7;

  mp_obj_t* words;
  size_t room;
  size_t used;

  void add(mp_obj_t word) {
    if (used < room) words[used] = word;
    used++;
  }
  // A row of weft_waits(), of kWaitWords. who: MP_OBJ_NULL for a native thread, which goes by its
  // agent; stack: in bytes; context: MP_OBJ_NULL if it never had one; fiber: None if it has none.
  void add_wait(mp_obj_t who, mp_obj_t waits_for, uintptr_t agent, size_t stack, qstr state,
                mp_obj_t context, mp_obj_t fiber) {
    add(who);
    add(waits_for);
    add(MP_OBJ_NEW_QSTR(state));
    add(MP_OBJ_NEW_SMALL_INT(stack));
    add(reinterpret_cast<mp_obj_t>(agent));
    add(context != MP_OBJ_NULL ? context : mp_const_none);
    add(fiber);
  }
};

// weft_read_out() has read() add words, with the lock-out held, under which nothing may be
// allocated: so it is called again, with more room, if there was too little. Returns them, in a
// block that the collector scans. MemoryError.
mp_obj_t* weft_read_out(void (*read)(ReadOut&), size_t* count);

#endif  // WEFT_MICROPYTHON_VM_READ_OUT_H_
