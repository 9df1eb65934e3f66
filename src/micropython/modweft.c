// The native module _weft: its tables. MicroPython's table macros are C; the functions are C++ in
// the other files, each declared here as the table needs it.
#include "async_call.h"
#include "binding.h"
#include "method.h"

// NOLINTBEGIN: MicroPython's table style.

#define FUN_0(name) \
    extern mp_obj_t weft_##name(void); \
    static MP_DEFINE_CONST_FUN_OBJ_0(name##_obj, weft_##name)
#define FUN_1(name) \
    extern mp_obj_t weft_##name(mp_obj_t); \
    static MP_DEFINE_CONST_FUN_OBJ_1(name##_obj, weft_##name)
#define FUN_2(name) \
    extern mp_obj_t weft_##name(mp_obj_t, mp_obj_t); \
    static MP_DEFINE_CONST_FUN_OBJ_2(name##_obj, weft_##name)
#define FUN_VAR(name, min, max) \
    extern mp_obj_t weft_##name(size_t, const mp_obj_t *); \
    static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(name##_obj, min, max, weft_##name)
#define FUN_KW(name, min) \
    extern mp_obj_t weft_##name(size_t, const mp_obj_t *, mp_map_t *); \
    static MP_DEFINE_CONST_FUN_OBJ_KW(name##_obj, min, weft_##name)
#define MAKE_NEW(name) \
    extern mp_obj_t weft_##name##_make_new(const mp_obj_type_t *, size_t, size_t, const mp_obj_t *)
#define PRINT(name) \
    extern void weft_##name##_print(const mp_print_t *, mp_obj_t, mp_print_kind_t)
#define ATTR(name) \
    extern void weft_##name##_attr(mp_obj_t, qstr, mp_obj_t *)

#define ENTRY(name, object) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&object##_obj) }

// Collector roots: every live green thread hangs on the first by its head.
MP_REGISTER_ROOT_POINTER(void *weft_live_fibers);
MP_REGISTER_ROOT_POINTER(mp_obj_t weft_hooks[13]);
MP_REGISTER_ROOT_POINTER(mp_obj_t weft_main_locals);
MP_REGISTER_ROOT_POINTER(void *weft_native_pool);
_Static_assert(WEFT_HOOK_COUNT == 13, "the array above");

// --- methods of types that may be subclassed: see method.h ---
MP_DEFINE_CONST_OBJ_TYPE(weft_type_method, MP_QSTR_function, MP_TYPE_FLAG_BINDS_SELF,
    call, weft_method_call);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_initializer, MP_QSTR_function, MP_TYPE_FLAG_BINDS_SELF,
    call, weft_initializer_call);
static const mp_obj_base_t initializer_obj = { &weft_type_initializer };
static const mp_rom_map_elem_t primitive_table[] = { ENTRY(__init__, initializer) };
static MP_DEFINE_CONST_DICT(primitive_dict, primitive_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_primitive, MP_QSTR_object, MP_TYPE_FLAG_INSTANCE_TYPE,
    locals_dict, &primitive_dict);

// --- AsyncCall, and the twins that make them: see async_call.h ---
MP_DEFINE_CONST_OBJ_TYPE(weft_type_twin, MP_QSTR_function, MP_TYPE_FLAG_BINDS_SELF,
    call, weft_twin_call);

MAKE_NEW(async_call);
PRINT(async_call);
extern mp_obj_t weft_async_call_call(mp_obj_t, size_t, size_t, const mp_obj_t *);
extern mp_obj_t weft_async_call_getiter(mp_obj_t, mp_obj_iter_buf_t *);
extern mp_obj_t weft_async_call_iternext(mp_obj_t);
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
MAKE_NEW(fiber);
FUN_VAR(fiber_join, 1, 2);
FUN_2(fiber_kill);
FUN_VAR(fiber_priority, 1, 2);
FUN_1(fiber_ident);
FUN_1(fiber_stack_used);
FUN_2(fiber_send);
FUN_2(fiber_throw);
FUN_2(fiber_remove);

static const mp_rom_map_elem_t fiber_table[] = {
    ENTRY(join, fiber_join),
    ENTRY(kill, fiber_kill),
    ENTRY(priority, fiber_priority),
    ENTRY(ident, fiber_ident),
    ENTRY(stack_used, fiber_stack_used),
    ENTRY(send, fiber_send),
    ENTRY(throw, fiber_throw),
    ENTRY(remove, fiber_remove),
};
static MP_DEFINE_CONST_DICT(fiber_dict, fiber_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_fiber, MP_QSTR_Fiber, MP_TYPE_FLAG_NONE,
    make_new, weft_fiber_make_new, locals_dict, &fiber_dict);

// --- Step: a coroutine whose steps may block ---
MAKE_NEW(step);
PRINT(step);
FUN_2(step_send);
FUN_VAR(step_throw, 2, 4);
FUN_1(step_close);

static const mp_rom_map_elem_t step_table[] = {
    ENTRY(send, step_send),
    ENTRY(throw, step_throw),
    ENTRY(close, step_close),
};
static MP_DEFINE_CONST_DICT(step_dict, step_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_step, MP_QSTR_Step, MP_TYPE_FLAG_NONE,
    make_new, weft_step_make_new, print, weft_step_print, locals_dict, &step_dict);

// --- Lock ---
MAKE_NEW(lock);
PRINT(lock);
FUN_KW(lock_acquire, 1);
FUN_1(lock_release);
FUN_1(lock_locked);
FUN_1(lock_enter);
FUN_VAR(lock_exit, 4, 4);

static const mp_rom_map_elem_t lock_table[] = {
    ENTRY(acquire, lock_acquire),
    ENTRY(release, lock_release),
    ENTRY(locked, lock_locked),
    ENTRY(acquire_lock, lock_acquire),
    ENTRY(release_lock, lock_release),
    ENTRY(locked_lock, lock_locked),
    ENTRY(__enter__, lock_enter),
    ENTRY(__exit__, lock_exit),
    TWIN(acquire_async, lock_acquire, lock),
    TWIN(__aenter__, lock_enter, lock),
    TWIN(__aexit__, lock_exit, lock),
};
static MP_DEFINE_CONST_DICT(lock_dict, lock_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_lock, MP_QSTR_lock, MP_TYPE_FLAG_NONE,
    make_new, weft_lock_make_new, print, weft_lock_print, locals_dict, &lock_dict);

// --- RLock ---
MAKE_NEW(rlock);
PRINT(rlock);
FUN_KW(rlock_acquire, 1);
FUN_1(rlock_release);
FUN_1(rlock_locked);
FUN_1(rlock_enter);
FUN_VAR(rlock_exit, 4, 4);
FUN_1(rlock_is_owned);
FUN_1(rlock_recursion_count);
FUN_1(rlock_release_save);
FUN_2(rlock_acquire_restore);

static const mp_rom_map_elem_t rlock_table[] = {
    ENTRY(acquire, rlock_acquire),
    ENTRY(release, rlock_release),
    ENTRY(locked, rlock_locked),
    ENTRY(__enter__, rlock_enter),
    ENTRY(__exit__, rlock_exit),
    TWIN(acquire_async, rlock_acquire, rlock),
    TWIN(__aenter__, rlock_enter, rlock),
    TWIN(__aexit__, rlock_exit, rlock),
    ENTRY(_is_owned, rlock_is_owned),
    ENTRY(_recursion_count, rlock_recursion_count),
    ENTRY(_release_save, rlock_release_save),
    ENTRY(_acquire_restore, rlock_acquire_restore),
};
static MP_DEFINE_CONST_DICT(rlock_dict, rlock_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_rlock, MP_QSTR_RLock, MP_TYPE_FLAG_NONE,
    make_new, weft_rlock_make_new, print, weft_rlock_print, locals_dict, &rlock_dict);

// --- Condition ---
MAKE_NEW(condition);
PRINT(condition);
ATTR(condition);
FUN_KW(condition_wait, 1);
FUN_KW(condition_wait_for, 2);
FUN_KW(condition_acquire, 1);
FUN_1(condition_release);
FUN_1(condition_locked);
FUN_KW(condition_notify, 1);
FUN_1(condition_notify_all);
FUN_1(condition_enter);
FUN_VAR(condition_exit, 4, 4);
FUN_1(condition_is_owned);
FUN_1(condition_release_save);
FUN_2(condition_acquire_restore);

static const mp_rom_map_elem_t condition_table[] = {
    METHOD(wait, condition_wait, condition),
    METHOD(wait_for, condition_wait_for, condition),
    METHOD(acquire, condition_acquire, condition),
    METHOD(release, condition_release, condition),
    METHOD(locked, condition_locked, condition),
    METHOD(notify, condition_notify, condition),
    METHOD(notify_all, condition_notify_all, condition),
    METHOD(notifyAll, condition_notify_all, condition),
    METHOD(__enter__, condition_enter, condition),
    METHOD(__exit__, condition_exit, condition),
    TWIN(wait_async, condition_wait, condition),
    TWIN(wait_for_async, condition_wait_for, condition),
    TWIN(acquire_async, condition_acquire, condition),
    TWIN(__aenter__, condition_enter, condition),
    TWIN(__aexit__, condition_exit, condition),
    METHOD(_is_owned, condition_is_owned, condition),
    METHOD(_release_save, condition_release_save, condition),
    METHOD(_acquire_restore, condition_acquire_restore, condition),
};
static MP_DEFINE_CONST_DICT(condition_dict, condition_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_condition, MP_QSTR_Condition, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_condition_make_new, print, weft_condition_print, attr, weft_condition_attr,
    locals_dict, &condition_dict);

// --- Semaphore, BoundedSemaphore ---
MAKE_NEW(semaphore);
PRINT(semaphore);
ATTR(semaphore);
FUN_KW(semaphore_acquire, 1);
FUN_KW(semaphore_release, 1);
FUN_1(semaphore_enter);
FUN_VAR(semaphore_exit, 4, 4);

static const mp_rom_map_elem_t semaphore_table[] = {
    METHOD(acquire, semaphore_acquire, semaphore),
    METHOD(release, semaphore_release, semaphore),
    METHOD(__enter__, semaphore_enter, semaphore),
    METHOD(__exit__, semaphore_exit, semaphore),
    TWIN(acquire_async, semaphore_acquire, semaphore),
    TWIN(__aenter__, semaphore_enter, semaphore),
    TWIN(__aexit__, semaphore_exit, semaphore),
};
static MP_DEFINE_CONST_DICT(semaphore_dict, semaphore_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_semaphore, MP_QSTR_Semaphore, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_semaphore_make_new, print, weft_semaphore_print, attr, weft_semaphore_attr,
    locals_dict, &semaphore_dict);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_bounded_semaphore, MP_QSTR_BoundedSemaphore, MP_TYPE_FLAG_NONE,
    parent, &weft_type_semaphore, make_new, weft_semaphore_make_new, print, weft_semaphore_print, attr, weft_semaphore_attr,
    locals_dict, &semaphore_dict);

// --- Event ---
MAKE_NEW(event);
PRINT(event);
FUN_1(event_is_set);
FUN_1(event_set);
FUN_1(event_clear);
FUN_KW(event_wait, 1);

static const mp_rom_map_elem_t event_table[] = {
    METHOD(is_set, event_is_set, event),
    METHOD(isSet, event_is_set, event),
    METHOD(set, event_set, event),
    METHOD(clear, event_clear, event),
    METHOD(wait, event_wait, event),
    TWIN(wait_async, event_wait, event),
};
static MP_DEFINE_CONST_DICT(event_dict, event_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_event, MP_QSTR_Event, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_event_make_new, print, weft_event_print, locals_dict, &event_dict);

// --- Barrier ---
MAKE_NEW(barrier);
PRINT(barrier);
ATTR(barrier);
FUN_KW(barrier_wait, 1);
FUN_1(barrier_reset);
FUN_1(barrier_abort);

static const mp_rom_map_elem_t barrier_table[] = {
    METHOD(wait, barrier_wait, barrier),
    TWIN(wait_async, barrier_wait, barrier),
    METHOD(reset, barrier_reset, barrier),
    METHOD(abort, barrier_abort, barrier),
};
static MP_DEFINE_CONST_DICT(barrier_dict, barrier_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_barrier, MP_QSTR_Barrier, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_barrier_make_new, print, weft_barrier_print,
    attr, weft_barrier_attr, locals_dict, &barrier_dict);

// --- Queue ---
MAKE_NEW(queue);
ATTR(queue);
FUN_KW(queue_put, 2);
FUN_KW(queue_get, 1);
FUN_2(queue_put_nowait);
FUN_1(queue_get_nowait);
FUN_1(queue_peek);
FUN_1(queue_qsize);
FUN_1(queue_empty);
FUN_1(queue_full);
FUN_1(queue_task_done);
FUN_1(queue_join);
FUN_KW(queue_shutdown, 1);
FUN_1(queue_clear);
FUN_2(queue_resize);
FUN_2(queue_go_slow);

FUN_1(queue_aiter);
FUN_1(queue_anext);

static const mp_rom_map_elem_t queue_table[] = {
    METHOD(put, queue_put, queue),
    METHOD(get, queue_get, queue),
    METHOD(put_nowait, queue_put_nowait, queue),
    METHOD(get_nowait, queue_get_nowait, queue),
    METHOD(peek, queue_peek, queue),
    METHOD(qsize, queue_qsize, queue),
    METHOD(empty, queue_empty, queue),
    METHOD(full, queue_full, queue),
    METHOD(task_done, queue_task_done, queue),
    METHOD(join, queue_join, queue),
    METHOD(shutdown, queue_shutdown, queue),
    METHOD(clear, queue_clear, queue),
    TWIN(put_async, queue_put, queue),
    TWIN(get_async, queue_get, queue),
    TWIN(join_async, queue_join, queue),
    METHOD(__aiter__, queue_aiter, queue),
    TWIN(__anext__, queue_anext, queue),
    METHOD(_resize, queue_resize, queue),
    METHOD(_go_slow, queue_go_slow, queue),
};
static MP_DEFINE_CONST_DICT(queue_dict, queue_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_queue, MP_QSTR_Queue, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_queue_make_new, attr, weft_queue_attr,
    locals_dict, &queue_dict);

// --- SimpleQueue ---
MAKE_NEW(simple_queue);

static const mp_rom_map_elem_t simple_queue_table[] = {
    METHOD(put, queue_put, simple_queue),
    METHOD(get, queue_get, simple_queue),
    TWIN(put_async, queue_put, simple_queue),
    TWIN(get_async, queue_get, simple_queue),
    METHOD(put_nowait, queue_put_nowait, simple_queue),
    METHOD(get_nowait, queue_get_nowait, simple_queue),
    METHOD(qsize, queue_qsize, simple_queue),
    METHOD(empty, queue_empty, simple_queue),
};
static MP_DEFINE_CONST_DICT(simple_queue_dict, simple_queue_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_simple_queue, MP_QSTR_SimpleQueue, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_simple_queue_make_new,
    locals_dict, &simple_queue_dict);

// --- Wake: what asyncio's poller watches so that other OS threads can end its wait ---
extern mp_uint_t weft_wake_ioctl(mp_obj_t, mp_uint_t, uintptr_t, int *);

static const mp_stream_p_t wake_stream = { .ioctl = weft_wake_ioctl };
MP_DEFINE_CONST_OBJ_TYPE(weft_type_wake, MP_QSTR_Wake, MP_TYPE_FLAG_NONE,
    protocol, &wake_stream);
static const mp_obj_base_t wake_obj = { &weft_type_wake };

// --- Timeout ---
MAKE_NEW(timeout);
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
FUN_VAR(no_switch_exit, 4, 4);
extern mp_obj_t weft_no_switch_call(mp_obj_t, size_t, size_t, const mp_obj_t *);

static const mp_rom_map_elem_t no_switch_table[] = {
    ENTRY(__enter__, no_switch_enter),
    ENTRY(__exit__, no_switch_exit),
};
static MP_DEFINE_CONST_DICT(no_switch_dict, no_switch_table);
static MP_DEFINE_CONST_OBJ_TYPE(weft_type_no_switch, MP_QSTR_no_switch, MP_TYPE_FLAG_NONE,
    call, weft_no_switch_call, locals_dict, &no_switch_dict);
static const mp_obj_base_t no_switch_obj = { &weft_type_no_switch };

// --- what threading.Thread and threading.local are made of ---
FUN_KW(thread_init, 1);
FUN_1(thread_start);
FUN_1(thread_run);
FUN_KW(thread_join, 1);
FUN_1(thread_is_alive);
FUN_2(make_local);

// --- the module ---
FUN_0(module_init);
FUN_1(start);
FUN_0(current);
FUN_1(native_is);
FUN_0(native_threads);
FUN_0(get_ident);
FUN_0(threads);
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
FUN_1(loop_run);
FUN_0(loop_resume);
FUN_0(main_waits);
FUN_KW(to_native, 1);
FUN_VAR(native_workers, 0, 1);
extern mp_obj_t weft_native_worker(void);
MP_DEFINE_CONST_FUN_OBJ_0(weft_native_worker_obj, weft_native_worker);
FUN_VAR(loop_budget, 0, 1);
FUN_0(outside_wake_possible);
FUN_2(kill_native);
FUN_1(kill_main);
FUN_VAR(switch_interval, 0, 1);
FUN_VAR(block_limit, 0, 1);
FUN_0(start_ticks);
FUN_0(close);
FUN_1(explore);
FUN_2(set_hook);
FUN_VAR(stack_slots, 0, 2);
FUN_0(stats);

static const mp_rom_map_elem_t module_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__weft) },
    ENTRY(__init__, module_init),
    { MP_ROM_QSTR(MP_QSTR_AsyncCall), MP_ROM_PTR(&weft_type_async_call) },
    { MP_ROM_QSTR(MP_QSTR_Fiber), MP_ROM_PTR(&weft_type_fiber) },
    { MP_ROM_QSTR(MP_QSTR_Step), MP_ROM_PTR(&weft_type_step) },
    { MP_ROM_QSTR(MP_QSTR_Lock), MP_ROM_PTR(&weft_type_lock) },
    { MP_ROM_QSTR(MP_QSTR_RLock), MP_ROM_PTR(&weft_type_rlock) },
    { MP_ROM_QSTR(MP_QSTR_Condition), MP_ROM_PTR(&weft_type_condition) },
    { MP_ROM_QSTR(MP_QSTR_Semaphore), MP_ROM_PTR(&weft_type_semaphore) },
    { MP_ROM_QSTR(MP_QSTR_BoundedSemaphore), MP_ROM_PTR(&weft_type_bounded_semaphore) },
    { MP_ROM_QSTR(MP_QSTR_Event), MP_ROM_PTR(&weft_type_event) },
    { MP_ROM_QSTR(MP_QSTR_Barrier), MP_ROM_PTR(&weft_type_barrier) },
    { MP_ROM_QSTR(MP_QSTR_Queue), MP_ROM_PTR(&weft_type_queue) },
    { MP_ROM_QSTR(MP_QSTR_SimpleQueue), MP_ROM_PTR(&weft_type_simple_queue) },
    ENTRY(wake, wake),
    MEMBER(thread_init),
    MEMBER(thread_start),
    MEMBER(thread_run),
    MEMBER(thread_join),
    MEMBER(thread_is_alive),
    ENTRY(make_local, make_local),
    ENTRY(start, start),
    ENTRY(current, current),
    ENTRY(native_is, native_is),
    ENTRY(native_threads, native_threads),
    ENTRY(get_ident, get_ident),
    ENTRY(threads, threads),
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
    ENTRY(loop_run, loop_run),
    ENTRY(loop_resume, loop_resume),
    ENTRY(main_waits, main_waits),
    ENTRY(to_native, to_native),
    ENTRY(native_workers, native_workers),
    ENTRY(loop_budget, loop_budget),
    ENTRY(outside_wake_possible, outside_wake_possible),
    { MP_ROM_QSTR(MP_QSTR_Timeout), MP_ROM_PTR(&weft_type_timeout) },
    ENTRY(no_switch, no_switch),
    ENTRY(kill_native, kill_native),
    ENTRY(kill_main, kill_main),
    ENTRY(switch_interval, switch_interval),
    ENTRY(block_limit, block_limit),
    ENTRY(start_ticks, start_ticks),
    ENTRY(close, close),
    ENTRY(explore, explore),
    ENTRY(set_hook, set_hook),
    ENTRY(stack_slots, stack_slots),
    ENTRY(stats, stats),
};
static MP_DEFINE_CONST_DICT(module_dict, module_table);

const mp_obj_module_t weft_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_dict,
};
MP_REGISTER_MODULE(MP_QSTR__weft, weft_module);

// NOLINTEND
