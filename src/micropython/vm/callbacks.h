// SPDX-License-Identifier: MIT
// Callbacks that interrupts, signals and native threads schedule (micropython.schedule).
#ifndef WEFT_MICROPYTHON_VM_CALLBACKS_H_
#define WEFT_MICROPYTHON_VM_CALLBACKS_H_

#include "binding.h"

// weft_callback_pending() is true while a scheduled callback waits to be run.
inline bool weft_callback_pending() { return MP_STATE_VM(sched_state) == MP_SCHED_PENDING; }

// weft_scheduler_locked() is true while a callback or a finaliser runs, on whatever OS thread.
// weft_in_callback(): on the hub's, where the caller is too.
inline bool weft_scheduler_locked() { return MP_STATE_VM(sched_state) < 0; }
extern bool weft_native_runs_callbacks;  // with a GIL any native thread may, and may lose it in one
inline bool weft_in_callback() { return weft_scheduler_locked() && !weft_native_runs_callbacks; }

#endif  // WEFT_MICROPYTHON_VM_CALLBACKS_H_
