// SPDX-License-Identifier: MIT
// Lock, RLock, Condition, Semaphore, BoundedSemaphore, Event and Barrier, with CPython 3.13's
// signatures and errors (threading, _thread). The types' tables are in module/tables.c.
#include "types/sync.h"

#include <alloca.h>

#include <new>

#include "fibers/wait.h"
#include "mpversion.h"
#include "types/method.h"
#include "vm/arguments.h"
#include "vm/hooks.h"

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

namespace {

template <typename T>
T* to(mp_obj_t object) {
  return static_cast<T*>(MP_OBJ_TO_PTR(object));
}

// What can be waited for, whatever it is.
struct Waitable {
  bool (*try_acquire)(mp_obj_t);
  Outcome (*acquire)(mp_obj_t, Micros);
  bool (*release)(mp_obj_t);
};

constexpr Waitable kLock = {
    [](mp_obj_t self) { return to<LockObject>(self)->lock.try_acquire(); },
    [](mp_obj_t self, Micros deadline) { return to<LockObject>(self)->lock.acquire(deadline); },
    [](mp_obj_t self) { return to<LockObject>(self)->lock.release(); },
};

constexpr Waitable kRLock = {
    [](mp_obj_t self) { return to<RLockObject>(self)->lock.try_acquire(); },
    [](mp_obj_t self, Micros deadline) { return to<RLockObject>(self)->lock.acquire(deadline); },
    [](mp_obj_t self) { return to<RLockObject>(self)->lock.release(); },
};

constexpr Waitable kSemaphore = {
    [](mp_obj_t self) { return to<SemaphoreObject>(self)->semaphore.try_acquire(); },
    [](mp_obj_t self, Micros deadline) {
      return to<SemaphoreObject>(self)->semaphore.acquire(deadline);
    },
    [](mp_obj_t self) { return to<SemaphoreObject>(self)->semaphore.release(); },
};

constexpr Waitable kEvent = {
    [](mp_obj_t self) { return to<EventObject>(self)->event.is_set(); },
    [](mp_obj_t self, Micros deadline) { return to<EventObject>(self)->event.wait(deadline); },
    [](mp_obj_t) { return true; },
};

// acquire() repeats a wait that was interrupted for nothing. What the wait gave to a caller that
// was killed before it could run goes back. Whether it was is looked at once: without a GIL it may
// be killed any moment, and what comes later comes at its next jump.
mp_obj_t acquire(mp_obj_t self, const Waitable& what, Micros deadline) {
  if (what.try_acquire(self)) return mp_const_true;
  if (deadline == kDoNotWait) return mp_const_false;
  weft_begin_to_wait(self);
  for (;;) {
    Outcome outcome = what.acquire(self, deadline);
    if (outcome == Outcome::kWoken) {
      if (!weft_exception_pending()) return mp_const_true;
      what.release(self);
    }
    if (!weft_must_wait_again(outcome)) return mp_const_false;
  }
}

// What is pending for the caller, taken; MP_OBJ_NULL if nothing is.
mp_obj_t take_pending_exception() {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) return MP_OBJ_FROM_PTR(nlr.ret_val);
  weft_handle_pending();
  nlr_pop();
  return MP_OBJ_NULL;
}

// Acquires a native lock although the caller is being killed, and returns what killed it last.
mp_obj_t retake(weft::Lock& lock, mp_obj_t exception) {
  Outcome outcome;
  while ((outcome = lock.acquire(weft::kForever)) == Outcome::kInterrupted) {
    mp_obj_t another = take_pending_exception();
    if (another != MP_OBJ_NULL) exception = another;
  }
  if (outcome != Outcome::kWoken) weft_must_wait_again(outcome);
  return exception;
}

}  // namespace

weft::Lock* weft_native_lock(mp_obj_t object) {
  if (mp_obj_is_exact_type(object, &weft_type_lock)) return &to<LockObject>(object)->lock;
  if (mp_obj_is_exact_type(object, &weft_type_rlock)) return &to<RLockObject>(object)->lock;
  return nullptr;
}

extern "C" {

// The constructor of the types whose objects begin as zeros: Lock, RLock and Event.
mp_obj_t weft_zero_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                            const mp_obj_t*) {
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  static_assert(sizeof(EventObject) <= sizeof(LockObject));
  size_t bytes = type == &weft_type_rlock ? sizeof(RLockObject) : sizeof(LockObject);
  auto* self = static_cast<mp_obj_base_t*>(m_malloc0(bytes));
  self->type = type;
  return MP_OBJ_FROM_PTR(self);
}

// --- Lock: CPython 3.13 _thread.lock ---

void weft_lock_print(const mp_print_t* print, mp_obj_t self, mp_print_kind_t) {
  mp_printf(print, "<%slocked _thread.lock object at 0x%p>",
            to<LockObject>(self)->lock.locked() ? "" : "un", MP_OBJ_TO_PTR(self));
}

// acquire(blocking=True, timeout=-1)
mp_obj_t weft_lock_acquire(mp_obj_t self, const mp_obj_t* args) {
  return acquire(self, kLock, weft_deadline_for_lock(args[0], args[1]));
}

mp_obj_t weft_lock_release(mp_obj_t self, const mp_obj_t*) {
  if (!to<LockObject>(self)->lock.release()) {
    weft_raise_runtime_error(MP_ERROR_TEXT("release unlocked lock"));
  }
  return mp_const_none;
}

// Also RLock's.
mp_obj_t weft_lock_locked(mp_obj_t self, const mp_obj_t*) {
  return mp_obj_new_bool(weft_native_lock(self)->locked());
}

// --- RLock: CPython 3.13 _thread.RLock ---

void weft_rlock_print(const mp_print_t* print, mp_obj_t self, mp_print_kind_t) {
  weft::RLock& lock = to<RLockObject>(self)->lock;
  mp_printf(print, "<%slocked _thread.RLock object owner=%u count=%u at 0x%p>",
            lock.locked() ? "" : "un", static_cast<unsigned>(lock.holder()),
            static_cast<unsigned>(lock.depth()), MP_OBJ_TO_PTR(self));
}

mp_obj_t weft_rlock_acquire(mp_obj_t self, const mp_obj_t* args) {
  return acquire(self, kRLock, weft_deadline_for_lock(args[0], args[1]));
}

mp_obj_t weft_rlock_release(mp_obj_t self, const mp_obj_t*) {
  if (!to<RLockObject>(self)->lock.release()) {
    weft_raise_runtime_error(MP_ERROR_TEXT("cannot release un-acquired lock"));
  }
  return mp_const_none;
}

mp_obj_t weft_rlock_is_owned(mp_obj_t self, const mp_obj_t*) {
  return mp_obj_new_bool(to<RLockObject>(self)->lock.owned());
}

mp_obj_t weft_rlock_recursion_count(mp_obj_t self, const mp_obj_t*) {
  weft::RLock& lock = to<RLockObject>(self)->lock;
  return MP_OBJ_NEW_SMALL_INT(lock.owned() ? lock.depth() : 0);
}

// _release_save() -> depth, and _acquire_restore(depth): for Condition, also a foreign one.
mp_obj_t weft_rlock_release_save(mp_obj_t self, const mp_obj_t*) {
  uint32_t depth = to<RLockObject>(self)->lock.release_all();
  if (depth == 0) weft_raise_runtime_error(MP_ERROR_TEXT("cannot release un-acquired lock"));
  return MP_OBJ_NEW_SMALL_INT(depth);
}

mp_obj_t weft_rlock_acquire_restore(mp_obj_t self, const mp_obj_t* depth) {
  acquire(self, kRLock, weft::kForever);
  to<RLockObject>(self)->lock.restore_depth(mp_obj_get_int(*depth));
  return mp_const_none;
}

// --- Condition: CPython 3.13 threading.Condition ---

mp_obj_t weft_condition_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                                 const mp_obj_t* args) {
  static const mp_arg_t allowed[] = {{MP_QSTR_lock, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}}};
  mp_arg_val_t lock;
  weft_parse(n_args, n_kw, args, 1, allowed, &lock);
  auto* self = mp_obj_malloc(ConditionObject, type);
  new (&self->condition) weft::Condition();
  self->lock = lock.u_obj;
  if (self->lock == mp_const_none) {
    self->lock = weft_zero_make_new(&weft_type_rlock, 0, 0, nullptr);
  } else if (weft_native_lock(self->lock) == nullptr) {
    mp_load_attr(self->lock, MP_QSTR_acquire);  // AttributeError if it is no lock
  }
  return MP_OBJ_FROM_PTR(self);
}

void weft_condition_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  ConditionObject* self = to<ConditionObject>(self_in);
  unsigned waiters = 0;
  for (weft::Waiter* it = self->condition.waiters().front(); it != nullptr; it = it->list_next) {
    waiters++;
  }
  mp_print_str(print, "<Condition(");
  mp_obj_print_helper(print, self->lock, PRINT_REPR);
  mp_printf(print, ", %u)>", waiters);
}

void weft_condition_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  if (destination[0] != MP_OBJ_NULL) return;
  if (attribute == MP_QSTR__lock) {
    destination[0] = to<ConditionObject>(self_in)->lock;
  } else {
    destination[1] = MP_OBJ_SENTINEL;  // look in locals_dict
  }
}

// acquire(), release(), locked(), __enter__() and __exit__() are the lock's own.
mp_obj_t weft_lock_method_call(mp_obj_t method_in, size_t n_args, size_t n_kw,
                               const mp_obj_t* args) {
  if (n_args == 0) mp_raise_TypeError(MP_ERROR_TEXT("method needs an argument"));
  mp_obj_t self = weft_native_self(&weft_type_condition, args[0]);
  size_t count = n_args - 1 + 2 * n_kw;
  auto* method = static_cast<mp_obj_t*>(alloca((2 + count) * sizeof(mp_obj_t)));
  mp_load_method(to<ConditionObject>(self)->lock, to<const weft_lock_method_t>(method_in)->name,
                 method);
  memcpy(method + 2, args + 1, count * sizeof(mp_obj_t));
  return mp_call_method_n_kw(n_args - 1, n_kw, method);
}

static mp_obj_t call_lock(mp_obj_t lock, qstr name) {
  mp_obj_t method[2];
  mp_load_method(lock, name, method);
  return mp_call_method_n_kw(0, 0, method);
}

static bool condition_owned(ConditionObject* self) {
  if (mp_obj_is_exact_type(self->lock, &weft_type_rlock)) {
    return to<RLockObject>(self->lock)->lock.owned();
  }
  if (weft::Lock* lock = weft_native_lock(self->lock)) return lock->locked();
  mp_obj_t method[3];
  mp_load_method_maybe(self->lock, MP_QSTR__is_owned, method);
  if (method[0] != MP_OBJ_NULL) return mp_obj_is_true(mp_call_method_n_kw(0, 0, method));
  // A lock of another kind: it is held if it cannot be had.
  mp_load_method(self->lock, MP_QSTR_acquire, method);
  method[2] = mp_const_false;
  if (!mp_obj_is_true(mp_call_method_n_kw(1, 0, method))) return true;
  call_lock(self->lock, MP_QSTR_release);
  return false;
}

// Gives the lock back, whatever its depth; returns what condition_retake() needs.
static mp_obj_t condition_release(ConditionObject* self) {
  mp_obj_t method[2];
  mp_load_method_maybe(self->lock, MP_QSTR__release_save, method);
  if (method[0] != MP_OBJ_NULL) return mp_call_method_n_kw(0, 0, method);
  return call_lock(self->lock, MP_QSTR_release);
}

// Takes the lock again, and returns what the caller must then raise, or MP_OBJ_NULL. Whoever leaves
// wait() holds it, even with an exception, as in CPython.
static mp_obj_t condition_retake(ConditionObject* self, mp_obj_t saved) {
  mp_obj_t exception = weft_exception_pending() ? take_pending_exception() : MP_OBJ_NULL;
  if (weft::Lock* lock = weft_native_lock(self->lock)) {
    exception = retake(*lock, exception);
    if (saved != mp_const_none) {
      static_cast<weft::RLock*>(lock)->restore_depth(MP_OBJ_SMALL_INT_VALUE(saved));
    }
    return exception;
  }
  mp_obj_t method[3];
  mp_load_method_maybe(self->lock, MP_QSTR__acquire_restore, method);
  if (method[0] != MP_OBJ_NULL) {
    method[2] = saved;
    mp_call_method_n_kw(1, 0, method);
  } else {
    call_lock(self->lock, MP_QSTR_acquire);
  }
  return exception;
}

static void check_owned(ConditionObject* self, mp_rom_error_text_t if_not) {
  if (!condition_owned(self)) weft_raise_runtime_error(if_not);
}

// Releases a native lock, from C alone: the caller is queued already. saved: what
// condition_retake() needs. False: somebody else has released it, where there is no GIL.
static bool release_native(mp_obj_t object, mp_obj_t* saved) {
  *saved = mp_const_none;
  if (mp_obj_is_exact_type(object, &weft_type_lock)) return to<LockObject>(object)->lock.release();
  uint32_t depth = to<RLockObject>(object)->lock.release_all();
  *saved = MP_OBJ_NEW_SMALL_INT(depth);
  return depth != 0;
}

// Waits where the lock is of another kind, whose methods may do anything. Not inlined: its handler
// would be on the stack of each thread that waits.
[[gnu::noinline]] static Outcome wait_with_ticket(ConditionObject* self, Micros deadline,
                                                  mp_obj_t* saved) {
  auto* ticket = new (m_new(weft::Ticket, 1)) weft::Ticket();
  self->condition.enqueue(*ticket);
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) {
    if (self->condition.leave(*ticket)) self->condition.notify(1);  // it was for the next one
    nlr_jump(nlr.ret_val);
  }
  *saved = condition_release(self);
  nlr_pop();
  return self->condition.wait(*ticket, deadline);
}

// Waits once; false: the deadline passed.
static bool condition_wait(mp_obj_t self_in, Micros deadline) {
  ConditionObject* self = to<ConditionObject>(self_in);
  check_owned(self, MP_ERROR_TEXT("cannot wait on un-acquired lock"));
  weft_begin_to_wait(self_in);
  // Without a wait the lock is still given up for a moment, as in CPython.
  if (deadline == kDoNotWait) deadline = 1;
  mp_obj_t saved;
  Outcome outcome;
  if (weft_native_lock(self->lock) != nullptr) {
    weft::Waiter* waiter = self->condition.begin_wait(deadline);
    if (waiter == nullptr) weft_must_wait_again(Outcome::kNoMemory);
    bool released = release_native(self->lock, &saved);
    if (WEFT_PARALLEL && !released) self->condition.give_up(*waiter);
    outcome = self->condition.complete_wait(*waiter);
    if (WEFT_PARALLEL && !released) {
      weft_raise_runtime_error(MP_ERROR_TEXT("cannot wait on un-acquired lock"));
    }
  } else {
    outcome = wait_with_ticket(self, deadline, &saved);
  }
  mp_obj_t exception = condition_retake(self, saved);
  if (exception != MP_OBJ_NULL) {
    // Killed with a notification in hand: it is for the next one.
    if (outcome == Outcome::kWoken) self->condition.notify(1);
    nlr_raise(exception);
  }
  if (outcome == Outcome::kWoken) return true;
  return weft_must_wait_again(outcome);  // true: a spurious wake-up
}

mp_obj_t weft_condition_wait(mp_obj_t self, const mp_obj_t* timeout) {
  return mp_obj_new_bool(condition_wait(self, weft_deadline_or_none(*timeout)));
}

// wait_for(predicate, timeout=None) -> the predicate's last value.
mp_obj_t weft_condition_wait_for(mp_obj_t self, const mp_obj_t* args) {
  mp_obj_t result = mp_call_function_0(args[0]);
  if (mp_obj_is_true(result)) return result;
  Micros deadline = weft_deadline_or_none(args[1]);
  while (deadline != kDoNotWait && weft::port::now_us() < deadline) {
    condition_wait(self, deadline);
    result = mp_call_function_0(args[0]);
    if (mp_obj_is_true(result)) break;
  }
  return result;
}

static mp_obj_t condition_notify(mp_obj_t self_in, size_t count) {
  ConditionObject* self = to<ConditionObject>(self_in);
  check_owned(self, MP_ERROR_TEXT("cannot notify on un-acquired lock"));
  self->condition.notify(count);
  return mp_const_none;
}

mp_obj_t weft_condition_notify(mp_obj_t self, const mp_obj_t* n) {
  mp_int_t count = mp_obj_get_int(*n);
  return condition_notify(self, count > 0 ? count : 0);
}

mp_obj_t weft_condition_notify_all(mp_obj_t self, const mp_obj_t*) {
  return condition_notify(self, SIZE_MAX);
}

mp_obj_t weft_condition_is_owned(mp_obj_t self, const mp_obj_t*) {
  return mp_obj_new_bool(condition_owned(to<ConditionObject>(self)));
}

mp_obj_t weft_condition_release_save(mp_obj_t self, const mp_obj_t*) {
  return condition_release(to<ConditionObject>(self));
}

mp_obj_t weft_condition_acquire_restore(mp_obj_t self, const mp_obj_t* saved) {
  condition_retake(to<ConditionObject>(self), *saved);
  return mp_const_none;
}

// --- Semaphore and BoundedSemaphore: CPython 3.13 threading ---

mp_obj_t weft_semaphore_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                                 const mp_obj_t* args) {
  static const mp_arg_t allowed[] = {{MP_QSTR_value, MP_ARG_INT, {.u_int = 1}}};
  mp_arg_val_t value;
  weft_parse(n_args, n_kw, args, 1, allowed, &value);
  if (value.u_int < 0) {
    mp_raise_ValueError(MP_ERROR_TEXT("semaphore initial value must be >= 0"));
  }
  auto* self = mp_obj_malloc(SemaphoreObject, type);
  new (&self->semaphore) weft::Semaphore(value.u_int);
  self->limit = type == &weft_type_bounded_semaphore ? value.u_int : SIZE_MAX;
  return MP_OBJ_FROM_PTR(self);
}

void weft_semaphore_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  SemaphoreObject* self = to<SemaphoreObject>(self_in);
  mp_printf(print, "<threading.%q at 0x%p: value=%u", static_cast<qstr>(self->base.type->name),
            self, static_cast<unsigned>(self->semaphore.permits()));
  if (self->limit != SIZE_MAX) mp_printf(print, "/%u", static_cast<unsigned>(self->limit));
  mp_print_str(print, ">");
}

void weft_semaphore_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  if (destination[0] != MP_OBJ_NULL) return;
  if (attribute == MP_QSTR__value) {
    destination[0] = MP_OBJ_NEW_SMALL_INT(to<SemaphoreObject>(self_in)->semaphore.permits());
  } else {
    destination[1] = MP_OBJ_SENTINEL;
  }
}

// acquire(blocking=True, timeout=None)
mp_obj_t weft_semaphore_acquire(mp_obj_t self, const mp_obj_t* args) {
  bool blocking = mp_obj_is_true(args[0]);
  if (!blocking && args[1] != mp_const_none) {
    mp_raise_ValueError(MP_ERROR_TEXT("can't specify timeout for non-blocking acquire"));
  }
  if (kSemaphore.try_acquire(self)) return mp_const_true;  // whatever the timeout
  return acquire(self, kSemaphore, blocking ? weft_deadline_or_none(args[1]) : kDoNotWait);
}

static mp_obj_t semaphore_release(mp_obj_t self_in, size_t permits) {
  SemaphoreObject* self = to<SemaphoreObject>(self_in);
  if (!self->semaphore.release(permits, self->limit)) {
    mp_raise_ValueError(MP_ERROR_TEXT("Semaphore released too many times"));
  }
  return mp_const_none;
}

mp_obj_t weft_semaphore_release(mp_obj_t self, const mp_obj_t* n) {
  mp_int_t permits = mp_obj_get_int(*n);
  if (permits < 1) mp_raise_ValueError(MP_ERROR_TEXT("n must be one or more"));
  return semaphore_release(self, permits);
}

mp_obj_t weft_semaphore_exit(mp_obj_t self, const mp_obj_t*) { return semaphore_release(self, 1); }

// --- Event: CPython 3.13 threading.Event ---

void weft_event_print(const mp_print_t* print, mp_obj_t self, mp_print_kind_t) {
  mp_printf(print, "<threading.Event at 0x%p: %sset>", MP_OBJ_TO_PTR(self),
            to<EventObject>(self)->event.is_set() ? "" : "un");
}

mp_obj_t weft_event_is_set(mp_obj_t self, const mp_obj_t*) {
  return mp_obj_new_bool(to<EventObject>(self)->event.is_set());
}

mp_obj_t weft_event_set(mp_obj_t self, const mp_obj_t*) {
  to<EventObject>(self)->event.set();
  return mp_const_none;
}

mp_obj_t weft_event_clear(mp_obj_t self, const mp_obj_t*) {
  to<EventObject>(self)->event.clear();
  return mp_const_none;
}

mp_obj_t weft_event_wait(mp_obj_t self, const mp_obj_t* timeout) {
  if (to<EventObject>(self)->event.is_set()) return mp_const_true;
  return acquire(self, kEvent, weft_deadline_or_none(*timeout));
}

// --- Barrier: CPython 3.13 threading.Barrier ---

// Barrier(parties, action=None, timeout=None)
mp_obj_t weft_barrier_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                               const mp_obj_t* args) {
  static const mp_arg_t allowed[] = {
      {MP_QSTR_parties, MP_ARG_REQUIRED | MP_ARG_INT, {.u_int = 0}},
      {MP_QSTR_action, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
      {MP_QSTR_timeout, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
  };
  mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
  weft_parse(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, values);
  if (values[0].u_int < 1) mp_raise_ValueError(MP_ERROR_TEXT("parties must be >= 1"));
  auto* self = mp_obj_malloc(BarrierObject, type);
  new (&self->barrier) weft::Barrier(values[0].u_int);
  self->action = values[1].u_obj;
  self->timeout = values[2].u_obj;
  return MP_OBJ_FROM_PTR(self);
}

void weft_barrier_print(const mp_print_t* print, mp_obj_t self, mp_print_kind_t) {
  weft::Barrier& barrier = to<BarrierObject>(self)->barrier;
  mp_printf(print, "<threading.Barrier at 0x%p: ", MP_OBJ_TO_PTR(self));
  if (barrier.broken()) {
    mp_print_str(print, "broken>");
  } else {
    mp_printf(print, "waiters=%u/%u>", static_cast<unsigned>(barrier.waiting()),
              static_cast<unsigned>(barrier.parties()));
  }
}

void weft_barrier_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  if (destination[0] != MP_OBJ_NULL) return;
  weft::Barrier& barrier = to<BarrierObject>(self_in)->barrier;
  if (attribute == MP_QSTR_parties) {
    destination[0] = MP_OBJ_NEW_SMALL_INT(barrier.parties());
  } else if (attribute == MP_QSTR_n_waiting) {
    destination[0] = MP_OBJ_NEW_SMALL_INT(barrier.waiting());
  } else if (attribute == MP_QSTR_broken) {
    destination[0] = mp_obj_new_bool(barrier.broken());
  } else {
    destination[1] = MP_OBJ_SENTINEL;
  }
}

// Runs the action; what it raises breaks the barrier. Not inlined: its handler would be on the
// stack of each thread that waits.
[[gnu::noinline]] static void barrier_act(BarrierObject* self) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_call_function_0(self->action);
    nlr_pop();
  } else {
    self->barrier.abort();
    nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
  }
  self->barrier.pass();
}

// wait(timeout=None) -> int: which of the parties the caller is, in the order they came.
mp_obj_t weft_barrier_wait(mp_obj_t self_in, const mp_obj_t* timeout) {
  BarrierObject* self = to<BarrierObject>(self_in);
  Micros deadline = weft_deadline_or_none(*timeout != mp_const_none ? *timeout : self->timeout);
  if (deadline == kDoNotWait) deadline = 1;  // long past
  weft_begin_to_wait(self_in);
  for (;;) {
    weft::Barrier::Place place = self->barrier.arrive(self->action != mp_const_none, deadline);
    switch (place.state) {
      case weft::Barrier::State::kAct:
        barrier_act(self);
        [[fallthrough]];
      case weft::Barrier::State::kPassed:
        return MP_OBJ_NEW_SMALL_INT(place.index);
      case weft::Barrier::State::kBroken:
        weft_raise_hook(WEFT_HOOK_BROKEN_BARRIER);
      case weft::Barrier::State::kGaveUp:
        weft_must_wait_again(place.outcome);
    }
  }
}

mp_obj_t weft_barrier_reset(mp_obj_t self, const mp_obj_t*) {
  to<BarrierObject>(self)->barrier.reset();
  return mp_const_none;
}

mp_obj_t weft_barrier_abort(mp_obj_t self, const mp_obj_t*) {
  to<BarrierObject>(self)->barrier.abort();
  return mp_const_none;
}

}  // extern "C"
