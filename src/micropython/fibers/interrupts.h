// SPDX-License-Identifier: MIT
// Interrupts: exceptions thrown into threads from outside (Thread.kill(), Timeout, Ctrl-C).
#ifndef WEFT_MICROPYTHON_FIBERS_INTERRUPTS_H_
#define WEFT_MICROPYTHON_FIBERS_INTERRUPTS_H_

#include "fibers/fiber_object.h"

// weft_interrupt() raises an exception in a green thread or a step: at once if it waits or is
// ready, when asyncio's loop has resumed it if it is in await_(), else at its next jump. With the
// lock-out held.
void weft_interrupt(FiberObject* fiber, mp_obj_t exception);

// Where it may be raised: in the code of the one it is meant for, and nowhere else. The VM raises
// what is pending in its state at any jump, so it is put there only while no other code runs on
// that stack: no scheduled callback and no finaliser, nor, on the hub's, asyncio's loop. Until then
// it is held back. The loop raises what is held back for the main thread itself, between two steps
// of its tasks; a step that computes makes way for that, as if it slept for no time.

// The places of weft_held. As in CPython one that is thrown takes the place of one that is pending,
// but Ctrl-C and what else is meant for the main thread do not displace each other.
enum WeftHeld { kHeldForMain, kHeldCtrlC, kHeldForFiber };
inline bool weft_held_for_main() {
  return MP_STATE_VM(weft_held)[kHeldForMain] != MP_OBJ_NULL ||
         MP_STATE_VM(weft_held)[kHeldCtrlC] != MP_OBJ_NULL;
}
// weft_pending() and weft_main_pending() are where the exception for a fiber, and for the main
// thread, is to be put now. With the lock-out held.
volatile mp_obj_t& weft_pending(FiberObject* fiber);
volatile mp_obj_t& weft_main_pending(mp_obj_t exception);
// weft_deliver_held() puts what was held back where the VM sees it, if it may be raised by now.
// What is meant for the main thread also while the loop runs, if so asked: the hub, by itself, is
// at a place where it may be raised. Hub's OS thread.
void weft_deliver_held(bool in_loop_too = false);
// What is pending for the caller already is no more for a callback or a finaliser than what comes
// while that runs: this sets it aside, and puts it back in the end.
class WeftPendingSetAside {
 public:
  WeftPendingSetAside();
  ~WeftPendingSetAside();
  WeftPendingSetAside(const WeftPendingSetAside&) = delete;
  WeftPendingSetAside& operator=(const WeftPendingSetAside&) = delete;

 private:
  mp_obj_t exception_;
};
// weft_make_way_for_main() lets the hub run if something is pending for it.
void weft_make_way_for_main();

// weft_interrupt_hub() raises one in the main thread. With the lock-out held.
void weft_interrupt_hub(mp_obj_t exception);

// weft_interrupt_self() raises one in the caller, at its next jump.
void weft_interrupt_self(mp_obj_t exception);

// weft_vm_state_of() is where the VM's state of a fiber is now.
mp_state_thread_t& weft_vm_state_of(FiberObject* fiber);

#endif  // WEFT_MICROPYTHON_FIBERS_INTERRUPTS_H_
