// SPDX-License-Identifier: MIT
#include "asyncio/tasks.h"

#include "fibers/checks.h"
#include "fibers/wait.h"
#include "port/common.h"
#include "vm/asyncio_context.h"
#include "vm/hooks.h"

using weft::scheduler;

struct StepObject {
  mp_obj_base_t base;
  mp_obj_t coroutine;
  FiberObject* fiber;  // while a step of it is under way
  mp_obj_t task;       // whose steps they are, once the first has begun
  mp_obj_t context;    // while no fiber runs it
  bool sliced;         // they are preempted as threads are
#if WEFT_ASYNCIO_TASKS
  mp_obj_t record;  // what task_type.cpp's methods keep of the task, or None
#endif
};

namespace {

// How far a fiber came when it gave control back to the loop.
enum Progress : uint8_t {
  kBlocked,   // parked in a blocking call
  kAwaiting,  // suspended in await_()
  kYielded,   // the step has ended, the coroutine has not
  kReturned,  // both have ended: result is the value
  kRaised,    // both have ended: result is the exception
};

// Idle fibers wait for steps. A few are kept; those beyond end with their step.
constexpr size_t kMaxIdle = 4;
FiberObject* idle[kMaxIdle];
size_t idle_count = 0;
size_t parked_steps = 0;

StepObject* to_step(mp_obj_t object) { return static_cast<StepObject*>(MP_OBJ_TO_PTR(object)); }

// mp_resume(), but never raises.
Progress resume_coroutine(mp_obj_t coroutine, mp_obj_t send, mp_obj_t raise, mp_obj_t* result) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    // A generator that has not begun takes no value but None, also when it is thrown into; of
    // mp_resume() it gets a value or an exception, not both.
    mp_vm_return_kind_t kind =
        raise != MP_OBJ_NULL && mp_obj_is_type(coroutine, &mp_type_gen_instance)
            ? mp_obj_gen_resume(coroutine, mp_const_none, raise, result)
            : mp_resume(coroutine, send, raise, result);
    nlr_pop();
    return kind == MP_VM_RETURN_YIELD    ? kYielded
           : kind == MP_VM_RETURN_NORMAL ? kReturned
                                         : kRaised;
  }
  *result = MP_OBJ_FROM_PTR(nlr.ret_val);
  // An object that is not a generator says by StopIteration that it has returned.
  if (!mp_obj_exception_match(*result, MP_OBJ_FROM_PTR(&mp_type_StopIteration))) return kRaised;
  *result = mp_obj_exception_get_value(*result);
  return kReturned;
}

mp_obj_t sent_to(FiberObject* self) { return self->thrown ? MP_OBJ_NULL : self->passed; }
mp_obj_t thrown_into(FiberObject* self) { return self->thrown ? self->passed : MP_OBJ_NULL; }

// Takes the fiber off its step, which has ended; what came too late for it is returned.
mp_obj_t part(FiberObject* fiber, StepObject* step) {
  step->fiber = nullptr;
  step->context = fiber->context;
  fiber->step = nullptr;
  fiber->resumed_by_loop = fiber->sliced = fiber->detached = false;
  fiber->result = fiber->task = fiber->context = mp_const_none;
  mp_obj_t late = fiber->vm_state.mp_pending_exception;
  fiber->vm_state.mp_pending_exception = MP_OBJ_NULL;
  return late;
}

// A step that the loop has gone on without has ended, in the fiber's turn among the threads. One
// that has yielded has put its task on a queue, and is over. What it returned or raised is the
// loop's business: the fiber waits for it.
void end_detached(FiberObject* self, Progress progress) {
  if (progress != kYielded) {
    // There is memory to park: it has been parked deeper than this.
    (void)scheduler.yield();
    return;
  }
  StepObject* step = self->step;
  parked_steps--;
  weft_set_current_task(mp_const_none);
  mp_obj_t late = part(self, step);
  if (late != MP_OBJ_NULL) weft_throw_into_task(step->task, late);
}

// The life of a pooled fiber: one step after another.
void run_steps(weft::Fiber& fiber) {
  FiberObject* self = FiberObject::from(fiber);
  mp_obj_t result = mp_const_none;
  for (;;) {
    Progress progress =
        resume_coroutine(self->step->coroutine, sent_to(self), thrown_into(self), &result);
    if (weft_is_detached(self)) end_detached(self, progress);
    self->result = result;
    result = mp_const_none;  // an idle fiber keeps nothing alive
    self->progress = progress;
    if (idle_count == kMaxIdle || !scheduler.reserve_stack()) break;
    idle[idle_count++] = self;
    scheduler.suspend();
  }
  weft_forget_fiber(self);
}

void attach_fiber(StepObject* step) {
  FiberObject* fiber;
  if (idle_count > 0) {
    fiber = idle[--idle_count];
  } else {
    fiber = weft_new_fiber(&run_steps, mp_const_none);
    fiber->fiber.kind = weft::Waiter::Kind::kTask;
  }
  fiber->step = step;
  fiber->context = step->context;
  fiber->sliced = step->sliced;
  fiber->task = weft_asyncio_get(MP_QSTR_cur_task);
  fiber->fiber.agent = reinterpret_cast<uintptr_t>(MP_OBJ_TO_PTR(fiber->task));
  step->fiber = fiber;
  step->task = fiber->task;
}

// Hands control to the fiber until it gives it back. A fiber parked in a blocking call is thrown
// into by a pending exception, which the call raises.
void resume_fiber(FiberObject* fiber, mp_obj_t send, mp_obj_t raise) {
  bool blocked = fiber->progress == kBlocked && fiber->resumed_by_loop;
  if (blocked || weft_is_detached(fiber)) parked_steps--;
  if (blocked && raise != MP_OBJ_NULL) {
    weft::checks::meant_for(fiber, raise);
    fiber->vm_state.mp_pending_exception = raise;
  }
  fiber->detached = false;
  fiber->thrown = raise != MP_OBJ_NULL;
  fiber->passed = fiber->thrown ? raise : send;
  fiber->result = mp_const_none;
  fiber->progress = kBlocked;
  fiber->resumed_by_loop = true;
  scheduler.resume(fiber->fiber);
#if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
  while (fiber->for_callbacks) {
    fiber->for_callbacks = false;
    weft_run_callbacks();
    scheduler.resume(fiber->fiber);
  }
#endif
  bool parked = fiber->progress == kBlocked && fiber->fiber.kind == weft::Waiter::Kind::kTask;
  if (parked || weft_is_detached(fiber)) parked_steps++;
}

// The coroutine has ended; the loop, which is told next, has not yet noted it in the task.
void tell_record(StepObject* self) {
#if WEFT_ASYNCIO_TASKS
  if (self->record == mp_const_none) return;
  mp_obj_t method[2];
  mp_load_method(self->record, MP_QSTR_finished, method);
  mp_call_method_n_kw(0, 0, method);
#else
  (void)self;
#endif
}

// A value as send() and throw() return or raise it.
mp_obj_t deliver(Progress progress, mp_obj_t result) {
  if (progress == kRaised) nlr_raise(result);
  if (progress == kReturned) mp_raise_StopIteration(result);
  return result;
}

mp_obj_t run_step(mp_obj_t self_in, mp_obj_t send, mp_obj_t raise) {
  StepObject* self = to_step(self_in);
  if (!scheduler.on_hub() || weft::port::native_caller() != nullptr) {
    // Driven by hand, not by the loop: what it blocks is the driver.
    mp_obj_t result = mp_const_none;
    Progress progress = resume_coroutine(self->coroutine, send, raise, &result);
    return deliver(progress, result);
  }
  if (self->fiber == nullptr) attach_fiber(self);
  FiberObject* fiber = self->fiber;
  resume_fiber(fiber, send, raise);
  if (fiber->progress == kBlocked || fiber->progress == kAwaiting) return fiber->result;
  mp_obj_t result = fiber->result;
  // What came too late for this step is for the next one of its task, not of another.
  mp_obj_t late = part(fiber, self);
  auto progress = static_cast<Progress>(fiber->progress);
  if (progress != kYielded) {
    tell_record(self);
  } else if (late != MP_OBJ_NULL) {
    weft_throw_into_task(self->task, late);
  }
  return deliver(progress, result);
}

// Makes a green thread a task for as long as it is in await_().
mp_obj_t become_task(FiberObject* self) {
  if (self->task == mp_const_none) {
    mp_obj_t args[2] = {MP_OBJ_FROM_PTR(self), mp_asyncio_context};
    self->task = mp_call_function_n_kw(weft_asyncio_get(MP_QSTR_Task), 2, 0, args);
  }
  mp_obj_t outer = weft_asyncio_get(MP_QSTR_cur_task);
  weft_set_current_task(self->task);
  self->fiber.kind = weft::Waiter::Kind::kTask;
  self->resumed_by_loop = false;
  weft_threads_awaiting++;
  return outer;
}

// Gives control back to whoever had it: the thread that was running, or the loop.
void become_thread(FiberObject* self, mp_obj_t outer) {
  self->fiber.kind = weft::Waiter::Kind::kFiber;
  weft_threads_awaiting--;
  if (!self->resumed_by_loop) {
    weft_set_current_task(outer);
    return;
  }
  self->progress = kAwaiting;
  if (!scheduler.yield()) {
    // No memory to park: the loop waits for us this once.
  }
}

// What is thrown into a coroutine undoes what it awaits: so it comes as asyncio has it, as a
// CancelledError. That carries what has come, which is to be raised in its place where the
// coroutine has ended. Without memory for it, it comes as it is.
void make_cancellation(mp_obj_t* exception) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    *exception =
        mp_call_function_2(weft_asyncio_get(MP_QSTR_CancelledError), mp_const_none, *exception);
    nlr_pop();
  }
}

// Drives the coroutine to its end; each of its yields goes to the loop. Not inlined: the depth at
// which it suspends is reserved once, as the stack may come to be shared meanwhile.
[[gnu::noinline]] Progress drive(FiberObject* self, mp_obj_t coroutine, mp_obj_t outer,
                                 mp_obj_t* result) {
  mp_obj_t send = mp_const_none;
  mp_obj_t raise = MP_OBJ_NULL;
  if (!scheduler.reserve_for_suspends()) {
    *result = mp_obj_new_exception(&mp_type_MemoryError);
    return kRaised;
  }
  for (;;) {
    Progress progress = resume_coroutine(coroutine, send, raise, result);
    if (progress == kRaised) *result = weft_cancelled_for(*result);
    if (progress != kYielded) return progress;
    self->progress = kAwaiting;
    self->result = *result;
    if (!self->resumed_by_loop || weft_is_detached(self)) weft_set_current_task(outer);
    {
      weft::LockOut lock_out;
      scheduler.begin_suspend();
      // What is pending already has the loop throw at once.
      if (weft_exception_pending()) scheduler.interrupt(self->fiber);
    }
    scheduler.complete_suspend();
    send = sent_to(self);
    raise = thrown_into(self);
    if (raise == MP_OBJ_NULL && weft_exception_pending()) {
      send = MP_OBJ_NULL;
      raise = MP_STATE_THREAD(mp_pending_exception);
      MP_STATE_THREAD(mp_pending_exception) = MP_OBJ_NULL;
      make_cancellation(&raise);
    }
  }
}

}  // namespace

size_t weft_parked_steps() { return parked_steps; }

void weft_forget_steps() {
  idle_count = 0;
  parked_steps = weft_threads_awaiting = 0;
  mp_asyncio_context = MP_OBJ_NULL;  // asyncio is imported anew
}

mp_obj_t weft_cancelled_for(mp_obj_t exception) {
  if (mp_asyncio_context != MP_OBJ_NULL &&
      mp_obj_get_type(exception) == MP_OBJ_TO_PTR(weft_asyncio_get(MP_QSTR_CancelledError))) {
    size_t count;
    mp_obj_t* args;
    mp_obj_get_array(mp_load_attr(exception, MP_QSTR_args), &count, &args);
    if (count == 2 && args[0] == mp_const_none) return args[1];
  }
  return exception;
}

bool weft_throw_into_task(mp_obj_t task, mp_obj_t exception) {
  return mp_obj_is_true(mp_call_function_2(weft_hook(WEFT_HOOK_THROW), task, exception));
}

FiberObject* weft_fiber_of_step(StepObject* step) { return step->fiber; }
mp_obj_t weft_task_of_step(StepObject* step) { return step->task; }

// A task is about to park in a blocking call: what Task.cancel() then needs is put in its `data`.
void weft::port::task_parked(Fiber& fiber) {
  FiberObject* self = FiberObject::from(fiber);
  mp_store_attr(self->task, MP_QSTR_data, MP_OBJ_FROM_PTR(self));
  if (weft_is_detached(self)) weft_set_current_task(mp_const_none);
}

extern "C" {

// Step(coroutine, sliced=False): what a task runs in place of its coroutine. sliced: its steps are
// preempted as threads are, and the loop goes on meanwhile.
mp_obj_t weft_step_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                            const mp_obj_t* args) {
  mp_arg_check_num(n_args, n_kw, 1, 2, false);
  auto* self = mp_obj_malloc(StepObject, type);
  self->coroutine = args[0];
  self->fiber = nullptr;
  self->task = mp_const_none;
  self->context = weft_own_context();
  self->sliced = n_args > 1 && mp_obj_is_true(args[1]);
#if WEFT_ASYNCIO_TASKS
  self->record = mp_const_none;
#endif
  return MP_OBJ_FROM_PTR(self);
}

#if WEFT_ASYNCIO_TASKS
// coroutine: what was wrapped. record: an object or None, whose finished() is called on the hub
// when the coroutine has ended; it must not raise.
void weft_step_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  StepObject* self = to_step(self_in);
  if (destination[0] != MP_OBJ_NULL) {
    if (attribute == MP_QSTR_record && destination[1] != MP_OBJ_NULL) {
      self->record = destination[1];
      destination[0] = MP_OBJ_NULL;
    }
  } else if (attribute == MP_QSTR_record) {
    destination[0] = self->record;
  } else if (attribute == MP_QSTR_coroutine) {
    destination[0] = self->coroutine;
  } else {
    destination[1] = MP_OBJ_SENTINEL;
  }
}
#endif

void weft_step_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t kind) {
  mp_obj_print_helper(print, to_step(self_in)->coroutine, kind);
}

mp_obj_t weft_step_send(mp_obj_t self, mp_obj_t value) {
  return run_step(self, value, MP_OBJ_NULL);
}

mp_obj_t weft_step_throw(size_t n_args, const mp_obj_t* args) {
  return run_step(args[0], MP_OBJ_NULL,
                  mp_make_raise_obj(n_args > 2 && args[2] != mp_const_none ? args[2] : args[1]));
}

mp_obj_t weft_step_close(mp_obj_t self_in) {
  StepObject* self = to_step(self_in);
  if (self->fiber != nullptr) {
    weft_raise_runtime_error(MP_ERROR_TEXT("can't close a task in a blocking call"));
  }
  mp_obj_t method[2];
  mp_load_method(self->coroutine, MP_QSTR_close, method);
  return mp_call_method_n_kw(0, 0, method);
}

// Step.fiber() -> the Fiber that is in the middle of a step, or None.
mp_obj_t weft_step_fiber(mp_obj_t self) {
  FiberObject* fiber = to_step(self)->fiber;
  return fiber != nullptr ? MP_OBJ_FROM_PTR(fiber) : mp_const_none;
}

// adopt(task): the steps of a task that was made before Weft was installed may block, from its next
// one on.
mp_obj_t weft_adopt(mp_obj_t task) {
  mp_obj_t coroutine = mp_load_attr(task, MP_QSTR_coro);
  mp_obj_t step = weft_step_make_new(&weft_type_step, 1, 0, &coroutine);
  // MicroPython's Task lets nobody set it: so it is looked for.
  auto* words = static_cast<mp_obj_t*>(MP_OBJ_TO_PTR(task));
  for (size_t i = 1; i < gc_nbytes(words) / sizeof(mp_obj_t); i++) {
    if (words[i] == coroutine) words[i] = step;
  }
  return mp_const_none;
}

// context([object]) -> what the caller's context was: an object that each thread and task inherits
// from whoever starts it. Any thread.
mp_obj_t weft_context(size_t n_args, const mp_obj_t* args) {
  mp_obj_t& context = weft_own_context();
  mp_obj_t old = context;
  if (n_args > 0) context = args[0];
  return old;
}

// Fiber.send(value) and Fiber.throw(exc): the loop resumes a thread that is in await_().
mp_obj_t weft_fiber_send(mp_obj_t self_in, mp_obj_t value) {
  FiberObject* self = weft_to_fiber(self_in);
  if (self->fiber.kind == weft::Waiter::Kind::kTask && scheduler.on_hub()) {
    resume_fiber(self, value, MP_OBJ_NULL);
  }
  return mp_const_none;
}

mp_obj_t weft_fiber_throw(mp_obj_t self_in, mp_obj_t exception) {
  FiberObject* self = weft_to_fiber(self_in);
  if (self->fiber.kind == weft::Waiter::Kind::kTask && scheduler.on_hub()) {
    resume_fiber(self, MP_OBJ_NULL, mp_make_raise_obj(exception));
  }
  return mp_const_none;
}

// Fiber.remove(task): takes a task that is parked in a blocking call off what it waits for, as
// TaskQueue.remove() does for tasks that await.
mp_obj_t weft_fiber_remove(mp_obj_t self, mp_obj_t task) {
  bool waited = scheduler.cancel_wait(weft_to_fiber(self)->fiber);
#if WEFT_PUSH_TASKS
  // Since the caller, a step, looked at the task's `data` it may have woken it: see push_task().
  if (!waited && mp_load_attr(task, MP_QSTR_data) != self) {
    mp_obj_t method[3];
    mp_load_method(weft_asyncio_get(MP_QSTR__task_queue), MP_QSTR_remove, method);
    method[2] = task;
    mp_call_method_n_kw(1, 0, method);
  }
#else
  (void)waited, (void)task;
#endif
  return mp_const_none;
}

// await_(awaitable): waits for it in blocking code, in a green thread or a task; its result or
// exception is the call's. Only the caller waits.
mp_obj_t weft_await(mp_obj_t awaitable) {
  FiberObject* self = weft_current_fiber();
  if (self == nullptr) {
    weft_raise_runtime_error(MP_ERROR_TEXT("await_() needs a green thread or a task"));
  }
  weft_check_can_park();
  mp_obj_t coroutine = mp_getiter(awaitable, nullptr);
  bool is_task = self->fiber.kind == weft::Waiter::Kind::kTask;
  mp_obj_t outer = is_task ? mp_const_none : become_task(self);
  weft_set_waits_for(awaitable);
  mp_obj_t result = mp_const_none;
  Progress progress = drive(self, coroutine, outer, &result);
  if (!is_task) become_thread(self, outer);
  if (progress == kRaised) nlr_raise(result);
  return result;
}

}  // extern "C"
