// SPDX-License-Identifier: MIT
#include "vm/native_threads.h"

#if WEFT_OS_THREADS && MICROPY_PY_THREAD

#include <stdlib.h>

#include <new>

#include "vm/callbacks.h"
#include "vm/ident.h"
#include "wrapped.h"

namespace {

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

Micros native_woken_at = 0;

// Native threads alive, started through _thread, and those of them that only somebody else's wake
// can get going again. Guarded by the lock-out.
size_t native_threads = 0;
size_t native_threads_blocked = 0;

struct NativeWaiter {
  constexpr NativeWaiter() : waiter(weft::Waiter::Kind::kNative, 0) {}

  weft::Waiter waiter;
  mp_state_thread_t* vm_state = nullptr;
  bool started = false;  // through _thread
  bool waiting = false;
  bool posted = false;   // the baton was given, and not yet taken
  bool counted = false;  // among native_threads_blocked
  mp_obj_t waits_for = MP_OBJ_NULL;
  weft::Baton baton;
  mp_obj_t locals = MP_OBJ_NULL;
  mp_obj_t context = MP_OBJ_NULL;
  mp_obj_t thread = MP_OBJ_NULL;  // the weft.NativeThread, if it is one
  NativeWaiter* next = nullptr;
};

enum class Role : uint8_t { kUnknown, kHub, kNative };
constinit thread_local Role role = Role::kUnknown;
constinit thread_local NativeWaiter* own_waiter = nullptr;
NativeWaiter* native_waiters = nullptr;  // those registered, for the collector

// What runs in each thread of `_thread`: always the same.
void* (*thread_entry)(void*) = nullptr;

// A thread's waiter lies on its own stack: FreeRTOS takes thread-local variables from the stack of
// every task there is, however small.
void* run_native_thread(void* arg) {
  NativeWaiter waiter;
  waiter.started = true;
  own_waiter = &waiter;
  void* result = __atomic_load_n(&thread_entry, __ATOMIC_RELAXED)(arg);
  own_waiter = nullptr;
  return result;
}

// A task that `_thread` has not started, such as the one that calls back from Bluetooth, keeps its
// waiter for ever.
NativeWaiter* new_waiter() {
  void* memory = malloc(sizeof(NativeWaiter));
  if (memory == nullptr) __builtin_trap();
  return new (memory) NativeWaiter;
}

[[gnu::noinline]] void learn_role() {
  // The hub's OS thread comes here before its first fiber runs, so it still has the hub's state.
  if (mp_thread_get_state() == &mp_state_ctx.thread) {
    role = Role::kHub;
    return;
  }
  role = Role::kNative;
  if (own_waiter == nullptr) own_waiter = new_waiter();
  own_waiter->waiter.agent = weft_new_ident();  // not its address, which the next thread may have
  own_waiter->vm_state = mp_thread_get_state();
  own_waiter->baton.open();
  weft::LockOut lock_out;
  own_waiter->next = native_waiters;
  native_waiters = own_waiter;
}

void forget_native_waiter() {
  if (role != Role::kNative) return;
  weft::LockOut lock_out;
  NativeWaiter** link = &native_waiters;
  while (*link != own_waiter) link = &(*link)->next;
  *link = own_waiter->next;
  own_waiter->baton.close();
  own_waiter->thread = MP_OBJ_NULL;
  role = Role::kUnknown;
}

void count_as_blocked(NativeWaiter& self) {
  weft::LockOut lock_out;
  if (self.posted) return;
  self.counted = true;
  // If nobody is left the hub must look at that.
  if (++native_threads_blocked == native_threads) weft::port::request_run();
}

}  // namespace

#if !MICROPY_PY_THREAD_GIL || !defined(__unix__)
extern "C" {

// What waits for a GIL elsewhere takes turns already: see port/unix.cpp.
int __real_mp_thread_mutex_lock(mp_thread_mutex_t* mutex, int wait);
int __wrap_mp_thread_mutex_lock(mp_thread_mutex_t* mutex, int wait) {
  return __real_mp_thread_mutex_lock(mutex, wait);
}
void __real_mp_thread_mutex_unlock(mp_thread_mutex_t* mutex);
void __wrap_mp_thread_mutex_unlock(mp_thread_mutex_t* mutex) {
  __real_mp_thread_mutex_unlock(mutex);
}

}  // extern "C"
#endif

#if !defined(__unix__)
extern "C" {

// Stacks are read where they are: there are no signals.
void __real_mp_thread_gc_others(void);
void __wrap_mp_thread_gc_others(void) { __real_mp_thread_gc_others(); }

}  // extern "C"
#endif

Micros weft_native_woken_at() { return native_woken_at; }

bool weft_has_native_threads() {
  weft::LockOut lock_out;
  return native_threads != 0;
}

bool weft_native_wake_possible() {
  weft::LockOut lock_out;
  // A native thread may have woken somebody since the caller looked, before it blocked itself.
  return native_threads != native_threads_blocked || weft_callback_pending() ||
         scheduler.has_ready() || scheduler.has_due();
}

namespace weft::port {

#if WEFT_CARRIER
void enter_carrier() { role = Role::kHub; }
#endif

Waiter* native_caller() {
  if (role == Role::kHub) [[likely]]
    return nullptr;
  if (role == Role::kUnknown) learn_role();
  return role == Role::kNative ? &own_waiter->waiter : nullptr;
}

void block_native(Waiter& waiter, Micros deadline) {
  auto& self = *reinterpret_cast<NativeWaiter*>(&waiter);
  {
    LockOut lock_out;
    self.waiting = true;
    self.vm_state = mp_thread_get_state();  // may change between two callbacks
    if (self.vm_state->mp_pending_exception != MP_OBJ_NULL) {
      scheduler.wake(waiter, Outcome::kInterrupted);
    }
  }
  MP_THREAD_GIL_EXIT();
  bool taken = weft_spin_for([&] { return self.baton.try_take(); });
  if (!taken) {
    if (deadline == kForever) {
      weft_enter_vm_soon();
      count_as_blocked(self);
      MP_THREAD_GIL_EXIT();
    }
    taken = self.baton.take_until(deadline);
  }
  weft_enter_vm_soon();
  {
    LockOut lock_out;
    self.waiting = false;
    if (!taken) scheduler.wake(waiter, Outcome::kTimedOut);
  }
  // Whoever woke it, ourselves included, gave the baton exactly once.
  if (!taken) self.baton.take();
  self.posted = false;
}

void wake_native(Waiter& waiter) {
  auto& native = *reinterpret_cast<NativeWaiter*>(&waiter);
  native.posted = true;
  if (native.counted) native_threads_blocked--;
  native.counted = false;
  native.baton.give();
  if (role == Role::kHub) native_woken_at = weft::os_clock_us();
}

}  // namespace weft::port

void weft_collect_native_waiters() {
  for (NativeWaiter* it = native_waiters; it != nullptr; it = it->next) {
    gc_collect_root(reinterpret_cast<void**>(&it->waiter.value), 1);
    gc_collect_root(&it->waits_for, 1);
    gc_collect_root(&it->locals, 1);
    gc_collect_root(&it->context, 1);
    gc_collect_root(&it->thread, 1);
  }
}

bool weft_interrupt_native(mp_uint_t ident, mp_obj_t exception) {
  for (NativeWaiter* it = native_waiters; it != nullptr; it = it->next) {
    if (it->waiter.agent != ident) continue;
    __atomic_store_n(&it->vm_state->mp_pending_exception, exception, __ATOMIC_RELAXED);
    if (it->waiting) scheduler.wake(it->waiter, Outcome::kInterrupted);
    return true;
  }
  return false;
}

void weft_note_native_wait(mp_obj_t object) { own_waiter->waits_for = object; }

void weft_read_native_waits(ReadOut& out) {
  for (NativeWaiter* it = native_waiters; it != nullptr; it = it->next) {
    bool parked = it->waiter.queue != nullptr;
    mp_obj_t object = parked && it->waits_for != MP_OBJ_NULL ? it->waits_for : mp_const_none;
    out.add_wait(MP_OBJ_NULL, object, it->waiter.agent, 0,
                 parked ? MP_QSTR_parked : MP_QSTR_running, it->context, mp_const_none);
  }
}

mp_obj_t* weft_native_thread() {
  return weft::port::native_caller() != nullptr ? &own_waiter->thread : nullptr;
}

void weft_read_native_threads(ReadOut& out) {
  for (NativeWaiter* it = native_waiters; it != nullptr; it = it->next) {
    if (it->thread != MP_OBJ_NULL) out.add(it->thread);
  }
}

mp_obj_t weft_find_native_thread(bool (*is_wanted)(mp_obj_t)) {
  for (NativeWaiter* it = native_waiters; it != nullptr; it = it->next) {
    if (it->thread != MP_OBJ_NULL && is_wanted(it->thread)) return it->thread;
  }
  return mp_const_none;
}

mp_obj_t* weft_native_locals() {
  return weft::port::native_caller() != nullptr ? &own_waiter->locals : nullptr;
}

mp_obj_t* weft_native_context() {
  return weft::port::native_caller() != nullptr ? &own_waiter->context : nullptr;
}

void weft_drop_native_threads() {
  for (NativeWaiter** link = &native_waiters; *link != nullptr;) {
    NativeWaiter& native = **link;
    if (!native.started) {
      link = &native.next;
      continue;
    }
    scheduler.wake(native.waiter, Outcome::kInterrupted);
    *link = native.next;
  }
  native_threads = 0;
  native_threads_blocked = 0;
}

extern "C" {

// Native threads are counted, so that a deadlock is not reported while one could still wake us.
WEFT_WRAPS(mp_thread_create);
mp_uint_t __real_mp_thread_create(void* (*entry)(void*), void* arg, size_t* stack_size);
mp_uint_t __wrap_mp_thread_create(void* (*entry)(void*), void* arg, size_t* stack_size) {
  __atomic_store_n(&thread_entry, entry, __ATOMIC_RELAXED);
  mp_uint_t id = __real_mp_thread_create(&run_native_thread, arg, stack_size);
  weft::LockOut lock_out;
  native_threads++;
  return id;
}

WEFT_WRAPS(mp_thread_finish);
void __real_mp_thread_finish(void);
void __wrap_mp_thread_finish(void) {
  forget_native_waiter();
  {
    weft::LockOut lock_out;
    native_threads--;
    weft::port::request_run();  // the hub must look again whether anything can still wake it
  }
  __real_mp_thread_finish();
}

}  // extern "C"

#endif  // WEFT_OS_THREADS && MICROPY_PY_THREAD
