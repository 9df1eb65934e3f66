// SPDX-License-Identifier: MIT
// Callbacks that interrupts, signals and native threads schedule (micropython.schedule).
#ifndef WEFT_MICROPYTHON_VM_CALLBACKS_H_
#define WEFT_MICROPYTHON_VM_CALLBACKS_H_

#include "binding.h"

// weft_callback_pending() is true while a scheduled callback waits to be run.
inline bool weft_callback_pending() { return MP_STATE_VM(sched_state) == MP_SCHED_PENDING; }

// weft_scheduler_locked() is true while a callback or a finaliser runs, on whatever OS thread:
// without a GIL any may run finalisers, with one callbacks too, and may lose it in the middle.
inline bool weft_scheduler_locked() { return MP_STATE_VM(sched_state) < 0; }

#if MICROPY_PY_THREAD
// How many of them run, one inside another, on the hub's OS thread, and with a GIL on native ones.
extern size_t weft_hub_callbacks;
extern size_t weft_native_callbacks;
#endif

inline void weft_count_callback(bool native, int change) {
#if MICROPY_PY_THREAD
  if (!native) {
    weft_hub_callbacks += change;
  } else if (MICROPY_PY_THREAD_GIL) {  // without one nobody asks, and many would count at once
    weft_native_callbacks += change;
  }
#endif
}

// weft_in_callback() is true while one runs on the hub's OS thread. Any OS thread may ask.
inline bool weft_in_callback() {
#if !MICROPY_PY_THREAD
  return weft_scheduler_locked();
#elif MICROPY_PY_THREAD_GIL
  // One that is C's is not counted.
  return weft_hub_callbacks != 0 || (weft_scheduler_locked() && weft_native_callbacks == 0);
#else
  return weft_hub_callbacks != 0;
#endif
}

#endif  // WEFT_MICROPYTHON_VM_CALLBACKS_H_
