// What the files of the binding share. Included from C (the tables) and C++ (the functions):
// MicroPython's table macros use designated initialisers that C++ does not have.
//
// Invariants (MicroPython raises by longjmp, and its collector sees only heads of blocks):
//  - no object with a destructor lives across a call that can raise;
//  - the core returns outcomes, the binding raises;
//  - every object that parks a waiter is a heap object reached by its head.
#ifndef WEFT_MICROPYTHON_BINDING_H_
#define WEFT_MICROPYTHON_BINDING_H_

#ifdef __cplusplus
extern "C" {
#endif

#include "nlr_returns_twice.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/mpstate.h"
#include "py/objgenerator.h"
#include "py/objtype.h"
#include "py/runtime.h"
#include "py/stream.h"

extern const mp_obj_type_t weft_type_fiber;
extern const mp_obj_type_t weft_type_step;
extern const mp_obj_type_t weft_type_lock;
extern const mp_obj_type_t weft_type_rlock;
extern const mp_obj_type_t weft_type_condition;
extern const mp_obj_type_t weft_type_semaphore;
extern const mp_obj_type_t weft_type_bounded_semaphore;
extern const mp_obj_type_t weft_type_event;
extern const mp_obj_type_t weft_type_barrier;
extern const mp_obj_type_t weft_type_any_queue;
extern const mp_obj_type_t weft_type_queue;
extern const mp_obj_type_t weft_type_simple_queue;
extern const mp_obj_type_t weft_type_wake;

// weft_check_can_park() raises RuntimeError where the caller must not wait: in a scheduler
// callback, a finaliser or with the heap locked.
void weft_check_can_park(void);
bool weft_can_park(void);

__attribute__((noreturn)) void weft_raise_runtime_error(mp_rom_error_text_t text);

// weft_hook() returns the Python function registered for a hook, MP_OBJ_NULL if none is.
typedef enum {
  WEFT_HOOK_EXCEPTION,  // (thread, exception): an exception ended a thread
  WEFT_HOOK_DEADLOCK,   // (): all threads are blocked for ever; reports it
  WEFT_HOOK_EMPTY,      // queue.Empty, queue.Full, queue.ShutDown: types to raise
  WEFT_HOOK_FULL,
  WEFT_HOOK_SHUTDOWN,
  WEFT_HOOK_BROKEN_BARRIER,  // threading.BrokenBarrierError
  WEFT_HOOK_RUN_LOOP,        // () -> bool: runs asyncio while the main thread waits
  WEFT_HOOK_MAIN_TASK,       // the asyncio task that stands for the main thread meanwhile
  WEFT_HOOK_CALL_IN_TASK,    // (call) -> awaitable: makes an awaited call in a task of its own
  WEFT_HOOK_TIMEOUT,         // TimeoutError
  WEFT_HOOK_THROW,           // (task, exception or None) -> bool: resumes a suspended task so
  WEFT_HOOK_BLOCKED,         // (who, ms, function, file, line): somebody held the VM too long
  WEFT_HOOK_UNWIND,          // (): ends all threads, before the heap goes
  WEFT_HOOK_EXIT,            // (): waits for the threads that are not daemons: the program ends
  WEFT_HOOK_COUNT,
} weft_hook_t;
mp_obj_t weft_hook(weft_hook_t hook);
// weft_raise_hook() raises the exception whose type is registered.
__attribute__((noreturn)) void weft_raise_hook(weft_hook_t hook);

#ifdef __cplusplus
}  // extern "C"

#include "weft/sched/scheduler.h"

// weft_begin_to_wait() sees that the caller may wait, for `object`: weft_check_can_park() and
// weft_set_waits_for().
void weft_begin_to_wait(mp_obj_t object);
// weft_set_waits_for() notes what the running green thread is about to wait for, for reports.
void weft_set_waits_for(mp_obj_t object);

// weft_must_wait_again() raises what a wait that was not satisfied must raise (MemoryError, the
// pending exception of a kill or an interrupt, RuntimeError on deadlock). True: the wait was
// interrupted for nothing and must go on. False: it was satisfied or timed out.
bool weft_must_wait_again(weft::Outcome outcome);

// weft_exception_pending() is true if weft_must_wait_again() would raise although the wait was
// satisfied: what it gave must go back first, as its caller will never know.
inline bool weft_exception_pending() {
  return MP_STATE_THREAD(mp_pending_exception) != MP_OBJ_NULL;
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
#endif  // __cplusplus

#endif  // WEFT_MICROPYTHON_BINDING_H_
