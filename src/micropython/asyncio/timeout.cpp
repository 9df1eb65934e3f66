// SPDX-License-Identifier: MIT
#include "asyncio/timeout.h"

#include <new>

#include "asyncio/tasks.h"
#include "control/preempt.h"
#include "fibers/interrupts.h"
#include "fibers/vm_state.h"
#include "fibers/wait.h"
#include "vm/arguments.h"
#include "vm/asyncio_context.h"
#include "vm/hooks.h"

using weft::Micros;
using weft::scheduler;
using weft::Waiter;

struct TimeoutObject {
  mp_obj_base_t base;
  TimeoutObject* next;  // of those whose alarm is to come, a collector root
  Waiter alarm;
  mp_obj_t seconds;
  mp_obj_t exception;  // an instance: it must not be made as the time is up
  bool silent;
  bool in_use;
  bool to_come;  // the alarm: the object is on the list
  // Who is inside: the step of a task, a green thread, or neither, which is the main thread.
  FiberObject* fiber;
  struct StepObject* step;
  mp_obj_t task_queue;  // of the loop that the step is of: asyncio.new_event_loop() drops its tasks
};

namespace {

TimeoutObject* to_timeout(mp_obj_t object) {
  return static_cast<TimeoutObject*>(MP_OBJ_TO_PTR(object));
}

TimeoutObject* from_alarm(Waiter& alarm) {
  return reinterpret_cast<TimeoutObject*>(reinterpret_cast<char*>(&alarm) -
                                          offsetof(TimeoutObject, alarm));
}

TimeoutObject*& first_to_come() {
  return reinterpret_cast<TimeoutObject*&>(MP_STATE_VM(weft_timeouts));
}

void list(TimeoutObject* self) {
  self->to_come = true;
  self->next = first_to_come();
  first_to_come() = self;
  weft_count_alarm(1);
}

// The alarm has come, or is not to.
void unlist(TimeoutObject* self) {
  TimeoutObject** link = &first_to_come();
  while (*link != self) link = &(*link)->next;
  *link = self->next;
  self->to_come = false;
  weft_count_alarm(-1);
}

// How long an alarm makes way for an exception that is under way already.
constexpr Micros kAlarmRetry = 1000;

// Called with the lock-out held.
void come_again(Waiter& alarm) { scheduler.arm(alarm, weft::deadline_after(kAlarmRetry)); }

// The caller is not to get an exception that is under way to it.
void take_back(mp_obj_t exception) {
  volatile mp_obj_t& pending = scheduler.on_hub() ? weft_hub_vm_state().mp_pending_exception
                                                  : MP_STATE_THREAD(mp_pending_exception);
  if (pending == exception) pending = MP_OBJ_NULL;
  for (mp_obj_t& held : MP_STATE_VM(weft_held)) {
    if (held == exception) held = MP_OBJ_NULL;
  }
}

}  // namespace

bool weft::port::alarm(Waiter& alarm) {
  TimeoutObject* self = from_alarm(alarm);
  FiberObject* fiber = self->step != nullptr ? weft_fiber_of_step(self->step) : self->fiber;
  bool in_main = self->step == nullptr && fiber == nullptr;
  if (!in_main && fiber == nullptr) return false;  // a task between two steps
  if (fiber != nullptr && fiber->ended.is_set()) {
    unlist(self);  // nobody is left: who was inside has ended in a generator's midst
    return true;
  }
  volatile mp_obj_t& pending = in_main ? weft_main_pending(self->exception) : weft_pending(fiber);
  if (pending != MP_OBJ_NULL) {
    come_again(alarm);
    return true;
  }
  unlist(self);
  if (in_main) {
    weft_interrupt_hub(self->exception);
  } else {
    weft_interrupt(fiber, self->exception);
  }
  return true;
}

void weft_throw_alarm(Waiter& alarm) {
  TimeoutObject* self = from_alarm(alarm);
  bool gone = self->task_queue != weft_asyncio_get(MP_QSTR__task_queue);
  if (gone || weft_throw_into_task(weft_task_of_step(self->step), self->exception)) {
    unlist(self);
    return;
  }
  weft::LockOut lock_out;
  come_again(alarm);
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
  self->in_use = self->to_come = false;
  self->fiber = nullptr;
  self->step = nullptr;
  self->task_queue = MP_OBJ_NULL;
  return MP_OBJ_FROM_PTR(self);
}

mp_obj_t weft_timeout_enter(mp_obj_t self_in) {
  TimeoutObject* self = to_timeout(self_in);
  if (weft::port::native_caller() != nullptr) {
    weft_raise_runtime_error(MP_ERROR_TEXT("no Timeout in a native thread"));
  }
  if (self->in_use) weft_raise_runtime_error(MP_ERROR_TEXT("Timeout is in use"));
  if (self->seconds == mp_const_none) return self_in;
  FiberObject* fiber = weft_current_fiber();
  self->step = fiber != nullptr ? fiber->step : nullptr;
  self->fiber = self->step != nullptr ? nullptr : fiber;
  if (self->step != nullptr) self->task_queue = weft_asyncio_get(MP_QSTR__task_queue);
  self->in_use = true;
  list(self);
  scheduler.arm(self->alarm, weft::deadline_after(weft_micros(self->seconds)));
  return self_in;
}

mp_obj_t weft_timeout_exit(size_t, const mp_obj_t* args) {
  TimeoutObject* self = to_timeout(args[0]);
  if (self->in_use) {
    self->in_use = false;
    if (self->to_come) {
      scheduler.disarm(self->alarm);
      unlist(self);
    } else {
      take_back(self->exception);  // the time was up a moment before the end: too late
    }
  }
  if (args[1] == mp_const_none || weft_cancelled_for(args[2]) != self->exception) {
    return mp_const_false;
  }
  if (args[2] != self->exception && !self->silent) nlr_raise(self->exception);
  return mp_obj_new_bool(self->silent);
}

}  // extern "C"
