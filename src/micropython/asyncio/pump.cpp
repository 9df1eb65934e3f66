// SPDX-License-Identifier: MIT
// The pump: what asyncio's loop calls, through weft/_loop.py, each time it is about to look for
// I/O or to wait. Green threads run here, in the gaps that the tasks leave.
#include "asyncio/tasks.h"
#include "asyncio/timeout.h"
#include "control/preempt.h"
#include "fibers/checks.h"
#include "fibers/interrupts.h"
#include "fibers/vm_state.h"
#include "mpversion.h"
#include "port/common.h"
#include "port/port.h"
#include "vm/asyncio_context.h"
#include "vm/hooks.h"

extern "C" {
#include "py/smallint.h"
}

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

namespace {

// How long green threads may run before the loop looks at its tasks and sockets again.
constexpr mp_uint_t kBudget = 1000;  // microseconds
// When the last slice ended: tasks that are always due must still let the threads run.
Micros last_slice_end = 0;

bool on_hub() { return scheduler.on_hub() && weft::port::native_caller() == nullptr; }

mp_obj_t milliseconds(Micros duration) { return MP_OBJ_NEW_SMALL_INT((duration + 999) / 1000); }

// A suspended fiber takes its exception itself; its task only has to be pushed, wherever it is.
void push_interrupted(FiberObject* fiber) { weft_throw_into_task(fiber->task, mp_const_none); }

// Puts the tasks that were woken on asyncio's queue; true if there were any.
bool push_due_tasks() {
  if (!scheduler.has_due()) return false;
  mp_obj_t method[3];
  mp_load_method(weft_asyncio_get(MP_QSTR__task_queue), MP_QSTR_push, method);
  while (weft::Waiter* due = scheduler.next_due()) {
    if (due->kind == weft::Waiter::Kind::kAlarm) {
      weft_throw_alarm(*due);
      continue;
    }
    if (due->outcome == Outcome::kSuspended) {
      push_interrupted(FiberObject::from(*static_cast<weft::Fiber*>(due)));
      continue;
    }
    method[2] = due == &scheduler.hub() ? weft_hook(WEFT_HOOK_MAIN_TASK)
                                        : FiberObject::from(*static_cast<weft::Fiber*>(due))->task;
    mp_call_method_n_kw(1, 0, method);
  }
  return true;
}

}  // namespace

#if WEFT_PUSH_TASKS
// Only from the middle of a step: anywhere else the loop's queue may be in the making, or the loop
// not be there. Nor from a finaliser, which may have come there, too, and has the heap locked.
bool weft::port::push_task(Fiber& woken) {
  FiberObject* self = weft_current_fiber();
  if (self == nullptr || self->fiber.kind != Waiter::Kind::kTask || !self->resumed_by_loop ||
      &woken == &scheduler.hub() || gc_is_locked()) {
    return false;
  }
  mp_obj_t method[3];
  mp_load_method(weft_asyncio_get(MP_QSTR__task_queue), MP_QSTR_push, method);
  method[2] = FiberObject::from(woken)->task;
  mp_call_method_n_kw(1, 0, method);
  return true;
}
#endif

Micros weft::port::loop_due() {
  if (mp_asyncio_context == MP_OBJ_NULL) return kForever;
  mp_obj_t streams = mp_load_attr(weft_asyncio_get(MP_QSTR__io_queue), MP_QSTR_map);
  if (mp_obj_len(streams) != MP_OBJ_NEW_SMALL_INT(0)) return 0;
  mp_obj_t method[2];
  mp_load_method(weft_asyncio_get(MP_QSTR__task_queue), MP_QSTR_peek, method);
  mp_obj_t first = mp_call_method_n_kw(0, 0, method);
  if (first == mp_const_none) return kForever;
  // As asyncio counts.
  constexpr mp_uint_t kHalf = MICROPY_PY_TIME_TICKS_PERIOD / 2;
  mp_uint_t key = MP_OBJ_SMALL_INT_VALUE(mp_load_attr(first, MP_QSTR_ph_key));
  mp_int_t ms = ((key - mp_hal_ticks_ms() + kHalf) & (MICROPY_PY_TIME_TICKS_PERIOD - 1)) - kHalf;
  return ms <= 0 ? 0 : now_us() + static_cast<Micros>(ms) * 1000;
}

// What it raises stays pending: the core has no place to raise it, its caller does.
bool weft::port::run_loop() {
  mp_obj_t hook = weft_hook(WEFT_HOOK_RUN_LOOP);
  // In a loop the hub is where a task has brought it that was made before Weft was installed: it
  // may wait, as its loop then runs inside, but not give way to itself.
  bool inside = weft_loop_runs;
  if (hook == MP_OBJ_NULL || (inside && scheduler.hub().outcome != Outcome::kPending)) return false;
  weft_loop_runs = true;
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_call_function_0(hook);
    nlr_pop();
  } else {
    weft::checks::meant_for(nullptr, MP_OBJ_FROM_PTR(nlr.ret_val));
    weft_hub_vm_state().mp_pending_exception = MP_OBJ_FROM_PTR(nlr.ret_val);
  }
  weft_loop_runs = inside;
  weft_deliver_held();
  return true;
}

extern "C" {

// main_waits() -> bool: the main thread is still blocked in a call, in which it runs the loop.
mp_obj_t weft_main_waits(void) {
  return mp_obj_new_bool(scheduler.hub().outcome == Outcome::kPending);
}

// enter_loop(): asyncio's loop is about to run; RuntimeError if it does already, or cannot here.
// leave_loop(): it has ended. What came for the main thread meanwhile is raised at its next jump.
mp_obj_t weft_enter_loop(void) {
  if (!on_hub() || weft_loop_runs) {
    weft_raise_runtime_error(
        MP_ERROR_TEXT("asyncio.run() cannot be called from a running event loop"));
  }
  weft_loop_runs = true;
  return mp_const_none;
}

mp_obj_t weft_leave_loop(void) {
  weft_loop_runs = false;
  weft_deliver_held();
  return mp_const_none;
}

// loop_run(dt) -> ms: runs ready green threads until asyncio's next task is due in `dt` ms (-1:
// none is), or the budget is spent, and returns how long the loop may then wait for I/O (-1: for
// ever). If that is not 0 the hub counts as blocked until loop_resume(). Raises what is pending for
// the main thread: out of asyncio.run(), or of the blocking call in which it runs the loop.
//
// With a task due now (dt == 0) threads and tasks take turns: the threads get a budget only once
// the tasks have had as much.
mp_obj_t weft_loop_run(mp_obj_t dt_in) {
  if (!on_hub()) {
    weft_raise_runtime_error(MP_ERROR_TEXT("asyncio's loop must run in the main thread"));
  }
  if (weft_held_for_main()) {
    weft_deliver_held(true);
    weft_handle_pending();
  }
  weft_note_progress();
  mp_int_t dt = mp_obj_get_int(dt_in);
  mp_uint_t slice = kBudget;
  if (push_due_tasks()) dt = 0;
  if (dt == 0) {
    if (weft::port::now_us() - last_slice_end < kBudget) return MP_OBJ_NEW_SMALL_INT(0);
  } else if (dt > 0 && static_cast<mp_uint_t>(dt) < slice / 1000) {
    slice = dt * 1000;
  }
  size_t switches = scheduler.switches();
  Micros next = scheduler.run(slice);
  last_slice_end = weft::port::now_us();
  // Whatever ran may have given the loop something to do.
  if (push_due_tasks() || scheduler.switches() != switches) return MP_OBJ_NEW_SMALL_INT(0);
  if (dt == 0 || next <= last_slice_end) return MP_OBJ_NEW_SMALL_INT(0);
  Micros task_due = dt < 0 ? weft::kForever : last_slice_end + static_cast<Micros>(dt) * 1000;
  if (next < task_due && weft_skip_time(next)) return MP_OBJ_NEW_SMALL_INT(0);
  if (!weft_block_hub()) return MP_OBJ_NEW_SMALL_INT(0);
  if (next < task_due) return milliseconds(next - last_slice_end);
  weft_skip_time(task_due);  // asyncio's timers take real time: virtual time passes with it
  return dt_in;
}

// loop_resume(): the loop has stopped waiting for I/O, if it was.
mp_obj_t weft_loop_resume(void) {
  weft_unblock_hub();
  return mp_const_none;
}

// outside_wake_possible() -> bool: native threads are at work that could wake a green one.
mp_obj_t weft_outside_wake_possible(void) {
  return mp_obj_new_bool(weft::port::outside_wake_possible());
}

}  // extern "C"
