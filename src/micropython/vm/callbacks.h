// Callbacks that interrupts, signals and native threads schedule (micropython.schedule).
#ifndef WEFT_MICROPYTHON_VM_CALLBACKS_H_
#define WEFT_MICROPYTHON_VM_CALLBACKS_H_

#include "binding.h"

// weft_callback_pending() is true while a scheduled callback waits to be run.
inline bool weft_callback_pending() { return MP_STATE_VM(sched_state) == MP_SCHED_PENDING; }

#endif  // WEFT_MICROPYTHON_VM_CALLBACKS_H_
