// SPDX-License-Identifier: MIT
#include "fibers/interrupts.h"

#include "fibers/checks.h"
#include "fibers/vm_state.h"
#include "fibers/wait.h"
#include "vm/asyncio_context.h"
#include "vm/attention.h"
#include "vm/callbacks.h"
#include "wrapped.h"

using weft::Outcome;
using weft::scheduler;

mp_state_thread_t& weft_vm_state_of(FiberObject* self) {
#if !MICROPY_PY_THREAD
  if (&self->fiber == &scheduler.current()) return mp_state_ctx.thread;
#endif
  return self->vm_state;
}

#if MICROPY_PY_THREAD
size_t weft_hub_callbacks = 0;
size_t weft_native_callbacks = 0;
#endif

// Whose the exception held back for a fiber is.
static FiberObject* held_for = nullptr;

static bool is_ctrl_c(mp_obj_t exception) {
  return mp_obj_exception_match(exception, MP_OBJ_FROM_PTR(&mp_type_KeyboardInterrupt));
}

// Whether the main thread's own code runs on the hub.
static bool in_main_code() { return !weft_loop_runs && !weft_in_callback(); }

volatile mp_obj_t& weft_main_pending(mp_obj_t exception) {
  volatile mp_obj_t& pending = weft_hub_vm_state().mp_pending_exception;
  bool ctrl_c = is_ctrl_c(exception);
  bool displaces = pending != MP_OBJ_NULL && is_ctrl_c(pending) != ctrl_c;
  if (in_main_code() && !displaces) return pending;
  return MP_STATE_VM(weft_held)[ctrl_c ? kHeldCtrlC : kHeldForMain];
}

volatile mp_obj_t& weft_pending(FiberObject* self) {
  if (&self->fiber != &scheduler.current() || !weft_in_callback()) {
    return weft_vm_state_of(self).mp_pending_exception;
  }
  held_for = self;
  return MP_STATE_VM(weft_held)[kHeldForFiber];
}

// Has it look at what is pending for it.
static void interrupt(weft::Fiber& fiber) {
  weft_raise_attention(kInterrupt);
  scheduler.interrupt(fiber);
}

void weft_interrupt(FiberObject* self, mp_obj_t exception) {
  weft::checks::meant_for(self, exception);
  weft_pending(self) = exception;
  interrupt(self->fiber);
}

void weft_deliver_held(bool in_loop_too) {
  mp_obj_t* held = MP_STATE_VM(weft_held);
  if ((!weft_held_for_main() && held[kHeldForFiber] == MP_OBJ_NULL) || weft_in_callback()) return;
  weft::LockOut lock_out;
  if (in_loop_too || !weft_loop_runs) {
    volatile mp_obj_t& pending = weft_hub_vm_state().mp_pending_exception;
    for (int kind = kHeldForMain; pending == MP_OBJ_NULL && kind <= kHeldCtrlC; kind++) {
      if (held[kind] == MP_OBJ_NULL) continue;  // a signal may come right now
      pending = held[kind];
      held[kind] = MP_OBJ_NULL;
    }
    // It is to be raised at the next jump, before a loop may begin whose tasks would get it; and
    // what is held still, once that has been.
    weft_raise_attention(kInterrupt);
  }
  if (held[kHeldForFiber] != MP_OBJ_NULL) {
    mp_obj_t exception = held[kHeldForFiber];
    held[kHeldForFiber] = MP_OBJ_NULL;
    weft_interrupt(held_for, exception);
  }
}

WeftPendingSetAside::WeftPendingSetAside() : exception_(MP_OBJ_NULL) {
  volatile mp_obj_t& pending = MP_STATE_THREAD(mp_pending_exception);
  if (pending == MP_OBJ_NULL) return;
  mp_uint_t atomic = MICROPY_BEGIN_ATOMIC_SECTION();
  exception_ = pending;
  pending = MP_OBJ_NULL;
  MICROPY_END_ATOMIC_SECTION(atomic);
}

WeftPendingSetAside::~WeftPendingSetAside() {
  if (exception_ == MP_OBJ_NULL) return;
  volatile mp_obj_t& pending = MP_STATE_THREAD(mp_pending_exception);
  mp_uint_t atomic = MICROPY_BEGIN_ATOMIC_SECTION();
  if (pending == MP_OBJ_NULL) pending = exception_;
  MICROPY_END_ATOMIC_SECTION(atomic);
  weft_raise_attention(kInterrupt);
}

#if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
// A step of an asyncio task that only has to let scheduled callbacks run, which without a GIL is
// the hub's to do: it goes on at once, as no other task may come in between.
static bool make_way_for_callbacks(FiberObject* self) {
  if (self->fiber.kind != weft::Waiter::Kind::kTask || !self->resumed_by_loop ||
      weft_is_detached(self) || weft_hub_is_interrupted() || !scheduler.reserve_stack()) {
    return false;
  }
  self->for_callbacks = true;
  scheduler.suspend();
  return true;
}
#else
static bool make_way_for_callbacks(FiberObject*) { return false; }
#endif

void weft_make_way_for_main() {
  FiberObject* self = weft_current_fiber();
  if (self == nullptr || !weft::port::hub_needs_attention()) return;
  // Not in the middle of asyncio's own code, whose state other tasks would find half changed.
  bool in_core = MP_OBJ_FROM_PTR(mp_globals_get()) == mp_asyncio_context;
  if (self->no_switch == 0 && !in_core && weft_can_park()) {
    // The slice was this fiber's: one that blocks in C comes here, and the main thread must get on.
    __atomic_fetch_and(&weft_attention, ~kSliceOver, __ATOMIC_RELAXED);
    if (!make_way_for_callbacks(self)) scheduler.preempt();
  } else {
    weft_raise_attention(kInterrupt);  // later
  }
}

void weft_interrupt_hub(mp_obj_t exception) {
  weft::checks::meant_for(nullptr, exception);
  weft_main_pending(exception) = exception;
  interrupt(scheduler.hub());
}

void weft_interrupt_self(mp_obj_t exception) {
  if (weft::port::native_caller() != nullptr) {
    MP_STATE_THREAD(mp_pending_exception) = exception;
    return;
  }
  weft::LockOut lock_out;
  if (FiberObject* self = weft_current_fiber()) {
    weft_interrupt(self, exception);
  } else {
    weft_interrupt_hub(exception);
  }
}

extern "C" {

// Scheduled callbacks and finalisers run in it, which swallows what they raise; so is what printing
// that raises, for want of stack or memory: MicroPython's scheduler would stay locked.
WEFT_WRAPS(mp_call_function_1_protected);
mp_obj_t __real_mp_call_function_1_protected(mp_obj_t function, mp_obj_t argument);
mp_obj_t __wrap_mp_call_function_1_protected(mp_obj_t function, mp_obj_t argument) {
  WeftPendingSetAside aside;
  bool native = weft::port::native_caller() != nullptr;
  weft_count_callback(native, 1);
  mp_obj_t result = MP_OBJ_NULL;
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    result = __real_mp_call_function_1_protected(function, argument);
    nlr_pop();
  }
  weft_count_callback(native, -1);
  return result;
}

// kill_main(exception): raises an exception in the main thread; in the caller if it is that.
mp_obj_t weft_kill_main(mp_obj_t exception) {
  exception = mp_make_raise_obj(exception);
  bool in_main = scheduler.on_hub() && weft::port::native_caller() == nullptr;
  if (in_main && in_main_code()) nlr_raise(exception);
  weft::LockOut lock_out;
  weft_interrupt_hub(exception);
  weft::port::request_run();
  return mp_const_none;
}

}  // extern "C"
