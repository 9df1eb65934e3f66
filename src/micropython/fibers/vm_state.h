// SPDX-License-Identifier: MIT
// The VM's state, one for each fiber, and what the core asks of the VM (weft/port.h).
#ifndef WEFT_MICROPYTHON_FIBERS_VM_STATE_H_
#define WEFT_MICROPYTHON_FIBERS_VM_STATE_H_

#include "binding.h"

// weft_hub_vm_state() is where the VM's state of the hub is now.
mp_state_thread_t& weft_hub_vm_state();

// weft_hub_is_interrupted() is true while an exception waits for the main thread.
bool weft_hub_is_interrupted();

#endif  // WEFT_MICROPYTHON_FIBERS_VM_STATE_H_
