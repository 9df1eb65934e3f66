// SPDX-License-Identifier: MIT
// The native module _service: its tables. Built in where WEFT_SERVICE is 1.
#include "types/tables.h"
#include "service/functions.h"

#if WEFT_SERVICE

// MicroPython's table style.
// clang-format off

// Requests on their way, Python services that run, and what service.py has given.
MP_REGISTER_ROOT_POINTER(void *weft_futures);
MP_REGISTER_ROOT_POINTER(void *weft_services);
MP_REGISTER_ROOT_POINTER(mp_obj_t weft_service_names);

static const mp_arg_t timeout_parameters[] = { OPTIONAL(timeout, MP_ROM_NONE) };
static const mp_rom_obj_t timeout_defaults[] = { MP_ROM_NONE };
static const weft_signature_t timeout_signature = { timeout_parameters, timeout_defaults, 1, 0, 1 };

// --- Future ---
METHOD_AS(service_future_result, service_future_result, service_future, timeout);
METHOD(service_future_exception, service_future, timeout);
METHOD(service_future_done, service_future, none);
METHOD(service_future_cancelled, service_future, none);
METHOD(service_future_running, service_future, none);
METHOD(service_future_cancel, service_future, none);
METHOD(service_future_add_done_callback, service_future, one);
METHOD(service_future_resolve, service_future, one);
METHOD(service_future_reject, service_future, one);
FUN_KW(service_future_send_again, 1);
FUN_KW(service_future_forward, 3);

static const mp_rom_map_elem_t future_table[] = {
    ENTRY(result, service_future_result),
    ENTRY(exception, service_future_exception),
    ENTRY(done, service_future_done),
    ENTRY(cancelled, service_future_cancelled),
    ENTRY(running, service_future_running),
    ENTRY(cancel, service_future_cancel),
    ENTRY(add_done_callback, service_future_add_done_callback),
    ENTRY(resolve, service_future_resolve),
    ENTRY(reject, service_future_reject),
    ENTRY(set_result, service_future_resolve),
    ENTRY(set_exception, service_future_reject),
    ENTRY(send_again, service_future_send_again),
    ENTRY(forward, service_future_forward),
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
FUN_KW(service_request, 2);
FUN_KW(service_post, 2);
METHOD(service_hook, service, two);
METHOD(service_every, service, two);
METHOD(service_start, service, none);
METHOD(service_abandon_start, service, none);
METHOD(service_stop, service, none);
METHOD(service_serve, service, none);

static const mp_rom_map_elem_t service_table[] = {
    ENTRY(request, service_request),
    ENTRY(post, service_post),
    ENTRY(stop, service_stop),
    ENTRY(_hook, service_hook),
    ENTRY(_every, service_every),
    ENTRY(_start, service_start),
    ENTRY(_abandon_start, service_abandon_start),
    ENTRY(_serve, service_serve),
};
static MP_DEFINE_CONST_DICT(service_dict, service_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_service, MP_QSTR_Service, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_service_make_new, print, weft_service_print,
    attr, weft_service_attr, locals_dict, &service_dict);

// --- NativeService ---
FUN_KW(native_service_request, 2);
FUN_KW(native_service_post, 2);
METHOD(native_service_start, native_service, none);
METHOD(native_service_stop, native_service, none);

static const mp_rom_map_elem_t native_service_table[] = {
    ENTRY(request, native_service_request),
    ENTRY(post, native_service_post),
    ENTRY(start, native_service_start),
    ENTRY(stop, native_service_stop),
};
static MP_DEFINE_CONST_DICT(native_service_dict, native_service_table);
MP_DEFINE_CONST_OBJ_TYPE(weft_type_native_service, MP_QSTR_NativeService, MP_TYPE_FLAG_NONE,
    print, weft_native_service_print, attr, weft_native_service_attr,
    locals_dict, &native_service_dict);

// --- the module ---
FUN_1(service_set_names);
FUN_1(service_get);

static const mp_rom_map_elem_t module_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__service) },
    TYPE(Future, service_future),
    TYPE(Service, service),
    ENTRY(set_names, service_set_names),
    ENTRY(get, service_get),
};
static MP_DEFINE_CONST_DICT(module_dict, module_table);

const mp_obj_module_t weft_service_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_dict,
};
MP_REGISTER_MODULE(MP_QSTR__service, weft_service_module);

#endif  // WEFT_SERVICE
