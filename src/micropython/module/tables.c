// SPDX-License-Identifier: MIT
// The native module _weft: its tables. MicroPython's table macros are C; the functions are C++ in
// the other files (functions.h).
#include "types/tables.h"
#include "binding.h"
#include "types/async_call.h"
#include "weft_port_config.h"

// MicroPython's table style.
// clang-format off

// MEMBER() defines a function that Python code puts into a class, where built-in functions do not
// bind.
#define MEMBER(name, signature) \
    const weft_method_t name##_obj = { \
        { &weft_type_method }, NULL, weft_##name, &signature##_signature }
// LOCK_METHOD() defines a method of Condition that is its lock's of that name.
#define LOCK_METHOD(name) \
    static const weft_lock_method_t condition_##name##_obj = { \
        { &weft_type_lock_method }, MP_QSTR_##name }

// Collector roots: every live green thread hangs on the first by its head.
MP_REGISTER_ROOT_POINTER(void *weft_live_fibers);
MP_REGISTER_ROOT_POINTER(mp_obj_t weft_hooks[14]);
MP_REGISTER_ROOT_POINTER(mp_obj_t weft_main_locals);
MP_REGISTER_ROOT_POINTER(mp_obj_t weft_held[3]);
MP_REGISTER_ROOT_POINTER(void *weft_native_pool);
MP_REGISTER_ROOT_POINTER(mp_obj_t weft_main_waits_for);
MP_REGISTER_ROOT_POINTER(mp_obj_t weft_main_context);
MP_REGISTER_ROOT_POINTER(void *weft_imports);
MP_REGISTER_ROOT_POINTER(void *weft_timeouts);
MP_REGISTER_ROOT_POINTER(void *weft_pattern);

// __import__(), in the place of MicroPython's object: the function that `import` calls.
mp_obj_t __wrap_mp_builtin___import___default(size_t n_args, const mp_obj_t *args);
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(weft_import_obj, 1, 5, __wrap_mp_builtin___import___default);

// --- methods of types that may be subclassed: see method.h ---
MP_DEFINE_CONST_OBJ_TYPE(weft_type_method, MP_QSTR_function, MP_TYPE_FLAG_BINDS_SELF,
    call, weft_method_call);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_lock_method, MP_QSTR_function, MP_TYPE_FLAG_BINDS_SELF,
    call, weft_lock_method_call);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_initializer, MP_QSTR_function, MP_TYPE_FLAG_BINDS_SELF,
    call, weft_initializer_call);
static const mp_obj_base_t initializer_obj = { &weft_type_initializer };
static const mp_rom_map_elem_t primitive_table[] = { ENTRY(__init__, initializer) };
static MP_DEFINE_CONST_DICT(primitive_dict, primitive_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_primitive, MP_QSTR_object, MP_TYPE_FLAG_INSTANCE_TYPE,
    locals_dict, &primitive_dict);

// --- their signatures ---
static const mp_arg_t put_parameters[] = {
    REQUIRED(item), OPTIONAL(block, MP_ROM_TRUE), OPTIONAL(timeout, MP_ROM_NONE),
};
static const mp_rom_obj_t put_defaults[] = { MP_ROM_NONE, MP_ROM_TRUE, MP_ROM_NONE };
static const weft_signature_t put_signature = { put_parameters, put_defaults, 3, 1, 3 };
static const weft_signature_t put_nowait_signature = { put_parameters, put_defaults, 1, 1, 1 };
static const weft_signature_t get_signature = { put_parameters + 1, put_defaults + 1, 2, 0, 2 };
static const weft_signature_t timeout_signature = { put_parameters + 2, put_defaults + 2, 1, 0, 1 };

static const mp_arg_t acquire_parameters[] = {
    OPTIONAL(blocking, MP_ROM_TRUE), OPTIONAL(timeout, MP_ROM_INT(-1)),
};
static const mp_rom_obj_t acquire_defaults[] = { MP_ROM_TRUE, MP_ROM_INT(-1) };
static const weft_signature_t acquire_signature = { acquire_parameters, acquire_defaults, 2, 0, 2 };

static const mp_arg_t semaphore_parameters[] = {
    OPTIONAL(blocking, MP_ROM_TRUE), OPTIONAL(timeout, MP_ROM_NONE),
};
static const weft_signature_t semaphore_signature = {
    semaphore_parameters, put_defaults + 1, 2, 0, 2
};

static const mp_arg_t n_parameters[] = { OPTIONAL(n, MP_ROM_INT(1)) };
static const mp_rom_obj_t n_defaults[] = { MP_ROM_INT(1) };
static const weft_signature_t n_signature = { n_parameters, n_defaults, 1, 0, 1 };

static const mp_arg_t wait_for_parameters[] = {
    REQUIRED(predicate), OPTIONAL(timeout, MP_ROM_NONE),
};
static const weft_signature_t wait_for_signature = {
    wait_for_parameters, put_defaults + 1, 2, 1, 2
};

static const mp_arg_t shutdown_parameters[] = { OPTIONAL(immediate, MP_ROM_FALSE) };
static const mp_rom_obj_t shutdown_defaults[] = { MP_ROM_FALSE };
static const weft_signature_t shutdown_signature = {
    shutdown_parameters, shutdown_defaults, 1, 0, 1
};

static const mp_arg_t thread_parameters[] = {
    OPTIONAL(group, MP_ROM_NONE), OPTIONAL(target, MP_ROM_NONE), OPTIONAL(name, MP_ROM_NONE),
    OPTIONAL(args, MP_ROM_PTR(&mp_const_empty_tuple_obj)), OPTIONAL(kwargs, MP_ROM_NONE),
    { MP_QSTR_daemon, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
};
static const mp_rom_obj_t thread_defaults[] = {
    MP_ROM_NONE, MP_ROM_NONE, MP_ROM_NONE, MP_ROM_PTR(&mp_const_empty_tuple_obj), MP_ROM_NONE,
    MP_ROM_NONE,
};
static const weft_signature_t thread_signature = {
    thread_parameters, thread_defaults, 6, 0, UINT8_MAX
};

// --- AsyncCall, and the twins that make them: see async_call.h ---
MP_DEFINE_CONST_OBJ_TYPE(weft_type_twin, MP_QSTR_function, MP_TYPE_FLAG_BINDS_SELF,
    call, weft_twin_call);

FUN_2(async_call_send);

static const mp_getiter_iternext_custom_t async_call_iter = {
    .getiter = weft_async_call_getiter,
    .iternext = weft_async_call_iternext,
};
static const mp_rom_map_elem_t async_call_table[] = {
    ENTRY(send, async_call_send),
};
static MP_DEFINE_CONST_DICT(async_call_dict, async_call_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_async_call, MP_QSTR_AsyncCall, MP_TYPE_FLAG_ITER_IS_CUSTOM,
    make_new, weft_async_call_make_new, print, weft_async_call_print, call, weft_async_call_call,
    iter, &async_call_iter, locals_dict, &async_call_dict);

// --- Fiber ---
FUN_VAR(fiber_join, 1, 2);
FUN_2(fiber_kill);
FUN_VAR(fiber_priority, 1, 2);
FUN_1(fiber_ident);
FUN_1(fiber_end);
FUN_1(fiber_abandon);
FUN_1(fiber_stack_used);
FUN_2(fiber_send);
FUN_2(fiber_throw);
FUN_2(fiber_remove);

static const mp_rom_map_elem_t fiber_table[] = {
    ENTRY(join, fiber_join),
    ENTRY(kill, fiber_kill),
    ENTRY(priority, fiber_priority),
    ENTRY(ident, fiber_ident),
    ENTRY(end, fiber_end),
    ENTRY(abandon, fiber_abandon),
    ENTRY(stack_used, fiber_stack_used),
    ENTRY(send, fiber_send),
    ENTRY(throw, fiber_throw),
    ENTRY(remove, fiber_remove),
};
static MP_DEFINE_CONST_DICT(fiber_dict, fiber_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_fiber, MP_QSTR_Fiber, MP_TYPE_FLAG_NONE,
    make_new, weft_fiber_make_new, locals_dict, &fiber_dict);

// --- Step: a coroutine whose steps may block ---
FUN_2(step_send);
FUN_VAR(step_throw, 2, 4);
FUN_1(step_close);
FUN_1(step_fiber);
FUN_1(adopt);

static const mp_rom_map_elem_t step_table[] = {
    ENTRY(send, step_send),
    ENTRY(throw, step_throw),
    ENTRY(close, step_close),
    ENTRY(fiber, step_fiber),
};
static MP_DEFINE_CONST_DICT(step_dict, step_table);
#if WEFT_ASYNCIO_TASKS
FUN_2(extend_task);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_step, MP_QSTR_Step, MP_TYPE_FLAG_NONE,
    make_new, weft_step_make_new, print, weft_step_print, attr, weft_step_attr,
    locals_dict, &step_dict);
#else
MP_DEFINE_CONST_OBJ_TYPE(weft_type_step, MP_QSTR_Step, MP_TYPE_FLAG_NONE,
    make_new, weft_step_make_new, print, weft_step_print, locals_dict, &step_dict);
#endif

// --- Lock ---
METHOD(lock_acquire, lock, acquire);
METHOD(lock_release, lock, none);
METHOD(lock_locked, lock, none);
static METHOD_AS(lock_exit, lock_release, lock, exit);

static const mp_rom_map_elem_t lock_table[] = {
    ENTRY(acquire, lock_acquire),
    ENTRY(release, lock_release),
    ENTRY(locked, lock_locked),
    ENTRY(acquire_lock, lock_acquire),
    ENTRY(release_lock, lock_release),
    ENTRY(locked_lock, lock_locked),
    ENTRY(__enter__, lock_acquire),
    ENTRY(__exit__, lock_exit),
    TWIN(acquire_async, lock_acquire),
    TWIN(__aenter__, lock_acquire),
    TWIN(__aexit__, lock_exit),
};
static MP_DEFINE_CONST_DICT(lock_dict, lock_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_lock, MP_QSTR_lock, MP_TYPE_FLAG_NONE,
    make_new, weft_zero_make_new, print, weft_lock_print, locals_dict, &lock_dict);

// --- RLock ---
METHOD(rlock_acquire, rlock, acquire);
METHOD(rlock_release, rlock, none);
static METHOD_AS(rlock_locked, lock_locked, rlock, none);
static METHOD_AS(rlock_exit, rlock_release, rlock, exit);
METHOD(rlock_is_owned, rlock, none);
METHOD(rlock_recursion_count, rlock, none);
METHOD(rlock_release_save, rlock, none);
METHOD(rlock_acquire_restore, rlock, one);

static const mp_rom_map_elem_t rlock_table[] = {
    ENTRY(acquire, rlock_acquire),
    ENTRY(release, rlock_release),
    ENTRY(locked, rlock_locked),
    ENTRY(__enter__, rlock_acquire),
    ENTRY(__exit__, rlock_exit),
    TWIN(acquire_async, rlock_acquire),
    TWIN(__aenter__, rlock_acquire),
    TWIN(__aexit__, rlock_exit),
    ENTRY(_is_owned, rlock_is_owned),
    ENTRY(_recursion_count, rlock_recursion_count),
    ENTRY(_release_save, rlock_release_save),
    ENTRY(_acquire_restore, rlock_acquire_restore),
};
static MP_DEFINE_CONST_DICT(rlock_dict, rlock_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_rlock, MP_QSTR_RLock, MP_TYPE_FLAG_NONE,
    make_new, weft_zero_make_new, print, weft_rlock_print, locals_dict, &rlock_dict);

// --- Condition ---
METHOD(condition_wait, condition, timeout);
METHOD(condition_wait_for, condition, wait_for);
LOCK_METHOD(acquire);
LOCK_METHOD(release);
LOCK_METHOD(locked);
LOCK_METHOD(__enter__);
LOCK_METHOD(__exit__);
METHOD(condition_notify, condition, n);
METHOD(condition_notify_all, condition, none);
METHOD(condition_is_owned, condition, none);
METHOD(condition_release_save, condition, none);
METHOD(condition_acquire_restore, condition, one);

static const mp_rom_map_elem_t condition_table[] = {
    ENTRY(wait, condition_wait),
    ENTRY(wait_for, condition_wait_for),
    ENTRY(acquire, condition_acquire),
    ENTRY(release, condition_release),
    ENTRY(locked, condition_locked),
    ENTRY(notify, condition_notify),
    ENTRY(notify_all, condition_notify_all),
    ENTRY(notifyAll, condition_notify_all),
    ENTRY(__enter__, condition___enter__),
    ENTRY(__exit__, condition___exit__),
    TWIN(wait_async, condition_wait),
    TWIN(wait_for_async, condition_wait_for),
    TWIN(acquire_async, condition_acquire),
    TWIN(__aenter__, condition___enter__),
    TWIN(__aexit__, condition___exit__),
    ENTRY(_is_owned, condition_is_owned),
    ENTRY(_release_save, condition_release_save),
    ENTRY(_acquire_restore, condition_acquire_restore),
};
static MP_DEFINE_CONST_DICT(condition_dict, condition_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_condition, MP_QSTR_Condition, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_condition_make_new, print, weft_condition_print,
    attr, weft_condition_attr, locals_dict, &condition_dict);

// --- Semaphore, BoundedSemaphore ---
METHOD(semaphore_acquire, semaphore, semaphore);
METHOD(semaphore_release, semaphore, n);
METHOD(semaphore_exit, semaphore, exit);

static const mp_rom_map_elem_t semaphore_table[] = {
    ENTRY(acquire, semaphore_acquire),
    ENTRY(release, semaphore_release),
    ENTRY(__enter__, semaphore_acquire),
    ENTRY(__exit__, semaphore_exit),
    TWIN(acquire_async, semaphore_acquire),
    TWIN(__aenter__, semaphore_acquire),
    TWIN(__aexit__, semaphore_exit),
};
static MP_DEFINE_CONST_DICT(semaphore_dict, semaphore_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_semaphore, MP_QSTR_Semaphore, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_semaphore_make_new, print, weft_semaphore_print,
    attr, weft_semaphore_attr, locals_dict, &semaphore_dict);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_bounded_semaphore, MP_QSTR_BoundedSemaphore, MP_TYPE_FLAG_NONE,
    parent, &weft_type_semaphore, make_new, weft_semaphore_make_new, print, weft_semaphore_print,
    attr, weft_semaphore_attr, locals_dict, &semaphore_dict);

// --- Event ---
METHOD(event_is_set, event, none);
METHOD(event_set, event, none);
METHOD(event_clear, event, none);
METHOD(event_wait, event, timeout);

static const mp_rom_map_elem_t event_table[] = {
    ENTRY(is_set, event_is_set),
    ENTRY(isSet, event_is_set),
    ENTRY(set, event_set),
    ENTRY(clear, event_clear),
    ENTRY(wait, event_wait),
    TWIN(wait_async, event_wait),
};
static MP_DEFINE_CONST_DICT(event_dict, event_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_event, MP_QSTR_Event, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_zero_make_new, print, weft_event_print,
    locals_dict, &event_dict);

// --- Barrier ---
METHOD(barrier_wait, barrier, timeout);
METHOD(barrier_reset, barrier, none);
METHOD(barrier_abort, barrier, none);

static const mp_rom_map_elem_t barrier_table[] = {
    ENTRY(wait, barrier_wait),
    TWIN(wait_async, barrier_wait),
    ENTRY(reset, barrier_reset),
    ENTRY(abort, barrier_abort),
};
static MP_DEFINE_CONST_DICT(barrier_dict, barrier_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_barrier, MP_QSTR_Barrier, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_barrier_make_new, print, weft_barrier_print,
    attr, weft_barrier_attr, locals_dict, &barrier_dict);

// --- what Queue and SimpleQueue have in common ---
MP_DEFINE_CONST_OBJ_TYPE(weft_type_any_queue, MP_QSTR_Queue, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive);

// --- Queue ---
METHOD(queue_put, any_queue, put);
METHOD(queue_get, any_queue, get);
METHOD(queue_put_nowait, any_queue, put_nowait);
METHOD(queue_get_nowait, any_queue, none);
METHOD(queue_peek, queue, none);
METHOD(queue_qsize, any_queue, none);
METHOD(queue_empty, any_queue, none);
METHOD(queue_full, queue, none);
METHOD(queue_task_done, queue, none);
METHOD(queue_join, queue, none);
METHOD(queue_shutdown, queue, shutdown);
METHOD(queue_clear, queue, none);
METHOD(queue_resize, queue, one);
METHOD(queue_go_slow, queue, one);

METHOD(queue_aiter, queue, none);
METHOD(queue_anext, queue, none);

static const mp_rom_map_elem_t queue_table[] = {
    ENTRY(put, queue_put),
    ENTRY(get, queue_get),
    ENTRY(put_nowait, queue_put_nowait),
    ENTRY(get_nowait, queue_get_nowait),
    ENTRY(peek, queue_peek),
    ENTRY(qsize, queue_qsize),
    ENTRY(empty, queue_empty),
    ENTRY(full, queue_full),
    ENTRY(task_done, queue_task_done),
    ENTRY(join, queue_join),
    ENTRY(shutdown, queue_shutdown),
    ENTRY(clear, queue_clear),
    TWIN(put_async, queue_put),
    TWIN(get_async, queue_get),
    TWIN(join_async, queue_join),
    ENTRY(__aiter__, queue_aiter),
    TWIN(__anext__, queue_anext),
    ENTRY(_resize, queue_resize),
    ENTRY(_go_slow, queue_go_slow),
};
static MP_DEFINE_CONST_DICT(queue_dict, queue_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_queue, MP_QSTR_Queue, MP_TYPE_FLAG_NONE,
    parent, &weft_type_any_queue, make_new, weft_queue_make_new, attr, weft_queue_attr,
    locals_dict, &queue_dict);

// --- SimpleQueue ---

static const mp_rom_map_elem_t simple_queue_table[] = {
    ENTRY(put, queue_put),
    ENTRY(get, queue_get),
    TWIN(put_async, queue_put),
    TWIN(get_async, queue_get),
    ENTRY(put_nowait, queue_put_nowait),
    ENTRY(get_nowait, queue_get_nowait),
    ENTRY(qsize, queue_qsize),
    ENTRY(empty, queue_empty),
};
static MP_DEFINE_CONST_DICT(simple_queue_dict, simple_queue_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_simple_queue, MP_QSTR_SimpleQueue, MP_TYPE_FLAG_NONE,
    parent, &weft_type_any_queue, make_new, weft_simple_queue_make_new,
    locals_dict, &simple_queue_dict);

// --- Guard: shuts a queue down when the collector finds that nobody has the guard any more ---
FUN_1(guard_del);

static const mp_rom_map_elem_t guard_table[] = { ENTRY(__del__, guard_del) };
static MP_DEFINE_CONST_DICT(guard_dict, guard_table);
static MP_DEFINE_CONST_OBJ_TYPE(weft_type_guard, MP_QSTR_Guard, MP_TYPE_FLAG_NONE,
    make_new, weft_guard_make_new, locals_dict, &guard_dict);

// --- Wake: what asyncio's poller watches so that other OS threads can end its wait ---

static const mp_stream_p_t wake_stream = { .ioctl = weft_wake_ioctl };
MP_DEFINE_CONST_OBJ_TYPE(weft_type_wake, MP_QSTR_Wake, MP_TYPE_FLAG_NONE,
    protocol, &wake_stream);
static const mp_obj_base_t wake_obj = { &weft_type_wake };

// --- Timeout ---
FUN_1(timeout_enter);
FUN_VAR(timeout_exit, 4, 4);

static const mp_rom_map_elem_t timeout_table[] = {
    ENTRY(__enter__, timeout_enter),
    ENTRY(__exit__, timeout_exit),
};
static MP_DEFINE_CONST_DICT(timeout_dict, timeout_table);
static MP_DEFINE_CONST_OBJ_TYPE(weft_type_timeout, MP_QSTR_Timeout, MP_TYPE_FLAG_NONE,
    make_new, weft_timeout_make_new, locals_dict, &timeout_dict);

// --- no_switch ---
FUN_1(no_switch_enter);
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(weft_no_switch_exit_obj, 4, 4, weft_no_switch_exit);

static const mp_rom_map_elem_t no_switch_table[] = {
    ENTRY(__enter__, no_switch_enter),
};
static MP_DEFINE_CONST_DICT(no_switch_dict, no_switch_table);
static MP_DEFINE_CONST_OBJ_TYPE(weft_type_no_switch, MP_QSTR_no_switch, MP_TYPE_FLAG_NONE,
    call, weft_no_switch_call, attr, weft_no_switch_attr, locals_dict, &no_switch_dict);
static const mp_obj_base_t no_switch_obj = { &weft_type_no_switch };

// --- what threading.Thread and threading.local are made of ---
MEMBER(thread_init, thread);
MEMBER(thread_start, none);
MEMBER(thread_run, none);
MEMBER(thread_join, timeout);
MEMBER(thread_is_alive, none);
// What the class takes over: __init__, start, run, join and is_alive.
static const mp_rom_obj_tuple_t thread_obj = {
    { &mp_type_tuple }, 5, {
        MP_ROM_PTR(&thread_init_obj), MP_ROM_PTR(&thread_start_obj), MP_ROM_PTR(&thread_run_obj),
        MP_ROM_PTR(&thread_join_obj), MP_ROM_PTR(&thread_is_alive_obj),
    },
};
FUN_2(make_local);

// --- the module ---
FUN_0(module_init);
FUN_1(start);
FUN_0(current);
FUN_VAR(context, 0, 1);
#if WEFT_NATIVE_THREADS
FUN_2(native_is);
FUN_1(native_ends);
#endif
FUN_0(native_threads);
FUN_0(get_ident);
FUN_0(threads);
FUN_0(not_daemonic);
FUN_0(waits);
FUN_1(holder);
FUN_0(alive);
FUN_VAR(interrupt_main, 0, 1);
FUN_0(pending);
FUN_1(await);
FUN_1(sleep);
FUN_1(sleep_ms);
FUN_0(monotonic);
FUN_0(monotonic_ns);
FUN_0(enter_loop);
FUN_0(leave_loop);
FUN_1(loop_run);
FUN_0(loop_resume);
FUN_0(main_waits);
FUN_KW(to_native, 1);
FUN_VAR(native_workers, 0, 1);
#if MICROPY_PY_THREAD || WEFT_SERVICE
MP_DEFINE_CONST_FUN_OBJ_2(weft_native_task_obj, weft_native_task);
#endif
FUN_0(outside_wake_possible);
FUN_2(start_native);
FUN_VAR(switch_interval, 0, 1);
FUN_VAR(block_limit, 0, 1);
FUN_0(start_ticks);
FUN_0(close);
FUN_1(explore);
FUN_2(set_hook);
FUN_VAR(stack_slots, 0, 2);
FUN_0(stats);
#if WEFT_CHECKS
FUN_1(break_rule);
#endif

static const mp_rom_map_elem_t module_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__weft) },
    ENTRY(__init__, module_init),
    TYPE(AsyncCall, async_call),
    TYPE(Fiber, fiber),
    TYPE(Step, step),
    #if WEFT_ASYNCIO_TASKS
    ENTRY(extend_task, extend_task),
    #endif
    TYPE(Lock, lock),
    TYPE(RLock, rlock),
    TYPE(Condition, condition),
    TYPE(Semaphore, semaphore),
    TYPE(BoundedSemaphore, bounded_semaphore),
    TYPE(Event, event),
    TYPE(Barrier, barrier),
    TYPE(Queue, queue),
    TYPE(SimpleQueue, simple_queue),
    TYPE(Guard, guard),
    ENTRY(wake, wake),
    ENTRY(thread, thread),
    ENTRY(make_local, make_local),
    ENTRY(start, start),
    ENTRY(current, current),
    ENTRY(context, context),
    ENTRY(adopt, adopt),
    #if WEFT_NATIVE_THREADS
    ENTRY(native_is, native_is),
    ENTRY(native_ends, native_ends),
    #endif
    ENTRY(native_threads, native_threads),
    ENTRY(get_ident, get_ident),
    ENTRY(threads, threads),
    ENTRY(not_daemonic, not_daemonic),
    ENTRY(waits, waits),
    ENTRY(holder, holder),
    ENTRY(alive, alive),
    ENTRY(interrupt_main, interrupt_main),
    ENTRY(pending, pending),
    ENTRY(await_, await),
    ENTRY(sleep, sleep),
    ENTRY(sleep_ms, sleep_ms),
    ENTRY(monotonic, monotonic),
    ENTRY(monotonic_ns, monotonic_ns),
    ENTRY(enter_loop, enter_loop),
    ENTRY(leave_loop, leave_loop),
    ENTRY(loop_run, loop_run),
    ENTRY(loop_resume, loop_resume),
    ENTRY(main_waits, main_waits),
    ENTRY(to_native, to_native),
    ENTRY(native_workers, native_workers),
    ENTRY(outside_wake_possible, outside_wake_possible),
    TYPE(Timeout, timeout),
    ENTRY(no_switch, no_switch),
    ENTRY(start_native, start_native),
    ENTRY(switch_interval, switch_interval),
    ENTRY(block_limit, block_limit),
    ENTRY(start_ticks, start_ticks),
    ENTRY(close, close),
    ENTRY(explore, explore),
    ENTRY(set_hook, set_hook),
    ENTRY(stack_slots, stack_slots),
    ENTRY(stats, stats),
    #if WEFT_CHECKS
    ENTRY(break_rule, break_rule),
    #endif
};
static MP_DEFINE_CONST_DICT(module_dict, module_table);

const mp_obj_module_t weft_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_dict,
};
MP_REGISTER_MODULE(MP_QSTR__weft, weft_module);
