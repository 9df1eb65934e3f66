// SPDX-License-Identifier: MIT
// The functions of the module `_service` that Python calls, for its tables (tables.c): see
// functions.h of the binding.
#ifndef WEFT_MICROPYTHON_SERVICE_FUNCTIONS_H_
#define WEFT_MICROPYTHON_SERVICE_FUNCTIONS_H_

#include "binding.h"
#include "types/method.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const mp_obj_type_t weft_type_service_future;
extern const mp_obj_type_t weft_type_service_forward;
extern const mp_obj_type_t weft_type_service;
extern const mp_obj_type_t weft_type_native_service;

mp_obj_t weft_service_set_names(mp_obj_t);
mp_obj_t weft_service_get(mp_obj_t);

mp_obj_t weft_service_future_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_service_future_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
void weft_service_future_attr(mp_obj_t, qstr, mp_obj_t*);
mp_obj_t weft_service_future_result(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_future_exception(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_future_done(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_future_cancelled(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_future_running(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_future_cancel(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_future_add_done_callback(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_future_resolve(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_future_reject(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_future_send_again(size_t, const mp_obj_t*, mp_map_t*);
mp_obj_t weft_service_future_forward(size_t, const mp_obj_t*, mp_map_t*);
mp_obj_t weft_service_future_getiter(mp_obj_t, mp_obj_iter_buf_t*);
mp_obj_t weft_service_future_iternext(mp_obj_t);
mp_obj_t weft_service_forward_call(mp_obj_t, size_t, size_t, const mp_obj_t*);

mp_obj_t weft_service_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_service_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
void weft_service_attr(mp_obj_t, qstr, mp_obj_t*);
mp_obj_t weft_service_request(size_t, const mp_obj_t*, mp_map_t*);
mp_obj_t weft_service_post(size_t, const mp_obj_t*, mp_map_t*);
mp_obj_t weft_service_hook(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_every(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_start(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_abandon_start(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_stop(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_service_serve(mp_obj_t, const mp_obj_t*);

void weft_native_service_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
void weft_native_service_attr(mp_obj_t, qstr, mp_obj_t*);
mp_obj_t weft_native_service_request(size_t, const mp_obj_t*, mp_map_t*);
mp_obj_t weft_native_service_post(size_t, const mp_obj_t*, mp_map_t*);
mp_obj_t weft_native_service_start(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_native_service_stop(mp_obj_t, const mp_obj_t*);

#ifdef __cplusplus
}
#endif

#endif  // WEFT_MICROPYTHON_SERVICE_FUNCTIONS_H_
