// How the hub's two ways of waiting, the core's port::idle() and asyncio's poller, are entered and
// ended.
#ifndef WEFT_MICROPYTHON_LOOP_H_
#define WEFT_MICROPYTHON_LOOP_H_

#include "binding.h"

// weft_block_hub() announces that the hub is about to block, so that port::request_run() wakes it.
// False: something is ready already, do not block. Every true is followed by weft_unblock_hub().
bool weft_block_hub();
void weft_unblock_hub();
// weft_hub_may_block() is what it looks at last: nothing is ready or due.
bool weft_hub_may_block();

// weft_collect_native_waiters() marks what native threads were handed and have not taken yet, and
// their threading.local attributes.
void weft_collect_native_waiters();
// weft_native_locals() is where a native thread has them, nullptr on the hub and on a fiber.
mp_obj_t* weft_native_locals();

// weft_collect_running_carrier() marks what the running fiber's stack refers to, where a native
// thread collects and the collector does not know the fiber's OS thread.
void weft_collect_running_carrier();

// weft_interrupt_native() raises an exception in the native thread that `ident` names: at its next
// jump, or where it waits. False: there is none. With the lock-out held.
bool weft_interrupt_native(mp_uint_t ident, mp_obj_t exception);

// weft_clock_us() is the system's monotonic clock, also while time is virtual. Thread-safe.
weft::Micros weft_clock_us();

// weft_set_virtual_time(): from now on time passes only while everything waits.
// weft_skip_time() waits until the deadline in virtual time. False: time is real.
void weft_set_virtual_time(bool on);
bool weft_skip_time(weft::Micros deadline);

// weft_callback_pending() is true while a scheduled callback waits to be run.
// weft_run_callbacks() runs them on the hub, and weft_wait_for_event() first waits for an event,
// for `micros` at most, rounded down to milliseconds. An exception, Ctrl-C's above all, stays
// pending: the core has no place to raise it, its caller does.
bool weft_callback_pending();
void weft_run_callbacks();
void weft_wait_for_event(weft::Micros micros);

// For ports that must look. weft_look_until() calls wait(micros that are left) again and again,
// between weft_block_hub() and weft_unblock_hub(), until the deadline or until there is something to
// do. weft_poll_wake() is their weft_wake_ioctl().
void weft_look_until(weft::Micros deadline, const volatile bool& run_requested,
                     void (*wait)(weft::Micros));
mp_uint_t weft_poll_wake(bool run_requested, mp_uint_t request, uintptr_t flags, int* error);

// weft_note_native_wait() notes what the calling native thread is about to wait for, for reports.
// weft_read_native_waits() adds a row for each native thread: see weft_waits().
struct ReadOut;
void weft_note_native_wait(mp_obj_t object);
void weft_read_native_waits(ReadOut& out);

// weft_native_thread() is where the NativeThread that the caller runs is kept, nullptr on the hub's
// OS thread. weft_read_native_threads() adds those alive.
mp_obj_t* weft_native_thread();
void weft_read_native_threads(ReadOut& out);
// weft_native_not_daemonic() is one of them that is no daemon, None if there is none. With the
// lock-out held.
mp_obj_t weft_native_not_daemonic();

#if !WEFT_NATIVE_THREADS
inline void weft_collect_native_waiters() {}
inline void weft_collect_running_carrier() {}
inline mp_obj_t* weft_native_locals() { return nullptr; }
inline void weft_note_native_wait(mp_obj_t) {}
inline void weft_read_native_waits(ReadOut&) {}
inline mp_obj_t* weft_native_thread() { return nullptr; }
inline void weft_read_native_threads(ReadOut&) {}
inline mp_obj_t weft_native_not_daemonic() { return mp_const_none; }
#endif

#endif  // WEFT_MICROPYTHON_LOOP_H_
