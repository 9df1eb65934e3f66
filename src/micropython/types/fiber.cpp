// SPDX-License-Identifier: MIT
#include "types/fiber.h"

#include "asyncio/tasks.h"
#include "fibers/checks.h"
#include "fibers/fiber_object.h"
#include "fibers/interrupts.h"
#include "fibers/wait.h"
#include "mpversion.h"
#include "types/method.h"
#include "types/thread.h"
#include "vm/callbacks.h"
#include "vm/hooks.h"
#include "vm/ident.h"
#include "vm/native_threads.h"

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

namespace {

size_t live_threads = 0;
bool closed = false;  // no thread may start any more

FiberObject& running() { return *FiberObject::from(scheduler.current()); }

// Reports what escaped from a thread. Reporting may itself raise: that is swallowed, as nobody is
// left to take it. Not inlined: its handler would be part of every thread's frames.
[[gnu::noinline]] void report_exception(mp_obj_t thread, mp_obj_t exception) {
  mp_obj_t hook = weft_hook(WEFT_HOOK_EXCEPTION);  // none if threading was not imported
  nlr_buf_t nlr;
  if (hook != MP_OBJ_NULL && nlr_push(&nlr) == 0) {
    mp_call_function_2(hook, thread, exception);
    nlr_pop();
  } else {
    mp_obj_print_exception(MICROPY_ERROR_PRINTER, exception);
  }
}

// Calls the run() of a class that has its own; false: it is Thread.run(). Not inlined: what it
// needs would be on every thread's stack.
[[gnu::noinline]] bool call_own_run(mp_obj_t thread) {
  mp_obj_t method[2];
  mp_load_method(thread, MP_QSTR_run, method);
  if (method[0] == MP_OBJ_FROM_PTR(&thread_run_obj)) return false;
  mp_call_method_n_kw(0, 0, method);
  return true;
}

void note_end(FiberObject* self) {
  weft::LockOut lock_out;
  live_threads--;
  self->thread = self->context = self->waits_for = mp_const_none;
  self->locals = MP_OBJ_NULL;
  self->ended.set();
}

// The life of a green thread. Everything that escapes run() ends here. Its frame is on every
// thread's stack, so it asks which fiber runs instead of keeping that.
void fiber_main(weft::Fiber&) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    if (weft_exception_pending()) weft_handle_pending();  // killed before it began
    if (!call_own_run(running().thread)) weft_call_target(running().thread);
    nlr_pop();
  } else {
    report_exception(running().thread, MP_OBJ_FROM_PTR(nlr.ret_val));
  }
  FiberObject* self = &running();
  weft_forget_fiber(self);
  note_end(self);
}

}  // namespace

void weft_reset_threads() {
  live_threads = 0;
  closed = false;
}

mp_uint_t weft_own_ident() {
  weft::Waiter* native = weft::port::native_caller();
  if (native != nullptr) return native->agent;
  FiberObject* self = weft_current_fiber();
  if (self == nullptr || self->thread == mp_const_none) return kMainIdent;
  return self->ident;
}

extern "C" {

// start(thread) -> Fiber: makes a green thread that calls thread.run(). MemoryError if there is no
// memory for it.
mp_obj_t weft_start(mp_obj_t thread) {
  if (closed) {
    weft_raise_runtime_error(MP_ERROR_TEXT("can't create new thread at interpreter shutdown"));
  }
  FiberObject* self = weft_new_fiber(&fiber_main, thread);
  {
    weft::LockOut lock_out;
    live_threads++;
  }
  scheduler.start(self->fiber);
  return MP_OBJ_FROM_PTR(self);
}

// close(): the program ends, no thread starts any more.
mp_obj_t weft_close(void) {
  closed = true;
  return mp_const_none;
}

// Fiber(thread, ident): what stands for a thread that is not a green one. Fiber(): for one that was
// killed before it began.
mp_obj_t weft_fiber_make_new(const mp_obj_type_t*, size_t n_args, size_t n_kw,
                             const mp_obj_t* args) {
  mp_arg_check_num(n_args, n_kw, 0, 2, false);
  if (n_args == 2) return MP_OBJ_FROM_PTR(weft_stand_in(args[0], mp_obj_get_int(args[1])));
  FiberObject* dead = weft_stand_in(mp_const_none, 0);
  dead->ended.set();
  return MP_OBJ_FROM_PTR(dead);
}

// Fiber.kill(exception). Raises in the caller if that is the thread itself.
mp_obj_t weft_fiber_kill(mp_obj_t self_in, mp_obj_t exception) {
  FiberObject* self = weft_to_fiber(self_in);
  if (self->ident == kMainIdent) return weft_kill_main(exception);
  exception = mp_make_raise_obj(exception);
  if (self->ident == weft_own_ident() && !weft_in_callback()) nlr_raise(exception);
  weft::LockOut lock_out;
  if (self->ended.is_set()) return mp_const_none;
  if (self->fiber.slot != nullptr) {
    weft_interrupt(self, exception);
#if WEFT_NATIVE_THREADS
  } else if (self->ident == 0 || !weft_interrupt_native(self->ident, exception)) {
    weft::checks::meant_for(self, exception);
    self->vm_state.mp_pending_exception = exception;  // for when it begins
#endif
  }
  return mp_const_none;
}

// Fiber.priority([value]) -> 0 for user, 1 for system.
mp_obj_t weft_fiber_priority(size_t n_args, const mp_obj_t* args) {
  weft::Fiber& fiber = weft_to_fiber(args[0])->fiber;
  if (n_args > 1) {
    mp_int_t value = mp_obj_get_int(args[1]);
    if (value != 0 && value != 1) {
      mp_raise_ValueError(MP_ERROR_TEXT("priority must be weft.USER or weft.SYSTEM"));
    }
    scheduler.set_priority(fiber, static_cast<weft::Fiber::Priority>(value));
  }
  return MP_OBJ_NEW_SMALL_INT(static_cast<int>(fiber.priority));
}

// Fiber.join(timeout=None) -> bool: waits until the thread has ended.
mp_obj_t weft_fiber_join(size_t n_args, const mp_obj_t* args) {
  FiberObject* self = weft_to_fiber(args[0]);
  if (self->ended.is_set()) return mp_const_true;
  Micros deadline = weft_deadline_or_none(n_args > 1 ? args[1] : mp_const_none);
  if (deadline == kDoNotWait) return mp_const_false;
  weft_begin_to_wait(self->thread);
  Outcome outcome;
  do {
    outcome = self->ended.wait(deadline);
  } while (weft_must_wait_again(outcome));
  return mp_obj_new_bool(outcome == Outcome::kWoken);
}

// Fiber.ident() -> int, None of a native thread that has not begun.
mp_obj_t weft_fiber_ident(mp_obj_t self_in) {
  mp_uint_t ident = weft_to_fiber(self_in)->ident;
  return ident != 0 ? mp_obj_new_int_from_uint(ident) : mp_const_none;
}

// Fiber.end(): the thread that it stands for has ended.
mp_obj_t weft_fiber_end(mp_obj_t self) {
  weft_to_fiber(self)->ended.set();
  return mp_const_none;
}

// Fiber.abandon(): ends a green thread that catches whatever is thrown into it, without unwinding:
// what it holds stays held. RuntimeError if it runs, acts as a task, or is no green thread.
mp_obj_t weft_fiber_abandon(mp_obj_t self_in) {
  FiberObject* self = weft_to_fiber(self_in);
  if (self->ended.is_set()) return mp_const_none;
  weft::Fiber& fiber = self->fiber;
  bool is_thread = fiber.slot != nullptr && fiber.kind == weft::Waiter::Kind::kFiber;
  if (!is_thread || &fiber == &scheduler.current()) {
    weft_raise_runtime_error(MP_ERROR_TEXT("not a thread that can be abandoned"));
  }
  weft_forget_fiber(self);
  scheduler.abandon(fiber);
  note_end(self);
  return mp_const_none;
}

// Fiber.stack_used() -> int: bytes of stack in use; only while the fiber does not run.
mp_obj_t weft_fiber_stack_used(mp_obj_t self_in) {
  FiberObject* self = weft_to_fiber(self_in);
  return MP_OBJ_NEW_SMALL_INT(self->fiber.slot != nullptr ? self->fiber.live_bytes() : 0);
}

// current() -> the Thread that runs, None on the main thread (and so in asyncio tasks), False on a
// native thread that is no NativeThread.
mp_obj_t weft_current(void) {
  mp_obj_t* native = weft_native_thread();
  if (native != nullptr) return *native != MP_OBJ_NULL ? *native : mp_const_false;
  FiberObject* self = weft_current_fiber();
  return self != nullptr ? self->thread : mp_const_none;
}

mp_obj_t weft_get_ident(void) { return mp_obj_new_int_from_uint(weft_own_ident()); }

// alive() -> how many green threads have been started and have not ended.
mp_obj_t weft_alive(void) { return MP_OBJ_NEW_SMALL_INT(live_threads); }

// pending() -> bool: threads are alive, tasks parked in the middle of a step, or there are
// Timeouts.
mp_obj_t weft_pending(void) {
  return mp_obj_new_bool(live_threads != 0 || weft_parked_steps() != 0 || scheduler.has_due() ||
                         scheduler.has_timers());
}

}  // extern "C"
