// SPDX-License-Identifier: MIT
// Waiting, as the VM sees it: where it is allowed, for how long, and what it raises.
#ifndef WEFT_MICROPYTHON_FIBERS_WAIT_H_
#define WEFT_MICROPYTHON_FIBERS_WAIT_H_

#include "binding.h"

// weft_check_can_park() raises RuntimeError where the caller must not wait: in a scheduler
// callback, a finaliser or with the heap locked.
void weft_check_can_park();
bool weft_can_park();

// weft_begin_to_wait() sees that the caller may wait, for `object`: weft_check_can_park() and
// weft_set_waits_for().
void weft_begin_to_wait(mp_obj_t object);
// weft_must_wait_again() raises what a wait that was not satisfied must raise (MemoryError, the
// pending exception of a kill or an interrupt, RuntimeError on deadlock). True: the wait was
// interrupted for nothing and must go on. False: it was satisfied or timed out.
bool weft_must_wait_again(weft::Outcome outcome);

// weft_exception_pending() is true if weft_must_wait_again() would raise although the wait was
// satisfied: what it gave must go back first, as its caller will never know.
inline bool weft_exception_pending() {
  // Another OS thread may just put it there.
  return __atomic_load_n(&MP_STATE_THREAD(mp_pending_exception), __ATOMIC_RELAXED) != MP_OBJ_NULL;
}

// Timeouts as CPython takes them. All return an absolute deadline; a timeout of 0 or less is
// weft::Queue::kNow (do not wait).
// weft_deadline_or_none(): None waits for ever; a negative timeout does not wait.
weft::Micros weft_deadline_or_none(mp_obj_t timeout);
// weft_deadline_for_lock(): `blocking` and `timeout` of Lock.acquire, where -1 waits for ever.
weft::Micros weft_deadline_for_lock(mp_obj_t blocking, mp_obj_t timeout);
// weft_micros() is a non-negative number of seconds in microseconds, rounded up. OverflowError
// beyond TIMEOUT_MAX.
weft::Micros weft_micros(mp_obj_t seconds);
// weft_seconds() is a point in time as monotonic() gives it.
mp_obj_t weft_seconds(weft::Micros micros);
// weft_is_negative() is true for a number below zero; TypeError if it is not a number.
bool weft_is_negative(mp_obj_t seconds);

inline constexpr weft::Micros kDoNotWait = 0;

#endif  // WEFT_MICROPYTHON_FIBERS_WAIT_H_
