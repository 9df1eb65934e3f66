#include "fibers/interrupts.h"

#include "fibers/attention.h"
#include "fibers/vm_state.h"

using weft::Outcome;
using weft::scheduler;

mp_state_thread_t& weft_vm_state_of(FiberObject* self) {
#if !MICROPY_PY_THREAD
  if (&self->fiber == &scheduler.current()) return mp_state_ctx.thread;
#endif
  return self->vm_state;
}

void weft_interrupt(FiberObject* self, mp_obj_t exception) {
  weft_vm_state_of(self).mp_pending_exception = exception;
  weft_raise_attention(kInterrupt);
  scheduler.interrupt(self->fiber);
}

void weft_interrupt_hub(mp_obj_t exception) {
  weft_hub_vm_state().mp_pending_exception = exception;
  if (scheduler.hub().outcome == Outcome::kPending) {
    scheduler.wake(scheduler.hub(), Outcome::kInterrupted);
  }
  weft_raise_attention(kInterrupt);
}

extern "C" {

// kill_main(exception): raises an exception in the main thread.
mp_obj_t weft_kill_main(mp_obj_t exception) {
  exception = mp_make_raise_obj(exception);
  weft::LockOut lock_out;
  weft_interrupt_hub(exception);
  weft::port::request_run();
  return mp_const_none;
}

}  // extern "C"
