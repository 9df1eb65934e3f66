// SPDX-License-Identifier: MIT
// The functions that Python calls, as the tables (module/tables.c) have them: for C and C++, so
// that both agree on each signature. Grouped by type; each is described where it is defined.
//
// Any of them may raise. Where nothing else is said they are for the VM's threads: they need the
// GIL where there is one, and are not for hard interrupts.
#ifndef WEFT_MICROPYTHON_FUNCTIONS_H_
#define WEFT_MICROPYTHON_FUNCTIONS_H_

#include "py/obj.h"
#include "weft_port_config.h"

#ifdef __cplusplus
extern "C" {
#endif

// AsyncCall, and the twins that make them: see async_call.h
mp_obj_t weft_async_call_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_async_call_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
mp_obj_t weft_async_call_call(mp_obj_t, size_t, size_t, const mp_obj_t*);
mp_obj_t weft_async_call_getiter(mp_obj_t, mp_obj_iter_buf_t*);
mp_obj_t weft_async_call_iternext(mp_obj_t);
mp_obj_t weft_async_call_send(mp_obj_t, mp_obj_t);

// Fiber
mp_obj_t weft_fiber_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
mp_obj_t weft_fiber_join(size_t, const mp_obj_t*);
mp_obj_t weft_fiber_kill(mp_obj_t, mp_obj_t);
mp_obj_t weft_fiber_priority(size_t, const mp_obj_t*);
mp_obj_t weft_fiber_ident(mp_obj_t);
mp_obj_t weft_fiber_end(mp_obj_t);
mp_obj_t weft_fiber_abandon(mp_obj_t);
mp_obj_t weft_fiber_stack_used(mp_obj_t);
mp_obj_t weft_fiber_send(mp_obj_t, mp_obj_t);
mp_obj_t weft_fiber_throw(mp_obj_t, mp_obj_t);
mp_obj_t weft_fiber_remove(mp_obj_t, mp_obj_t);

// Step: a coroutine whose steps may block
mp_obj_t weft_step_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_step_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
mp_obj_t weft_step_send(mp_obj_t, mp_obj_t);
mp_obj_t weft_step_throw(size_t, const mp_obj_t*);
mp_obj_t weft_step_close(mp_obj_t);
mp_obj_t weft_step_fiber(mp_obj_t);
#if WEFT_ASYNCIO_TASKS
void weft_step_attr(mp_obj_t, qstr, mp_obj_t*);
mp_obj_t weft_extend_task(mp_obj_t, mp_obj_t);
#endif

// Lock
mp_obj_t weft_zero_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_lock_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
mp_obj_t weft_lock_acquire(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_lock_release(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_lock_locked(mp_obj_t, const mp_obj_t*);

// RLock
void weft_rlock_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
mp_obj_t weft_rlock_acquire(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_rlock_release(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_rlock_is_owned(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_rlock_recursion_count(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_rlock_release_save(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_rlock_acquire_restore(mp_obj_t, const mp_obj_t*);

// Condition
mp_obj_t weft_condition_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_condition_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
void weft_condition_attr(mp_obj_t, qstr, mp_obj_t*);
mp_obj_t weft_condition_wait(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_condition_wait_for(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_condition_notify(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_condition_notify_all(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_condition_is_owned(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_condition_release_save(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_condition_acquire_restore(mp_obj_t, const mp_obj_t*);

// Semaphore, BoundedSemaphore
mp_obj_t weft_semaphore_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_semaphore_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
void weft_semaphore_attr(mp_obj_t, qstr, mp_obj_t*);
mp_obj_t weft_semaphore_acquire(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_semaphore_release(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_semaphore_exit(mp_obj_t, const mp_obj_t*);

// Event
void weft_event_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
mp_obj_t weft_event_is_set(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_event_set(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_event_clear(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_event_wait(mp_obj_t, const mp_obj_t*);

// Barrier
mp_obj_t weft_barrier_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_barrier_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
void weft_barrier_attr(mp_obj_t, qstr, mp_obj_t*);
mp_obj_t weft_barrier_wait(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_barrier_reset(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_barrier_abort(mp_obj_t, const mp_obj_t*);

// Queue
mp_obj_t weft_queue_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_queue_attr(mp_obj_t, qstr, mp_obj_t*);
mp_obj_t weft_queue_put(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_get(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_put_nowait(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_get_nowait(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_peek(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_qsize(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_empty(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_full(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_task_done(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_join(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_shutdown(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_clear(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_resize(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_go_slow(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_aiter(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_queue_anext(mp_obj_t, const mp_obj_t*);

// SimpleQueue
mp_obj_t weft_simple_queue_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);

// Guard: shuts a queue down as it is collected
mp_obj_t weft_guard_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
mp_obj_t weft_guard_del(mp_obj_t);

// Wake: what asyncio's poller watches so that other OS threads can end its wait
mp_uint_t weft_wake_ioctl(mp_obj_t, mp_uint_t, uintptr_t, int*);

// Timeout
mp_obj_t weft_timeout_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
mp_obj_t weft_timeout_enter(mp_obj_t);
mp_obj_t weft_timeout_exit(size_t, const mp_obj_t*);

// no_switch
mp_obj_t weft_no_switch_enter(mp_obj_t);
mp_obj_t weft_no_switch_exit(size_t, const mp_obj_t*);
mp_obj_t weft_no_switch_call(mp_obj_t, size_t, size_t, const mp_obj_t*);
void weft_no_switch_attr(mp_obj_t, qstr, mp_obj_t*);
extern const mp_obj_fun_builtin_var_t weft_no_switch_exit_obj;

// What threading.Thread and threading.local are made of
mp_obj_t weft_thread_init(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_thread_start(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_thread_run(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_thread_join(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_thread_is_alive(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_make_local(mp_obj_t, mp_obj_t);

// The module
mp_obj_t weft_module_init(void);
mp_obj_t weft_start(mp_obj_t);
mp_obj_t weft_current(void);
mp_obj_t weft_context(size_t, const mp_obj_t*);
mp_obj_t weft_adopt(mp_obj_t);
#if WEFT_NATIVE_THREADS
mp_obj_t weft_native_is(mp_obj_t, mp_obj_t);
mp_obj_t weft_native_ends(mp_obj_t);
#endif
mp_obj_t weft_native_threads(void);
mp_obj_t weft_get_ident(void);
mp_obj_t weft_threads(void);
mp_obj_t weft_not_daemonic(void);
mp_obj_t weft_waits(void);
mp_obj_t weft_holder(mp_obj_t);
mp_obj_t weft_alive(void);
mp_obj_t weft_interrupt_main(size_t, const mp_obj_t*);
mp_obj_t weft_pending(void);
mp_obj_t weft_await(mp_obj_t);
mp_obj_t weft_sleep(mp_obj_t);
mp_obj_t weft_sleep_ms(mp_obj_t);
mp_obj_t weft_monotonic(void);
mp_obj_t weft_monotonic_ns(void);
mp_obj_t weft_enter_loop(void);
mp_obj_t weft_leave_loop(void);
mp_obj_t weft_loop_run(mp_obj_t);
mp_obj_t weft_loop_resume(void);
mp_obj_t weft_main_waits(void);
mp_obj_t weft_to_native(size_t, const mp_obj_t*, mp_map_t*);
mp_obj_t weft_native_workers(size_t, const mp_obj_t*);
mp_obj_t weft_native_task(mp_obj_t, mp_obj_t);
mp_obj_t weft_outside_wake_possible(void);
mp_obj_t weft_kill_main(mp_obj_t);
mp_obj_t weft_start_native(mp_obj_t, mp_obj_t);
mp_obj_t weft_switch_interval(size_t, const mp_obj_t*);
mp_obj_t weft_block_limit(size_t, const mp_obj_t*);
mp_obj_t weft_start_ticks(void);
mp_obj_t weft_close(void);
mp_obj_t weft_explore(mp_obj_t);
mp_obj_t weft_set_hook(mp_obj_t, mp_obj_t);
mp_obj_t weft_stack_slots(size_t, const mp_obj_t*);
mp_obj_t weft_stats(void);
#if defined(WEFT_CHECKS) && WEFT_CHECKS
mp_obj_t weft_break_rule(mp_obj_t);
#endif

#ifdef __cplusplus
}
#endif

#endif  // WEFT_MICROPYTHON_FUNCTIONS_H_
