// SPDX-License-Identifier: MIT
#include "control/preempt.h"

#include "fibers/fiber_object.h"
#include "fibers/interrupts.h"
#include "fibers/vm_state.h"
#include "fibers/wait.h"
#include "port/common.h"
#include "port/port.h"
#include "vm/asyncio_context.h"
#include "vm/attention.h"
#include "vm/callbacks.h"
#include "vm/hooks.h"
#include "vm/native_threads.h"
#include "wrapped.h"

extern "C" {
#include "py/bc.h"
#include "py/objfun.h"
}

using weft::Micros;
using weft::scheduler;

extern "C" {
volatile unsigned int weft_attention;
}

namespace {

constexpr mp_uint_t kDefaultSlice = 5000;  // CPython's
constexpr mp_uint_t kDefaultBlockLimit = 50000;

// Intervals are in microseconds; on 32 bits they end at 71 minutes.
SharedWord block_limit = kDefaultBlockLimit;  // 0: no detector

// Together, as that takes less code; the one above is not zero at first, which takes flash.
struct {
  SharedWord slice = 0;  // 0: cooperative, or there are no ticks
  SharedWord alarms = 0;
  int main_no_switch = 0;
  // For the detector: a count that changes whenever the VM is given up, and since when it has not.
  SharedWord rounds = 0;
  SharedWord seen_progress = 0;
  SharedWord seen_at = 0;  // as now() is
  bool reports = false;    // its report is being made
} control;

// How often a due alarm is looked for while the code under it runs on.
constexpr mp_uint_t kAlarmTick = 5000;
// One jump in so many is a switch, when exploring.
constexpr uint32_t kExploreJumps = 4;

size_t progress() { return scheduler.switches() + control.rounds; }

// Microseconds, as an interval's beginning.
mp_uint_t now() { return weft::port::now_us(); }

// Without a timer, or without a VM that looks here, there are no ticks.
void set_ticks(mp_uint_t interval) {
#define WEFT_TEXT_OF(...) #__VA_ARGS__
#define WEFT_TEXT(...) WEFT_TEXT_OF(__VA_ARGS__)
#if !WEFT_NATIVE_THREADS
  bool has_timer = weft_set_ticks != nullptr;
#else
  bool has_timer = true;
#endif
  if (has_timer && sizeof(WEFT_TEXT(MICROPY_VM_HOOK_LOOP)) > 1) {
    weft_set_ticks(interval);
  } else {
    control.slice = 0;
  }
}

void choose_ticks() {
  constexpr mp_uint_t kNever = -1;
  mp_uint_t interval = control.slice;
  if (interval == 0) interval = kNever;
  if (control.alarms != 0 && kAlarmTick < interval) interval = kAlarmTick;
  if (block_limit != 0 && block_limit / 2 < interval) interval = block_limit / 2;
  set_ticks(interval == kNever ? 0 : interval);
}

// Green threads are preempted. The steps of asyncio's tasks are not, nor what a thread in await_()
// runs of a coroutine: coroutines rely on it that nothing happens between two awaits, cancellation
// and asyncio's own sleep_ms() above all. But for those that ask for it, outside asyncio's own
// code.
bool may_switch() {
  FiberObject* self = weft_current_fiber();
  if (self == nullptr || self->no_switch != 0 || !weft_can_park()) return false;
  if (self->fiber.kind != weft::Waiter::Kind::kTask) return true;
  return WEFT_SLICED_STEPS && self->sliced &&
         MP_OBJ_FROM_PTR(mp_globals_get()) != mp_asyncio_context;
}

#if WEFT_SLICED_STEPS
// Preempts a step, if the caller runs one: it goes on in its turn among the threads, and the loop
// without it. Not inlined: see report_block().
[[gnu::noinline]] bool preempt_step() {
  FiberObject* self = weft_current_fiber();
  if (self == nullptr || self->fiber.kind != weft::Waiter::Kind::kTask) return false;
  mp_obj_t task = self->task;
  bool detached = self->detached;
  size_t switches = scheduler.switches();
  self->detached = true;
  self->fiber.kind = weft::Waiter::Kind::kFiber;
  weft::port::task_parked(self->fiber);
  if (detached) {
    scheduler.preempt();
  } else {
    (void)scheduler.yield();  // the loop is to learn of it, though it has nothing due
  }
  self->fiber.kind = weft::Waiter::Kind::kTask;
  if (scheduler.switches() == switches) self->detached = detached;  // it did not come to it
  mp_store_attr(task, MP_QSTR_data, mp_const_none);
  weft_set_current_task(task);
  return true;
}
#else
bool preempt_step() { return false; }
#endif

// The main thread is preempted too, where it runs a plain program. Asyncio's loop is not: it gives
// way by itself, once for each of its tasks.
bool may_switch_main() {
  return scheduler.on_hub() && !weft_in_loop() && control.main_no_switch == 0 && weft_can_park();
}

struct Place {
  qstr function;
  qstr file;
  size_t line;
};

Place place_of(const mp_code_state_t* code_state, const byte* at) {
  const byte* ip = code_state->fun_bc->bytecode;
  MP_BC_PRELUDE_SIG_DECODE(ip);
  MP_BC_PRELUDE_SIZE_DECODE(ip);
  (void)n_state;
  (void)n_exc_stack;
  (void)scope_flags;
  (void)n_def_pos_args;
  const byte* line_info_top = ip + n_info;
  const byte* start = ip + n_info + n_cell;
  Place place;
  place.function = mp_decode_uint_value(ip);
  for (size_t i = 0; i < 1 + n_pos_args + n_kwonly_args; i++) ip = mp_decode_uint_skip(ip);
#if MICROPY_EMIT_BYTECODE_USES_QSTR_TABLE
  place.function = code_state->fun_bc->context->constants.qstr_table[place.function];
  place.file = code_state->fun_bc->context->constants.qstr_table[0];
#else
  place.file = code_state->fun_bc->context->constants.source_file;
#endif
  place.line = mp_bytecode_get_source_line(ip, line_info_top, at - start);
  return place;
}

// Who the caller is, for no_switch: a fiber, None for the main thread, False for a native one.
mp_obj_t who_switches() {
  if (weft::port::native_caller() != nullptr) return mp_const_false;
  FiberObject* self = weft_current_fiber();
  return self != nullptr ? MP_OBJ_FROM_PTR(self) : mp_const_none;
}

void change_no_switch(mp_obj_t who, int change) {
  if (who == mp_const_none) {
    control.main_no_switch += change;
  } else if (who != mp_const_false) {
    static_cast<FiberObject*>(MP_OBJ_TO_PTR(who))->no_switch += change;
  }
}

// Not inlined: a thread that is preempted parks in weft_look_in(), whose frame is to be small.
[[gnu::noinline]] void report_block(const mp_code_state_t* code_state, const byte* ip) {
  mp_uint_t held = now() - control.seen_at;
  FiberObject* self = weft_current_fiber();
  // Where nobody else wants to run nobody is kept from it.
  bool matters = self != nullptr || scheduler.has_ready() || scheduler.has_due();
  mp_obj_t hook = weft_hook(WEFT_HOOK_BLOCKED);
  if (control.reports || !matters || hook == MP_OBJ_NULL || MP_STATE_THREAD(gc_lock_depth) != 0)
    return;
  Place place = place_of(code_state, ip);
  mp_obj_t who = self == nullptr         ? mp_const_none
                 : self->step != nullptr ? MP_OBJ_FROM_PTR(self->step)
                                         : self->thread;
  mp_obj_t args[5] = {who, MP_OBJ_NEW_SMALL_INT(held / 1000), MP_OBJ_NEW_QSTR(place.function),
                      MP_OBJ_NEW_QSTR(place.file), MP_OBJ_NEW_SMALL_INT(place.line)};
  control.reports = true;
  WeftPendingSetAside aside;
  mp_sched_lock();  // as a callback: what comes for the thread meanwhile is not for the report
  weft_count_callback(false, 1);
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_call_function_n_kw(hook, 5, 0, args);
    nlr_pop();
  }
  weft_count_callback(false, -1);
  mp_sched_unlock();
  control.reports = false;
}

// What is to be looked at, once the one that has held the VM for too long was reported.
unsigned int take_attention(const void* code_state, const void* ip) {
  // What is for weft_make_way_for_others() stays, if it was raised since that looked.
  unsigned int stays = kVmWanted | (scheduler.exploring() ? kExploring : kNothing);
  unsigned int why = __atomic_fetch_and(&weft_attention, stays, __ATOMIC_RELAXED) & ~kVmWanted;
  // Unless the VM has changed hands since the tick, or was idle at a board's prompt till then.
  if ((why & kHeldTooLong) && progress() == control.seen_progress &&
      now() - control.seen_at >= block_limit) {
    report_block(static_cast<const mp_code_state_t*>(code_state), static_cast<const byte*>(ip));
  }
  return why & ~kHeldTooLong;
}

}  // namespace

void weft_note_progress() { control.rounds = control.rounds + 1; }

void weft_count_alarm(int change) {
  control.alarms = control.alarms + change;
  if (control.alarms == 0 || (control.alarms == 1 && change > 0)) choose_ticks();
}

void weft_reset_control() {
  set_ticks(0);
  weft_set_virtual_time(false);
  control.slice = 0;
  block_limit = kDefaultBlockLimit;
  control.alarms = 0;
  control.main_no_switch = 0;
  weft_attention = 0;
  weft_loop_runs = false;
  for (mp_obj_t& held : MP_STATE_VM(weft_held)) held = MP_OBJ_NULL;
}

void weft_tick() {
  // While exploring the time is not the clock's, and the choices are its own.
  if (weft_attention_raised() & kExploring) return;
  unsigned int why = 0;
  if (control.slice != 0) why |= kSliceOver;
  if (control.alarms != 0) why |= kLookAtClock;
  if (block_limit != 0) {
    size_t now_at = progress();
    if (now_at != control.seen_progress) {
      control.seen_progress = now_at;
      control.seen_at = now();
    } else if (now() - control.seen_at >= block_limit) {
      why |= kHeldTooLong;
    }
  }
  if (why != 0) weft_raise_attention(why);
}

extern "C" {

// Called by the VM, at a jump. Nothing here may raise: what is to be raised stays pending, and the
// VM looks for that next.
void weft_look_in(const void* code_state, const void* ip) {
  weft_make_way_for_others();
  if (weft::port::native_caller() != nullptr) return;
  unsigned int why = take_attention(code_state, ip);
  if (weft_in_callback()) {  // the rest is for the code below it
    weft_raise_attention(why);
    return;
  }
  weft_deliver_held();
  if (why & kLookAtClock) scheduler.poll();
  if (why & kInterrupt) weft_make_way_for_main();
  bool explored = (why & kExploring) && may_switch() && scheduler.chance(kExploreJumps);
  bool slice_over = (why & kSliceOver) && control.slice != 0;  // there may be none since the tick
  if (explored || (slice_over && (may_switch() || may_switch_main()))) {
    // The loop of a main thread that computes runs only if a thread depends on it, in await_().
    if (!preempt_step()) scheduler.preempt(weft_threads_awaiting != 0);
  }
#if MICROPY_ENABLE_SCHEDULER && !MICROPY_PY_THREAD
  // The VM looks for an exception only if something is scheduled.
  if (weft_exception_pending() && MP_STATE_VM(sched_state) == MP_SCHED_IDLE) {
    MP_STATE_VM(sched_state) = MP_SCHED_PENDING;
  }
#endif
}

// Called by the VM as a function returns: the one that blocked in C is not to be mistaken for its
// caller. Nothing else is looked at here, where nobody expects to be preempted.
void weft_look_back(const void* code_state, const void* ip) {
  if ((weft_attention_raised() & kHeldTooLong) == 0) return;
  if (weft::port::native_caller() != nullptr) return;
  weft_raise_attention(take_attention(code_state, ip));
}

WEFT_WRAPS(mp_sched_keyboard_interrupt);
// In the same kind of memory as what it wraps: some ports' interrupts call it when flash is off.
void MICROPY_WRAP_MP_SCHED_KEYBOARD_INTERRUPT(__wrap_mp_sched_keyboard_interrupt)(void) {
#if MICROPY_PY_THREAD
  volatile mp_obj_t& pending = mp_state_ctx.thread.mp_pending_exception;
#else
  // The VM has one state, that of the fiber that runs: the exception is the hub's.
  volatile mp_obj_t& pending = weft_hub_vm_state().mp_pending_exception;
#endif
  MP_STATE_VM(mp_kbd_exception).traceback_data = nullptr;
  mp_obj_t exception = MP_OBJ_FROM_PTR(&MP_STATE_VM(mp_kbd_exception));
  volatile mp_obj_t& held = MP_STATE_VM(weft_held)[kHeldCtrlC];
  // Held back where it is not for the code that runs, or behind what that is to get first; at the
  // second time it is for whoever runs.
  bool other_pending = pending != MP_OBJ_NULL && pending != exception;
  if ((weft_loop_runs || weft_in_callback() || other_pending) && held != exception) {
    held = exception;
  } else {
    pending = exception;
  }
  weft_raise_attention(kInterrupt);
  weft_wake_hub();
}

// switch_interval([seconds]) -> seconds; 0: threads are not interrupted between yield points.
mp_obj_t weft_switch_interval(size_t n_args, const mp_obj_t* args) {
  mp_obj_t old = mp_obj_new_float(static_cast<mp_float_t>(control.slice) / 1000000);
  if (n_args > 0) {
    if (weft_is_negative(args[0])) {
      mp_raise_ValueError(MP_ERROR_TEXT("switch interval must not be negative"));
    }
    Micros micros = weft_micros(args[0]);
    control.slice = micros < mp_uint_t(-1) ? micros : mp_uint_t(-1);
    choose_ticks();
  }
  return old;
}

// block_limit([ms]) -> ms: a thread or task that holds the VM for longer is reported; 0: none is.
mp_obj_t weft_block_limit(size_t n_args, const mp_obj_t* args) {
  mp_obj_t old = MP_OBJ_NEW_SMALL_INT(block_limit / 1000);
  if (n_args > 0) {
    mp_int_t ms = mp_obj_get_int(args[0]);
    if (ms < 0) mp_raise_ValueError(MP_ERROR_TEXT("limit must not be negative"));
    constexpr mp_uint_t kLongest = mp_uint_t(-1) / 1000;
    block_limit = (static_cast<mp_uint_t>(ms) < kLongest ? ms : kLongest) * 1000;
    choose_ticks();
  }
  return old;
}

// start_ticks(): called once, when threads begin to be used.
mp_obj_t weft_start_ticks(void) {
  control.slice = kDefaultSlice;
  control.seen_at = now();
  choose_ticks();
  return mp_const_none;
}

// no_switch: a context manager under which the thread is not preempted. It still gives way where it
// waits.
//
// A `with` takes its __exit__ before it enters. That is bound to the thread, for which it then
// counts, also if the block is a generator's and another thread leaves it.
void weft_no_switch_attr(mp_obj_t, qstr attribute, mp_obj_t* destination) {
  if (destination[0] != MP_OBJ_NULL) return;
  if (attribute != MP_QSTR___exit__) {
    destination[1] = MP_OBJ_SENTINEL;  // see its dictionary
    return;
  }
  destination[0] = MP_OBJ_FROM_PTR(&weft_no_switch_exit_obj);
  destination[1] = who_switches();
}

mp_obj_t weft_no_switch_enter(mp_obj_t self) {
  change_no_switch(who_switches(), 1);
  return self;
}

mp_obj_t weft_no_switch_exit(size_t, const mp_obj_t* args) {
  change_no_switch(args[0], -1);
  return mp_const_none;
}

mp_obj_t weft_no_switch_call(mp_obj_t self, size_t n_args, size_t n_kw, const mp_obj_t*) {
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  return self;
}

// explore(seed): from now on every choice of the scheduler is drawn from this seed, and time is
// virtual: it passes only while everything waits. None ends that.
mp_obj_t weft_explore(mp_obj_t seed) {
  uint64_t state = 0;
  if (seed != mp_const_none) {
    // Spread, so that neighbouring seeds differ; never 0.
    state = (static_cast<uint64_t>(mp_obj_get_int_truncated(seed)) + 1) * 0x9E3779B97F4A7C15;
    if (state == 0) state = 1;
  }
  scheduler.explore(state);
  weft_set_virtual_time(state != 0);
  weft_attention = state != 0 ? kExploring : kNothing;
  return mp_const_none;
}

}  // extern "C"
