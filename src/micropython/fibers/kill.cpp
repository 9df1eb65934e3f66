// Exceptions thrown into threads from outside: Thread.kill(), and weft.Timeout.
#include <new>

#include "fibers/checks.h"
#include "fibers/control.h"
#include "asyncio/loop.h"
#include "types/method.h"

using weft::Micros;
using weft::Outcome;
using weft::scheduler;
using weft::Waiter;

namespace {

FiberObject* to_fiber(mp_obj_t object) { return static_cast<FiberObject*>(MP_OBJ_TO_PTR(object)); }

mp_state_thread_t& vm_state_of(FiberObject* self) {
#if !MICROPY_PY_THREAD
  if (&self->fiber == &scheduler.current()) return mp_state_ctx.thread;
#endif
  return self->vm_state;
}

// Raises an exception in the main thread.
void interrupt_hub(mp_obj_t exception) {
  weft::checks::meant_for(nullptr, exception);
  weft_hub_vm_state().mp_pending_exception = exception;
  if (scheduler.hub().outcome == Outcome::kPending) {
    scheduler.wake(scheduler.hub(), Outcome::kInterrupted);
  }
  weft_raise_attention(kInterrupt);
}

}  // namespace

void weft_interrupt(FiberObject* self, mp_obj_t exception) {
  weft::checks::meant_for(self, exception);
  vm_state_of(self).mp_pending_exception = exception;
  weft_raise_attention(kInterrupt);
  scheduler.interrupt(self->fiber);
}

extern "C" {

// Fiber(): one whose thread was killed before it began.
mp_obj_t weft_fiber_make_new(const mp_obj_type_t*, size_t n_args, size_t n_kw, const mp_obj_t*) {
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  return MP_OBJ_FROM_PTR(weft_dead_fiber());
}

// Fiber.kill(exception). Raises in the caller if that is the thread itself.
mp_obj_t weft_fiber_kill(mp_obj_t self_in, mp_obj_t exception) {
  FiberObject* self = to_fiber(self_in);
  exception = mp_make_raise_obj(exception);
  if (self == weft_current_fiber()) nlr_raise(exception);
  weft::LockOut lock_out;
  if (!self->ended.is_set()) weft_interrupt(self, exception);
  return mp_const_none;
}

// Fiber.priority([value]) -> 0 for user, 1 for system.
mp_obj_t weft_fiber_priority(size_t n_args, const mp_obj_t* args) {
  weft::Fiber& fiber = to_fiber(args[0])->fiber;
  if (n_args > 1) {
    mp_int_t value = mp_obj_get_int(args[1]);
    if (value != 0 && value != 1) {
      mp_raise_ValueError(MP_ERROR_TEXT("priority must be weft.USER or weft.SYSTEM"));
    }
    scheduler.set_priority(fiber, static_cast<weft::Fiber::Priority>(value));
  }
  return MP_OBJ_NEW_SMALL_INT(static_cast<int>(fiber.priority));
}

#if WEFT_NATIVE_THREADS
// kill_native(ident, exception) -> bool: raises an exception in a native thread that has used one
// of our primitives, at its next jump, or where it waits for one of them.
mp_obj_t weft_kill_native(mp_obj_t ident, mp_obj_t exception) {
  exception = mp_make_raise_obj(exception);
  weft::LockOut lock_out;
  return mp_obj_new_bool(weft_interrupt_native(mp_obj_get_int_truncated(ident), exception));
}

#endif

// kill_main(exception): raises an exception in the main thread.
mp_obj_t weft_kill_main(mp_obj_t exception) {
  exception = mp_make_raise_obj(exception);
  weft::LockOut lock_out;
  interrupt_hub(exception);
  weft::port::request_run();
  return mp_const_none;
}

}  // extern "C"

// --- Timeout ---

struct TimeoutObject {
  mp_obj_base_t base;
  Waiter alarm;
  mp_obj_t seconds;
  mp_obj_t exception;  // an instance: it must not be made as the time is up
  bool silent;
  bool armed;
  // Who is inside: the step of a task, a green thread, or neither, which is the main thread.
  FiberObject* fiber;
  struct StepObject* step;
};

namespace {

TimeoutObject* to_timeout(mp_obj_t object) {
  return static_cast<TimeoutObject*>(MP_OBJ_TO_PTR(object));
}

TimeoutObject* from_alarm(Waiter& alarm) {
  return reinterpret_cast<TimeoutObject*>(reinterpret_cast<char*>(&alarm) -
                                          offsetof(TimeoutObject, alarm));
}

// How long an alarm makes way for an exception that is under way already.
constexpr Micros kAlarmRetry = 1000;

// Called with the lock-out held.
void come_again(Waiter& alarm) { scheduler.arm(alarm, weft::deadline_after(kAlarmRetry)); }

// Where the caller's exceptions go.
volatile mp_obj_t& pending_exception() {
  bool on_hub = scheduler.on_hub();
  return on_hub ? weft_hub_vm_state().mp_pending_exception : MP_STATE_THREAD(mp_pending_exception);
}

}  // namespace

bool weft::port::alarm(Waiter& alarm) {
  TimeoutObject* self = from_alarm(alarm);
  FiberObject* fiber = self->step != nullptr ? weft_fiber_of_step(self->step) : self->fiber;
  bool in_main = self->step == nullptr && fiber == nullptr;
  if (!in_main && fiber == nullptr) return false;  // a task between two steps
  volatile mp_obj_t& pending =
      in_main ? weft_hub_vm_state().mp_pending_exception : vm_state_of(fiber).mp_pending_exception;
  if (pending != MP_OBJ_NULL) {
    come_again(alarm);
  } else if (in_main) {
    interrupt_hub(self->exception);
  } else {
    weft_interrupt(fiber, self->exception);
  }
  return true;
}

void weft_throw_alarm(Waiter& alarm) {
  TimeoutObject* self = from_alarm(alarm);
  if (!weft_throw_into_task(weft_task_of_step(self->step), self->exception)) {
    weft::LockOut lock_out;
    come_again(alarm);
  }
}

extern "C" {

// Timeout(seconds, exc=TimeoutError)
mp_obj_t weft_timeout_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                               const mp_obj_t* args) {
  static const mp_arg_t allowed[] = {
      {MP_QSTR_seconds, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
      {MP_QSTR_exc, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
  };
  mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
  weft_parse(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, values);
  auto* self = mp_obj_malloc(TimeoutObject, type);
  new (&self->alarm) Waiter(Waiter::Kind::kAlarm);
  self->seconds = values[0].u_obj;
  if (self->seconds != mp_const_none) {
    if (weft_is_negative(self->seconds)) {
      mp_raise_ValueError(MP_ERROR_TEXT("'seconds' must be a non-negative number"));
    }
    weft_micros(self->seconds);  // OverflowError
  }
  self->silent = values[1].u_obj == mp_const_false;
  bool by_default = values[1].u_obj == mp_const_none || self->silent;
  self->exception = mp_make_raise_obj(by_default ? weft_hook(WEFT_HOOK_TIMEOUT) : values[1].u_obj);
  self->armed = false;
  self->fiber = nullptr;
  self->step = nullptr;
  return MP_OBJ_FROM_PTR(self);
}

mp_obj_t weft_timeout_enter(mp_obj_t self_in) {
  TimeoutObject* self = to_timeout(self_in);
  if (weft::port::native_caller() != nullptr) {
    weft_raise_runtime_error(MP_ERROR_TEXT("no Timeout in a native thread"));
  }
  if (self->armed) weft_raise_runtime_error(MP_ERROR_TEXT("Timeout is in use"));
  if (self->seconds == mp_const_none) return self_in;
  FiberObject* fiber = weft_current_fiber();
  self->step = fiber != nullptr ? fiber->step : nullptr;
  self->fiber = self->step != nullptr ? nullptr : fiber;
  self->armed = true;
  weft_count_alarm(1);
  scheduler.arm(self->alarm, weft::deadline_after(weft_micros(self->seconds)));
  return self_in;
}

mp_obj_t weft_timeout_exit(size_t, const mp_obj_t* args) {
  TimeoutObject* self = to_timeout(args[0]);
  if (self->armed) {
    self->armed = false;
    scheduler.disarm(self->alarm);
    weft_count_alarm(-1);
    // The time was up a moment before the end: too late.
    if (pending_exception() == self->exception) pending_exception() = MP_OBJ_NULL;
  }
  return mp_obj_new_bool(self->silent && args[2] == self->exception);
}

}  // extern "C"
