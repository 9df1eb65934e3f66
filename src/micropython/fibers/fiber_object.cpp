#include "fibers/fiber_object.h"

#include <new>

#include "fibers/checks.h"
#include "fibers/control.h"
#include "asyncio/loop.h"
#include "types/method.h"

namespace {

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

// The hub is not a FiberObject: what it waits for is kept here. A collector root is not needed, as
// the hub's own stack refers to it while it waits.
mp_obj_t hub_waits_for = mp_const_none;
WEFT_HELD(hub_waits_for);
mp_uint_t next_ident = 2;  // 1 is the main thread
size_t live_threads = 0;
bool closed = false;  // no thread may start any more

// Room below the VM's own limit, for C code between two checks and for signal handlers.
constexpr size_t kStackMargin = sizeof(void*) == 8 ? 8192 : 1024;

void link(FiberObject* self) {
  weft::LockOut lock_out;
  FiberObject*& first = weft_live_fibers();
  self->previous = nullptr;
  self->next = first;
  if (first != nullptr) first->previous = self;
  first = self;
}

void unlink(FiberObject* self) {
  weft::LockOut lock_out;
  (self->previous != nullptr ? self->previous->next : weft_live_fibers()) = self->next;
  if (self->next != nullptr) self->next->previous = self->previous;
  self->previous = self->next = nullptr;  // whoever keeps a dead one keeps no others
}

}  // namespace

void weft_set_up_vm_state(FiberObject* self) {
  mp_state_thread_t& state = self->vm_state;
  memset(&state, 0, sizeof(state));
  state.stack_top = self->fiber.slot->top;
#if MICROPY_STACK_CHECK
  state.stack_limit = scheduler.stacks().slot_bytes() - kStackMargin;
#endif
  state.dict_locals = mp_locals_get();
  state.dict_globals = mp_globals_get();
}

namespace {

FiberObject& running() { return *FiberObject::from(scheduler.current()); }

// Reports what escaped from a thread. Reporting may itself raise: that is swallowed, as nobody is
// left to take it. Not inlined: its handler would be part of every thread's frames.
[[gnu::noinline]] void report_exception(mp_obj_t thread, mp_obj_t exception) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_call_function_2(weft_hook(WEFT_HOOK_EXCEPTION), thread, exception);
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

// The life of a green thread. Everything that escapes run() ends here. Its frame is on every
// thread's stack, so it asks which fiber runs instead of keeping that.
void fiber_main(weft::Fiber&) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    if (weft_exception_pending()) mp_handle_pending(true);  // killed before it began
    if (!call_own_run(running().thread)) weft_call_target(running().thread);
    nlr_pop();
  } else {
    report_exception(running().thread, MP_OBJ_FROM_PTR(nlr.ret_val));
  }
  FiberObject* self = &running();
  weft_forget_fiber(self);
  weft::LockOut lock_out;
  live_threads--;
  self->thread = mp_const_none;
  self->locals = MP_OBJ_NULL;
  self->waits_for = mp_const_none;
  self->ended.set();
}

FiberObject* to_fiber(mp_obj_t object) { return static_cast<FiberObject*>(MP_OBJ_TO_PTR(object)); }

}  // namespace

mp_uint_t weft_new_ident() {
  weft::LockOut lock_out;
  return next_ident++;
}

FiberObject* weft_current_fiber() {
  if (weft::port::native_caller() != nullptr || scheduler.on_hub()) return nullptr;
  return &running();
}

static FiberObject* make_fiber(weft::Fiber::Entry entry, mp_obj_t thread) {
  FiberObject* self = mp_obj_malloc(FiberObject, &weft_type_fiber);
  new (&self->fiber) weft::Fiber(entry);
  new (&self->ended) weft::Event();
  self->thread = thread;
  self->locals = MP_OBJ_NULL;
  self->waits_for = self->task = self->result = mp_const_none;
  self->passed = MP_OBJ_NULL;
  self->thrown = false;
  self->step = nullptr;
  self->progress = 0;
  self->resumed_by_loop = false;
  self->ident = weft_new_ident();
  self->no_switch = 0;
  return self;
}

FiberObject* weft_dead_fiber() {
  FiberObject* self = make_fiber(nullptr, mp_const_none);
  self->ended.set();
  return self;
}

FiberObject* weft_new_fiber(weft::Fiber::Entry entry, mp_obj_t thread) {
  FiberObject* self = make_fiber(entry, thread);
  if (!scheduler.bind(self->fiber)) {
    mp_raise_msg(&mp_type_MemoryError, MP_ERROR_TEXT("no memory for a thread's stack"));
  }
  weft_set_up_vm_state(self);
  link(self);
  return self;
}

void weft_forget_fiber(FiberObject* self) { unlink(self); }

void weft_set_waits_for(mp_obj_t object) {
  if (weft::port::native_caller() != nullptr) {
    weft_note_native_wait(object);
    return;
  }
  FiberObject* self = weft_current_fiber();
  (self != nullptr ? self->waits_for : hub_waits_for) = object;
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

// A soft reset: the heap goes. Threads are unwound, and what then is left is forgotten, so that the
// next run begins clean.
void __real_gc_sweep_all(void);
void __wrap_gc_sweep_all(void) {
  mp_obj_t unwind = weft_hook(WEFT_HOOK_UNWIND);
  nlr_buf_t nlr;
  if (unwind != MP_OBJ_NULL && scheduler.on_hub() && nlr_push(&nlr) == 0) {
    mp_call_function_0(unwind);
    nlr_pop();
  }
  while (FiberObject* fiber = weft_live_fibers()) {
    weft_forget_fiber(fiber);
    scheduler.abandon(fiber->fiber);
  }
  weft_forget_steps();
  for (mp_obj_t& hook : MP_STATE_VM(weft_hooks)) hook = MP_OBJ_NULL;
  weft_reset_control();
  weft_reset_imports();
  weft_reset_names();
  live_threads = 0;
  next_ident = 2;
  closed = false;
  hub_waits_for = mp_const_none;
  scheduler.stacks().configure(1, scheduler.stacks().slot_bytes());  // releases them
  scheduler.reset();
  __real_gc_sweep_all();
}

// Fiber.join(timeout=None) -> bool: waits until the thread has ended.
mp_obj_t weft_fiber_join(size_t n_args, const mp_obj_t* args) {
  FiberObject* self = to_fiber(args[0]);
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

mp_obj_t weft_fiber_ident(mp_obj_t self_in) {
  return mp_obj_new_int_from_uint(to_fiber(self_in)->ident);
}

// Fiber.stack_used() -> int: bytes of stack in use; only while the fiber does not run.
mp_obj_t weft_fiber_stack_used(mp_obj_t self_in) {
  FiberObject* self = to_fiber(self_in);
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

#if WEFT_NATIVE_THREADS
// native_is(thread): the calling native thread is this NativeThread, or none any more (None).
mp_obj_t weft_native_is(mp_obj_t thread) {
  weft::LockOut lock_out;
  *weft_native_thread() = thread != mp_const_none ? thread : MP_OBJ_NULL;
  return mp_const_none;
}

#endif

// native_threads() -> list of the NativeThreads alive.
mp_obj_t weft_native_threads(void) {
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  weft_list_native_threads(list);
  return list;
}

mp_obj_t weft_get_ident(void) {
  weft::Waiter* native = weft::port::native_caller();
  if (native != nullptr) return mp_obj_new_int_from_uint(native->agent);
  FiberObject* self = weft_current_fiber();
  bool is_thread = self != nullptr && self->thread != mp_const_none;
  return MP_OBJ_NEW_SMALL_INT(is_thread ? self->ident : 1);
}

// threads() -> list of the live Threads, oldest first, without the main thread.
mp_obj_t weft_threads(void) {
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  FiberObject* last = weft_live_fibers();
  while (last != nullptr && last->next != nullptr) last = last->next;
  for (FiberObject* it = last; it != nullptr; it = it->previous) {
    if (it->thread != mp_const_none) mp_obj_list_append(list, it->thread);
  }
  return list;
}

// waits() -> list of (who, what it waits for or None, "running" | "ready" | "parked", bytes of
// stack in use, agent), the main thread first. Who: None for the main thread, a Thread, the Step of
// an asyncio task in a blocking call, or the number of a native thread. The agent is what holder()
// knows it by.
mp_obj_t weft_waits(void) {
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  bool main_runs = scheduler.on_hub() && weft::port::native_caller() == nullptr;
  mp_obj_t main_row[5] = {mp_const_none, hub_waits_for,
                          MP_OBJ_NEW_QSTR(main_runs ? MP_QSTR_running : MP_QSTR_parked),
                          MP_OBJ_NEW_SMALL_INT(0), MP_OBJ_NEW_SMALL_INT(scheduler.hub().agent)};
  mp_obj_list_append(list, mp_obj_new_tuple(5, main_row));
  for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
    if (it->thread == mp_const_none && it->step == nullptr) continue;
    bool runs = &it->fiber == &scheduler.current();
    bool parked = it->fiber.state == weft::Fiber::State::kParked;
    mp_obj_t row[5] = {it->thread != mp_const_none ? it->thread : MP_OBJ_FROM_PTR(it->step),
                       parked ? it->waits_for : mp_const_none,
                       MP_OBJ_NEW_QSTR(runs     ? MP_QSTR_running
                                       : parked ? MP_QSTR_parked
                                                : MP_QSTR_ready),
                       MP_OBJ_NEW_SMALL_INT(runs ? 0 : it->fiber.live_bytes()),
                       mp_obj_new_int_from_uint(it->fiber.agent)};
    mp_obj_list_append(list, mp_obj_new_tuple(5, row));
  }
  weft_list_native_waits(list);
  return list;
}

// alive() -> how many green threads have been started and have not ended.
mp_obj_t weft_alive(void) { return MP_OBJ_NEW_SMALL_INT(live_threads); }

// pending() -> bool: threads are alive, or tasks parked in the middle of a step.
mp_obj_t weft_pending(void) {
  return mp_obj_new_bool(live_threads != 0 || weft_parked_steps() != 0);
}

// Adds the stacks that gc_collect() does not know: the hub's while a fiber runs, and every parked
// fiber's, live part only, wherever it lies. Also what a waiter outside the heap was handed.
void __real_gc_collect_start(void);
void __wrap_gc_collect_start(void) {
  __real_gc_collect_start();
  weft::Fiber& hub = scheduler.hub();
  gc_collect_root(reinterpret_cast<void**>(&hub.value), 1);
  weft_collect_native_waiters();
  weft_collect_running_carrier();
  if (!scheduler.on_hub()) {
    mp_state_thread_t& state = weft_hub_vm_state();
    auto* low = static_cast<char*>(hub.stack_pointer);
    gc_collect_root(reinterpret_cast<void**>(low), (state.stack_top - low) / sizeof(void*));
    gc_collect_root(reinterpret_cast<void**>(&state), sizeof(state) / sizeof(void*));
  }
#if WEFT_PARALLEL
  weft::LockOut lock_out;  // another thread may begin or end one
#endif
  for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
    weft::Fiber& fiber = it->fiber;
    if (&fiber == &scheduler.current() || fiber.stack_pointer == nullptr) continue;
    void* low = fiber.in_slot() ? fiber.stack_pointer : fiber.image;
    gc_collect_root(static_cast<void**>(low), fiber.live_bytes() / sizeof(void*));
  }
}

}  // extern "C"
