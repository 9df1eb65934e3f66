// Lock, RLock, Condition, Semaphore, BoundedSemaphore and Event, with CPython 3.13's signatures and
// errors (threading, _thread). The types' tables are in modweft.c.
#include "sync_objects.h"

#include <new>

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

namespace {

template <typename T>
T* to(mp_obj_t object) {
  return static_cast<T*>(MP_OBJ_TO_PTR(object));
}

// wait_until() repeats a wait that was interrupted for nothing; true if it was satisfied. undo()
// gives back what the wait gave to a caller that was killed before it could run. Whether it was is
// looked at once: without a GIL it may be killed any moment, and what comes later comes at its next
// jump.
template <typename Wait, typename Undo>
bool wait_until(mp_obj_t self, Micros deadline, Wait wait, Undo undo) {
  weft_check_can_park();
  weft_set_waits_for(self);
  for (;;) {
    Outcome outcome = wait(deadline);
    if (outcome == Outcome::kWoken) {
      if (!weft_exception_pending()) return true;
      undo();
    }
    if (!weft_must_wait_again(outcome)) return false;
  }
}

template <typename L>
mp_obj_t acquire_until(mp_obj_t self, L& lock, Micros deadline) {
  if (lock.try_acquire()) return mp_const_true;
  if (deadline == kDoNotWait) return mp_const_false;
  return mp_obj_new_bool(wait_until(
      self, deadline, [&lock](Micros until) { return lock.acquire(until); },
      [&lock] { (void)lock.release(); }));
}

struct AcquireArgs {
  bool blocking;
  mp_obj_t timeout;
};

// parse_acquire() reads (blocking=True, timeout=default_timeout), by position or by name.
AcquireArgs parse_acquire(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs,
                          mp_obj_t default_timeout) {
  if (n_args == 1 && (kwargs == nullptr || kwargs->used == 0)) return {true, default_timeout};
  static const mp_arg_t allowed[] = {
      {MP_QSTR_blocking, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_TRUE}},
      {MP_QSTR_timeout, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
  };
  mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
  mp_arg_parse_all(n_args - 1, args + 1, kwargs, MP_ARRAY_SIZE(allowed), allowed, values);
  bool timeout_given = n_args > 2 || mp_map_lookup(kwargs, MP_OBJ_NEW_QSTR(MP_QSTR_timeout),
                                                   MP_MAP_LOOKUP) != nullptr;
  return {mp_obj_is_true(values[0].u_obj), timeout_given ? values[1].u_obj : default_timeout};
}

void print_address(const mp_print_t* print, mp_obj_t self) {
  mp_printf(print, " at 0x%p", MP_OBJ_TO_PTR(self));
}

[[noreturn]] void raise_runtime_error(mp_rom_error_text_t text) {
  mp_raise_msg(&mp_type_RuntimeError, text);
}

// What is pending for the caller, taken; MP_OBJ_NULL if nothing is.
mp_obj_t take_pending_exception() {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) return MP_OBJ_FROM_PTR(nlr.ret_val);
  mp_handle_pending(true);
  nlr_pop();
  return MP_OBJ_NULL;
}

// Acquires a native lock although the caller is being killed, and returns what killed it last.
template <typename L>
mp_obj_t retake(L& lock, mp_obj_t exception) {
  Outcome outcome;
  while ((outcome = lock.acquire(weft::kForever)) == Outcome::kInterrupted) {
    mp_obj_t another = take_pending_exception();
    if (another != MP_OBJ_NULL) exception = another;
  }
  if (outcome != Outcome::kWoken) weft_must_wait_again(outcome);
  return exception;
}

const mp_obj_t kMinusOne = MP_OBJ_NEW_SMALL_INT(-1);

}  // namespace

extern "C" {

// --- Lock: CPython 3.13 _thread.lock ---

mp_obj_t weft_lock_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                            const mp_obj_t* args) {
  (void)args;
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  auto* self = mp_obj_malloc(LockObject, type);
  new (&self->lock) weft::Lock();
  return MP_OBJ_FROM_PTR(self);
}

void weft_lock_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  mp_printf(print, "<%s _thread.lock object",
            to<LockObject>(self_in)->lock.locked() ? "locked" : "unlocked");
  print_address(print, self_in);
  mp_print_str(print, ">");
}

mp_obj_t weft_lock_enter(mp_obj_t self_in) {
  return acquire_until(self_in, to<LockObject>(self_in)->lock, weft::kForever);
}

mp_obj_t weft_lock_acquire(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  if (n_args == 1 && kwargs->used == 0) return weft_lock_enter(args[0]);
  AcquireArgs how = parse_acquire(n_args, args, kwargs, kMinusOne);
  return acquire_until(args[0], to<LockObject>(args[0])->lock,
                       weft_deadline_for_lock(how.blocking, how.timeout));
}

mp_obj_t weft_lock_release(mp_obj_t self_in) {
  if (!to<LockObject>(self_in)->lock.release()) {
    raise_runtime_error(MP_ERROR_TEXT("release unlocked lock"));
  }
  return mp_const_none;
}

mp_obj_t weft_lock_exit(size_t, const mp_obj_t* args) { return weft_lock_release(args[0]); }

mp_obj_t weft_lock_locked(mp_obj_t self_in) {
  return mp_obj_new_bool(to<LockObject>(self_in)->lock.locked());
}

// holder(object) -> the agent (see waits()) that holds a lock, 0 if it is free or no native lock.
mp_obj_t weft_holder(mp_obj_t object) {
  uintptr_t agent = 0;
  if (mp_obj_is_exact_type(object, &weft_type_lock)) agent = to<LockObject>(object)->lock.holder();
  if (mp_obj_is_exact_type(object, &weft_type_rlock)) agent = to<RLockObject>(object)->lock.owner();
  return mp_obj_new_int_from_uint(agent);
}

// --- RLock: CPython 3.13 _thread.RLock ---

mp_obj_t weft_rlock_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                             const mp_obj_t* args) {
  (void)args;
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  auto* self = mp_obj_malloc(RLockObject, type);
  new (&self->lock) weft::RLock();
  return MP_OBJ_FROM_PTR(self);
}

void weft_rlock_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  weft::RLock& lock = to<RLockObject>(self_in)->lock;
  mp_printf(print, "<%s _thread.RLock object owner=%u count=%u",
            lock.locked() ? "locked" : "unlocked", static_cast<unsigned>(lock.owner()),
            static_cast<unsigned>(lock.depth()));
  print_address(print, self_in);
  mp_print_str(print, ">");
}

mp_obj_t weft_rlock_enter(mp_obj_t self_in) {
  return acquire_until(self_in, to<RLockObject>(self_in)->lock, weft::kForever);
}

mp_obj_t weft_rlock_acquire(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  if (n_args == 1 && kwargs->used == 0) return weft_rlock_enter(args[0]);
  AcquireArgs how = parse_acquire(n_args, args, kwargs, kMinusOne);
  return acquire_until(args[0], to<RLockObject>(args[0])->lock,
                       weft_deadline_for_lock(how.blocking, how.timeout));
}

mp_obj_t weft_rlock_release(mp_obj_t self_in) {
  if (!to<RLockObject>(self_in)->lock.release()) {
    raise_runtime_error(MP_ERROR_TEXT("cannot release un-acquired lock"));
  }
  return mp_const_none;
}

mp_obj_t weft_rlock_exit(size_t, const mp_obj_t* args) { return weft_rlock_release(args[0]); }

mp_obj_t weft_rlock_locked(mp_obj_t self_in) {
  return mp_obj_new_bool(to<RLockObject>(self_in)->lock.locked());
}

mp_obj_t weft_rlock_is_owned(mp_obj_t self_in) {
  return mp_obj_new_bool(to<RLockObject>(self_in)->lock.owned());
}

mp_obj_t weft_rlock_recursion_count(mp_obj_t self_in) {
  weft::RLock& lock = to<RLockObject>(self_in)->lock;
  return MP_OBJ_NEW_SMALL_INT(lock.owned() ? lock.depth() : 0);
}

// _release_save() -> depth, and _acquire_restore(depth): for Condition, also a foreign one.
mp_obj_t weft_rlock_release_save(mp_obj_t self_in) {
  uint32_t depth = to<RLockObject>(self_in)->lock.release_all();
  if (depth == 0) raise_runtime_error(MP_ERROR_TEXT("cannot release un-acquired lock"));
  return MP_OBJ_NEW_SMALL_INT(depth);
}

mp_obj_t weft_rlock_acquire_restore(mp_obj_t self_in, mp_obj_t depth) {
  weft_rlock_enter(self_in);
  to<RLockObject>(self_in)->lock.restore_depth(mp_obj_get_int(depth));
  return mp_const_none;
}

// --- Condition: CPython 3.13 threading.Condition ---

mp_obj_t weft_condition_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                                 const mp_obj_t* args) {
  mp_map_t kwargs;
  mp_map_init_fixed_table(&kwargs, n_kw, args + n_args);
  static const mp_arg_t allowed[] = {{MP_QSTR_lock, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}}};
  mp_arg_val_t values[1];
  mp_arg_parse_all(n_args, args, &kwargs, 1, allowed, values);
  auto* self = mp_obj_malloc(ConditionObject, type);
  new (&self->condition) weft::Condition();
  self->lock = values[0].u_obj != mp_const_none
                   ? values[0].u_obj
                   : weft_rlock_make_new(&weft_type_rlock, 0, 0, nullptr);
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

static mp_obj_t call_lock(mp_obj_t lock, qstr name) {
  mp_obj_t method[2];
  mp_load_method(lock, name, method);
  return mp_call_method_n_kw(0, 0, method);
}

static bool condition_owned(ConditionObject* self) {
  if (mp_obj_is_exact_type(self->lock, &weft_type_rlock)) {
    return to<RLockObject>(self->lock)->lock.owned();
  }
  if (mp_obj_is_exact_type(self->lock, &weft_type_lock)) {
    return to<LockObject>(self->lock)->lock.locked();
  }
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

// Gives the lock back, whatever its depth; returns what retake() needs.
static mp_obj_t condition_release(ConditionObject* self) {
  if (mp_obj_is_exact_type(self->lock, &weft_type_lock)) return weft_lock_release(self->lock);
  mp_obj_t method[2];
  mp_load_method_maybe(self->lock, MP_QSTR__release_save, method);
  if (method[0] != MP_OBJ_NULL) return mp_call_method_n_kw(0, 0, method);
  return call_lock(self->lock, MP_QSTR_release);
}

// Takes the lock again, and returns what the caller must then raise, or MP_OBJ_NULL. Whoever leaves
// wait() holds it, even with an exception, as in CPython.
static mp_obj_t condition_retake(ConditionObject* self, mp_obj_t saved) {
  mp_obj_t exception = weft_exception_pending() ? take_pending_exception() : MP_OBJ_NULL;
  mp_obj_t method[3];
  if (mp_obj_is_exact_type(self->lock, &weft_type_lock)) {
    exception = retake(to<LockObject>(self->lock)->lock, exception);
  } else if (mp_obj_is_exact_type(self->lock, &weft_type_rlock)) {
    weft::RLock& lock = to<RLockObject>(self->lock)->lock;
    exception = retake(lock, exception);
    lock.restore_depth(MP_OBJ_SMALL_INT_VALUE(saved));
  } else {
    mp_load_method_maybe(self->lock, MP_QSTR__acquire_restore, method);
    if (method[0] != MP_OBJ_NULL) {
      method[2] = saved;
      mp_call_method_n_kw(1, 0, method);
    } else {
      call_lock(self->lock, MP_QSTR_acquire);
    }
  }
  return exception;
}

// acquire(), release() and locked() are the lock's own.
mp_obj_t weft_condition_acquire(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  mp_obj_t lock = to<ConditionObject>(args[0])->lock;
  if (mp_obj_is_exact_type(lock, &weft_type_rlock) && n_args == 1 && kwargs->used == 0) {
    return weft_rlock_enter(lock);
  }
  mp_obj_t method[2 + 8] = {};
  mp_load_method(lock, MP_QSTR_acquire, method);
  size_t n = n_args - 1;
  if (n + 2 * kwargs->used > 8) mp_raise_TypeError(MP_ERROR_TEXT("too many arguments"));
  for (size_t i = 0; i < n; i++) method[2 + i] = args[1 + i];
  size_t end = 2 + n;
  for (size_t i = 0; i < kwargs->alloc; i++) {
    if (!mp_map_slot_is_filled(kwargs, i)) continue;
    method[end++] = kwargs->table[i].key;
    method[end++] = kwargs->table[i].value;
  }
  return mp_call_method_n_kw(n, kwargs->used, method);
}

mp_obj_t weft_condition_release(mp_obj_t self_in) {
  return call_lock(to<ConditionObject>(self_in)->lock, MP_QSTR_release);
}

mp_obj_t weft_condition_locked(mp_obj_t self_in) {
  return call_lock(to<ConditionObject>(self_in)->lock, MP_QSTR_locked);
}

// Waits once; false: the deadline passed.
static bool condition_wait(mp_obj_t self_in, Micros deadline) {
  ConditionObject* self = to<ConditionObject>(self_in);
  if (!condition_owned(self)) {
    raise_runtime_error(MP_ERROR_TEXT("cannot wait on un-acquired lock"));
  }
  weft_check_can_park();
  weft_set_waits_for(self_in);
  // Without a wait the lock is still given up for a moment, as in CPython.
  if (deadline == kDoNotWait) deadline = 1;
  weft::Waiter* waiter = self->condition.begin_wait(deadline);
  if (waiter == nullptr) weft_must_wait_again(Outcome::kNoMemory);
  mp_obj_t saved = condition_release(self);
  Outcome outcome = self->condition.complete_wait(*waiter);
  mp_obj_t exception = condition_retake(self, saved);
  if (exception != MP_OBJ_NULL) {
    // Killed with a notification in hand: it is for the next one.
    if (outcome == Outcome::kWoken) self->condition.notify(1);
    nlr_raise(exception);
  }
  if (outcome == Outcome::kWoken) return true;
  return weft_must_wait_again(outcome);  // true: a spurious wake-up
}

mp_obj_t weft_condition_wait(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  mp_obj_t timeout = weft_timeout_argument(n_args, args, kwargs);
  return mp_obj_new_bool(condition_wait(args[0], weft_deadline_or_none(timeout)));
}

// wait_for(predicate, timeout=None) -> the predicate's last value.
mp_obj_t weft_condition_wait_for(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  static const mp_arg_t allowed[] = {
      {MP_QSTR_predicate, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
      {MP_QSTR_timeout, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
  };
  mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
  mp_arg_parse_all(n_args - 1, args + 1, kwargs, MP_ARRAY_SIZE(allowed), allowed, values);
  mp_obj_t result = mp_call_function_0(values[0].u_obj);
  if (mp_obj_is_true(result)) return result;
  Micros deadline = weft_deadline_or_none(values[1].u_obj);
  while (deadline != kDoNotWait && weft::port::now_us() < deadline) {
    condition_wait(args[0], deadline);
    result = mp_call_function_0(values[0].u_obj);
    if (mp_obj_is_true(result)) break;
  }
  return result;
}

mp_obj_t weft_condition_notify(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  static const mp_arg_t allowed[] = {{MP_QSTR_n, MP_ARG_INT, {.u_int = 1}}};
  mp_arg_val_t values[1];
  mp_arg_parse_all(n_args - 1, args + 1, kwargs, 1, allowed, values);
  ConditionObject* self = to<ConditionObject>(args[0]);
  if (!condition_owned(self)) {
    raise_runtime_error(MP_ERROR_TEXT("cannot notify on un-acquired lock"));
  }
  if (values[0].u_int > 0) self->condition.notify(values[0].u_int);
  return mp_const_none;
}

mp_obj_t weft_condition_notify_all(mp_obj_t self_in) {
  ConditionObject* self = to<ConditionObject>(self_in);
  if (!condition_owned(self)) {
    raise_runtime_error(MP_ERROR_TEXT("cannot notify on un-acquired lock"));
  }
  self->condition.notify(SIZE_MAX);
  return mp_const_none;
}

mp_obj_t weft_condition_enter(mp_obj_t self_in) {
  return call_lock(to<ConditionObject>(self_in)->lock, MP_QSTR___enter__);
}

mp_obj_t weft_condition_exit(size_t, const mp_obj_t* args) {
  mp_obj_t method[5];
  mp_load_method(to<ConditionObject>(args[0])->lock, MP_QSTR___exit__, method);
  for (int i = 1; i < 4; i++) method[1 + i] = args[i];
  return mp_call_method_n_kw(3, 0, method);
}

mp_obj_t weft_condition_is_owned(mp_obj_t self_in) {
  return mp_obj_new_bool(condition_owned(to<ConditionObject>(self_in)));
}

mp_obj_t weft_condition_release_save(mp_obj_t self_in) {
  return condition_release(to<ConditionObject>(self_in));
}

mp_obj_t weft_condition_acquire_restore(mp_obj_t self_in, mp_obj_t saved) {
  condition_retake(to<ConditionObject>(self_in), saved);
  return mp_const_none;
}

// --- Semaphore and BoundedSemaphore: CPython 3.13 threading ---

mp_obj_t weft_semaphore_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                                 const mp_obj_t* args) {
  mp_map_t kwargs;
  mp_map_init_fixed_table(&kwargs, n_kw, args + n_args);
  static const mp_arg_t allowed[] = {{MP_QSTR_value, MP_ARG_INT, {.u_int = 1}}};
  mp_arg_val_t values[1];
  mp_arg_parse_all(n_args, args, &kwargs, 1, allowed, values);
  if (values[0].u_int < 0) {
    mp_raise_ValueError(MP_ERROR_TEXT("semaphore initial value must be >= 0"));
  }
  auto* self = mp_obj_malloc(SemaphoreObject, type);
  new (&self->semaphore) weft::Semaphore(values[0].u_int);
  self->limit = type == &weft_type_bounded_semaphore ? values[0].u_int : SIZE_MAX;
  return MP_OBJ_FROM_PTR(self);
}

void weft_semaphore_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  SemaphoreObject* self = to<SemaphoreObject>(self_in);
  bool bounded = self->limit != SIZE_MAX;
  mp_printf(print, "<threading.%s", bounded ? "BoundedSemaphore" : "Semaphore");
  print_address(print, self_in);
  mp_printf(print, ": value=%u", static_cast<unsigned>(self->semaphore.permits()));
  if (bounded) mp_printf(print, "/%u", static_cast<unsigned>(self->limit));
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

mp_obj_t weft_semaphore_acquire(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  weft::Semaphore& semaphore = to<SemaphoreObject>(args[0])->semaphore;
  AcquireArgs how = parse_acquire(n_args, args, kwargs, mp_const_none);
  if (!how.blocking && how.timeout != mp_const_none) {
    mp_raise_ValueError(MP_ERROR_TEXT("can't specify timeout for non-blocking acquire"));
  }
  return acquire_until(args[0], semaphore,
                       how.blocking ? weft_deadline_or_none(how.timeout) : kDoNotWait);
}

mp_obj_t weft_semaphore_enter(mp_obj_t self_in) {
  return weft_semaphore_acquire(1, &self_in, nullptr);
}

mp_obj_t weft_semaphore_release(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  static const mp_arg_t allowed[] = {{MP_QSTR_n, MP_ARG_INT, {.u_int = 1}}};
  mp_arg_val_t values[1];
  mp_arg_parse_all(n_args - 1, args + 1, kwargs, 1, allowed, values);
  if (values[0].u_int < 1) mp_raise_ValueError(MP_ERROR_TEXT("n must be one or more"));
  SemaphoreObject* self = to<SemaphoreObject>(args[0]);
  if (!self->semaphore.release(values[0].u_int, self->limit)) {
    mp_raise_ValueError(MP_ERROR_TEXT("Semaphore released too many times"));
  }
  return mp_const_none;
}

mp_obj_t weft_semaphore_exit(size_t, const mp_obj_t* args) {
  SemaphoreObject* self = to<SemaphoreObject>(args[0]);
  if (!self->semaphore.release(1, self->limit)) {
    mp_raise_ValueError(MP_ERROR_TEXT("Semaphore released too many times"));
  }
  return mp_const_none;
}

// --- Event: CPython 3.13 threading.Event ---

mp_obj_t weft_event_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                             const mp_obj_t* args) {
  (void)args;
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  auto* self = mp_obj_malloc(EventObject, type);
  new (&self->event) weft::Event();
  return MP_OBJ_FROM_PTR(self);
}

void weft_event_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  mp_print_str(print, "<threading.Event");
  print_address(print, self_in);
  mp_printf(print, ": %s>", to<EventObject>(self_in)->event.is_set() ? "set" : "unset");
}

mp_obj_t weft_event_is_set(mp_obj_t self_in) {
  return mp_obj_new_bool(to<EventObject>(self_in)->event.is_set());
}

mp_obj_t weft_event_set(mp_obj_t self_in) {
  to<EventObject>(self_in)->event.set();
  return mp_const_none;
}

mp_obj_t weft_event_clear(mp_obj_t self_in) {
  to<EventObject>(self_in)->event.clear();
  return mp_const_none;
}

mp_obj_t weft_event_wait(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  weft::Event& event = to<EventObject>(args[0])->event;
  mp_obj_t timeout = weft_timeout_argument(n_args, args, kwargs);
  if (event.is_set()) return mp_const_true;
  Micros deadline = weft_deadline_or_none(timeout);
  if (deadline == kDoNotWait) return mp_const_false;
  return mp_obj_new_bool(wait_until(
      args[0], deadline, [&event](Micros until) { return event.wait(until); }, [] {}));
}

// --- Barrier: CPython 3.13 threading.Barrier ---

// Barrier(parties, action=None, timeout=None)
mp_obj_t weft_barrier_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                               const mp_obj_t* args) {
  mp_map_t kwargs;
  mp_map_init_fixed_table(&kwargs, n_kw, args + n_args);
  static const mp_arg_t allowed[] = {
      {MP_QSTR_parties, MP_ARG_REQUIRED | MP_ARG_INT, {.u_int = 0}},
      {MP_QSTR_action, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
      {MP_QSTR_timeout, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
  };
  mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
  mp_arg_parse_all(n_args, args, &kwargs, MP_ARRAY_SIZE(allowed), allowed, values);
  if (values[0].u_int < 1) mp_raise_ValueError(MP_ERROR_TEXT("parties must be >= 1"));
  auto* self = mp_obj_malloc(BarrierObject, type);
  new (&self->barrier) weft::Barrier(values[0].u_int);
  self->action = values[1].u_obj;
  self->timeout = values[2].u_obj;
  return MP_OBJ_FROM_PTR(self);
}

void weft_barrier_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  weft::Barrier& barrier = to<BarrierObject>(self_in)->barrier;
  mp_print_str(print, "<threading.Barrier");
  print_address(print, self_in);
  if (barrier.broken()) {
    mp_print_str(print, ": broken>");
  } else {
    mp_printf(print, ": waiters=%u/%u>", static_cast<unsigned>(barrier.waiting()),
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

[[noreturn]] static void raise_broken_barrier() {
  nlr_raise(mp_call_function_0(weft_hook(WEFT_HOOK_BROKEN_BARRIER)));
}

// Runs the action; what it raises breaks the barrier.
static void barrier_act(BarrierObject* self) {
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
mp_obj_t weft_barrier_wait(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  mp_obj_t timeout = weft_timeout_argument(n_args, args, kwargs);
  BarrierObject* self = to<BarrierObject>(args[0]);
  if (timeout == mp_const_none) timeout = self->timeout;
  Micros deadline = weft_deadline_or_none(timeout);
  if (deadline == kDoNotWait) deadline = 1;  // long past
  weft_check_can_park();
  weft_set_waits_for(args[0]);
  for (;;) {
    weft::Barrier::Place place = self->barrier.arrive(self->action != mp_const_none, deadline);
    switch (place.state) {
      case weft::Barrier::State::kAct:
        barrier_act(self);
        [[fallthrough]];
      case weft::Barrier::State::kPassed:
        return MP_OBJ_NEW_SMALL_INT(place.index);
      case weft::Barrier::State::kBroken:
        raise_broken_barrier();
      case weft::Barrier::State::kInterrupted:
        weft_must_wait_again(Outcome::kInterrupted);
        break;
      case weft::Barrier::State::kNoMemory:
        weft_must_wait_again(Outcome::kNoMemory);
        break;
      case weft::Barrier::State::kDeadlock:
        weft_must_wait_again(Outcome::kDeadlock);
        break;
    }
  }
}

mp_obj_t weft_barrier_reset(mp_obj_t self_in) {
  to<BarrierObject>(self_in)->barrier.reset();
  return mp_const_none;
}

mp_obj_t weft_barrier_abort(mp_obj_t self_in) {
  to<BarrierObject>(self_in)->barrier.abort();
  return mp_const_none;
}

}  // extern "C"
