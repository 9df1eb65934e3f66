// Interrupts: exceptions thrown into threads from outside (Thread.kill(), Timeout, Ctrl-C).
#ifndef WEFT_MICROPYTHON_FIBERS_INTERRUPTS_H_
#define WEFT_MICROPYTHON_FIBERS_INTERRUPTS_H_

#include "fibers/fiber_object.h"

// weft_interrupt() raises an exception in a green thread or a step: at once if it waits or is
// ready, when asyncio's loop has resumed it if it is in await_(), else at its next jump. With the
// lock-out held.
void weft_interrupt(FiberObject* fiber, mp_obj_t exception);

// weft_interrupt_hub() raises one in the main thread. With the lock-out held.
void weft_interrupt_hub(mp_obj_t exception);

// weft_vm_state_of() is where the VM's state of a fiber is now.
mp_state_thread_t& weft_vm_state_of(FiberObject* fiber);

#endif  // WEFT_MICROPYTHON_FIBERS_INTERRUPTS_H_
