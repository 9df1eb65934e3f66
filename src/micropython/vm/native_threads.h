// SPDX-License-Identifier: MIT
// Native threads, those of `_thread`, as the core, the collector and the hub see them. What they
// wait with is a Baton of the operating system, so this serves every port that has one.
#ifndef WEFT_MICROPYTHON_VM_NATIVE_THREADS_H_
#define WEFT_MICROPYTHON_VM_NATIVE_THREADS_H_

#include "binding.h"
#include "vm/read_out.h"
#include "weft/os/os_thread.h"

#if WEFT_OS_THREADS
// Two OS threads that work for each other answer sooner than the system puts one to sleep and wakes
// it again. So each looks for the other's answer that long before it sleeps. On FreeRTOS all share
// a core: while one looks the other cannot answer.
inline constexpr weft::Micros kSpin = WEFT_FREERTOS ? 0 : 20;

template <typename Done>
bool weft_spin_for(Done done) {
  for (weft::Micros end = weft::os_clock_us() + kSpin; weft::os_clock_us() < end;) {
    if (done()) return true;
  }
  return done();
}
#endif

// weft_enter_vm_soon() takes the GIL, if there is one, and has who holds it give it up at once: as
// weft_look_in() does, by weft_make_way_for_others(), in whatever OS thread runs Python.
#if MICROPY_PY_THREAD_GIL && defined(__unix__)
void weft_enter_vm_soon();
void weft_make_way_for_others();
#else
inline void weft_enter_vm_soon() { MP_THREAD_GIL_ENTER(); }
inline void weft_make_way_for_others() {}
#endif

// weft_native_woken_at() is when the hub woke a native thread last.
weft::Micros weft_native_woken_at();

// weft_native_wake_possible() is true while a native thread or a scheduled callback could still
// wake a fiber, or has.
bool weft_native_wake_possible();

// weft_has_native_threads() is true while there are any.
bool weft_has_native_threads();

// weft_drop_native_threads() comes before the port deletes all native threads where they are, with
// the GIL held: nothing refers to them from then on.
void weft_drop_native_threads();

#if defined(__SANITIZE_ADDRESS__)
// weft_await_cancelled() waits until those that the port has deleted are gone.
void weft_await_cancelled();
#endif

// weft_collect_native_waiters() marks what native threads were handed and have not taken yet, and
// their threading.local attributes.
void weft_collect_native_waiters();
// weft_native_locals() is where a native thread has them, nullptr on the hub and on a fiber;
// weft_native_context() where it has its context, MP_OBJ_NULL at first.
mp_obj_t* weft_native_locals();
mp_obj_t* weft_native_context();

// weft_interrupt_native() raises an exception in the native thread that `ident` names: at its next
// jump, or where it waits. False: there is none. With the lock-out held.
bool weft_interrupt_native(mp_uint_t ident, mp_obj_t exception);

// weft_note_native_wait() notes what the calling native thread is about to wait for, for reports.
// weft_read_native_waits() adds a row for each native thread: see weft_waits(). With the lock-out
// held.
void weft_note_native_wait(mp_obj_t object);
void weft_read_native_waits(ReadOut& out);

// weft_native_thread() is where the NativeThread that the caller runs is kept, nullptr on the hub's
// OS thread. weft_read_native_threads() adds those alive; weft_find_native_thread() is one of them
// that is wanted, None if there is none. With the lock-out held.
mp_obj_t* weft_native_thread();
void weft_read_native_threads(ReadOut& out);
mp_obj_t weft_find_native_thread(bool (*is_wanted)(mp_obj_t));

#if !WEFT_NATIVE_THREADS
inline void weft_collect_native_waiters() {}
inline mp_obj_t* weft_native_locals() { return nullptr; }
inline mp_obj_t* weft_native_context() { return nullptr; }
inline void weft_note_native_wait(mp_obj_t) {}
inline void weft_read_native_waits(ReadOut&) {}
inline mp_obj_t* weft_native_thread() { return nullptr; }
inline void weft_read_native_threads(ReadOut&) {}
inline mp_obj_t weft_find_native_thread(bool (*)(mp_obj_t)) { return mp_const_none; }
#endif

#endif  // WEFT_MICROPYTHON_VM_NATIVE_THREADS_H_
