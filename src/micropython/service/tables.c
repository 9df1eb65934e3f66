// The native module _service: its tables. Built in where WEFT_SERVICE is 1.
#include "service/functions.h"

#if WEFT_SERVICE

// NOLINTBEGIN: MicroPython's table style.

#define ENTRY(name, object) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&object##_obj) }
#define FUN_1(name) \
    static MP_DEFINE_CONST_FUN_OBJ_1(name##_obj, weft_service_##name)
#define FUN_KW(name, function, min) \
    static MP_DEFINE_CONST_FUN_OBJ_KW(name##_obj, min, function)
#define METHOD(name, owner, function, signature) \
    const weft_method_t name##_obj = { \
        { &weft_type_method }, &weft_type_##owner, function, &signature##_signature }

// Requests on their way, Python services that run, and what service.py has given.
MP_REGISTER_ROOT_POINTER(void *weft_futures);
MP_REGISTER_ROOT_POINTER(void *weft_services);
MP_REGISTER_ROOT_POINTER(mp_obj_t weft_service_names);

static const weft_signature_t none_signature = { NULL, NULL, 0, 0, 0 };
static const weft_signature_t one_signature = { NULL, NULL, 1, 1, 1 };
static const weft_signature_t two_signature = { NULL, NULL, 2, 2, 2 };
static const mp_arg_t timeout_parameters[] = {
    { MP_QSTR_timeout, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
};
static const mp_rom_obj_t timeout_defaults[] = { MP_ROM_NONE };
static const weft_signature_t timeout_signature = { timeout_parameters, timeout_defaults, 1, 0, 1 };

// --- Future ---
METHOD(future_result, service_future, weft_service_future_result, timeout);
METHOD(future_exception, service_future, weft_service_future_exception, timeout);
METHOD(future_done, service_future, weft_service_future_done, none);
METHOD(future_cancelled, service_future, weft_service_future_cancelled, none);
METHOD(future_running, service_future, weft_service_future_running, none);
METHOD(future_cancel, service_future, weft_service_future_cancel, none);
METHOD(future_add_done_callback, service_future, weft_service_future_add_done_callback, one);
METHOD(future_resolve, service_future, weft_service_future_resolve, one);
METHOD(future_reject, service_future, weft_service_future_reject, one);
FUN_KW(future_send_again, weft_service_future_send_again, 1);
FUN_KW(future_forward, weft_service_future_forward, 3);

static const mp_rom_map_elem_t future_table[] = {
    ENTRY(result, future_result),
    ENTRY(exception, future_exception),
    ENTRY(done, future_done),
    ENTRY(cancelled, future_cancelled),
    ENTRY(running, future_running),
    ENTRY(cancel, future_cancel),
    ENTRY(add_done_callback, future_add_done_callback),
    ENTRY(resolve, future_resolve),
    ENTRY(reject, future_reject),
    ENTRY(set_result, future_resolve),
    ENTRY(set_exception, future_reject),
    ENTRY(send_again, future_send_again),
    ENTRY(forward, future_forward),
};
static MP_DEFINE_CONST_DICT(future_dict, future_table);
static const mp_getiter_iternext_custom_t future_iter = {
    .getiter = weft_service_future_getiter,
    .iternext = weft_service_future_iternext,
};
MP_DEFINE_CONST_OBJ_TYPE(weft_type_service_future, MP_QSTR_Future, MP_TYPE_FLAG_ITER_IS_CUSTOM,
    make_new, weft_service_future_make_new, print, weft_service_future_print,
    attr, weft_service_future_attr, iter, &future_iter, locals_dict, &future_dict);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_service_forward, MP_QSTR_forward, MP_TYPE_FLAG_NONE,
    call, weft_service_forward_call);

// --- Service ---
FUN_KW(request, weft_service_request, 2);
FUN_KW(post, weft_service_post, 2);
static METHOD(hook, service, weft_service_hook, two);
static METHOD(every, service, weft_service_every, two);
static METHOD(start, service, weft_service_start, none);
static METHOD(abandon_start, service, weft_service_abandon_start, none);
static METHOD(stop, service, weft_service_stop, none);
static METHOD(serve, service, weft_service_serve, none);

static const mp_rom_map_elem_t service_table[] = {
    ENTRY(request, request),
    ENTRY(post, post),
    ENTRY(stop, stop),
    ENTRY(_hook, hook),
    ENTRY(_every, every),
    ENTRY(_start, start),
    ENTRY(_abandon_start, abandon_start),
    ENTRY(_serve, serve),
};
static MP_DEFINE_CONST_DICT(service_dict, service_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_service, MP_QSTR_Service, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_service_make_new, print, weft_service_print,
    attr, weft_service_attr, locals_dict, &service_dict);

// --- NativeService ---
FUN_KW(native_request, weft_native_service_request, 2);
FUN_KW(native_post, weft_native_service_post, 2);
static METHOD(native_start, native_service, weft_native_service_start, none);
static METHOD(native_stop, native_service, weft_native_service_stop, none);

static const mp_rom_map_elem_t native_service_table[] = {
    ENTRY(request, native_request),
    ENTRY(post, native_post),
    ENTRY(start, native_start),
    ENTRY(stop, native_stop),
};
static MP_DEFINE_CONST_DICT(native_service_dict, native_service_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_native_service, MP_QSTR_NativeService, MP_TYPE_FLAG_NONE,
    print, weft_native_service_print, attr, weft_native_service_attr,
    locals_dict, &native_service_dict);

// --- the module ---
FUN_1(set_names);
FUN_1(get);

static const mp_rom_map_elem_t module_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__service) },
    { MP_ROM_QSTR(MP_QSTR_Future), MP_ROM_PTR(&weft_type_service_future) },
    { MP_ROM_QSTR(MP_QSTR_Service), MP_ROM_PTR(&weft_type_service) },
    ENTRY(set_names, set_names),
    ENTRY(get, get),
};
static MP_DEFINE_CONST_DICT(module_dict, module_table);

const mp_obj_module_t weft_service_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_dict,
};
MP_REGISTER_MODULE(MP_QSTR__service, weft_service_module);

// NOLINTEND

#endif  // WEFT_SERVICE
