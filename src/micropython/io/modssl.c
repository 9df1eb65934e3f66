// SPDX-License-Identifier: MIT
// The native module _ssl: its tables. What is in them is in tls_context.cpp and tls_socket.cpp;
// ssl.py is the module that programs import.
#include "binding.h"
#include "weft_port_config.h"

#if WEFT_TLS

#include "io/functions.h"
#include "types/tables.h"

// MicroPython's table style.
// clang-format off

MP_REGISTER_ROOT_POINTER(mp_obj_t weft_tls_hooks[2]);

extern const mp_obj_type_t weft_type_socket;
extern const mp_obj_type_t weft_type_tls_socket;
extern const mp_obj_type_t weft_type_tls_context;

static const mp_rom_obj_t zeros[] = { MP_ROM_NONE, MP_ROM_INT(0), MP_ROM_INT(0) };
static const mp_rom_obj_t nones[] = { MP_ROM_NONE, MP_ROM_NONE, MP_ROM_NONE };
static const mp_rom_obj_t falses[] = { MP_ROM_FALSE };
static const mp_rom_obj_t read_defaults[] = { MP_ROM_INT(1024), MP_ROM_NONE };

static const mp_arg_t recv_parameters[] = { REQUIRED(buflen), OPTIONAL(flags, MP_ROM_INT(0)) };
static const mp_arg_t recv_into_parameters[] = {
    REQUIRED(buffer), OPTIONAL(nbytes, MP_ROM_INT(0)), OPTIONAL(flags, MP_ROM_INT(0)),
};
static const mp_arg_t send_parameters[] = { REQUIRED(data), OPTIONAL(flags, MP_ROM_INT(0)) };
static const mp_arg_t sendto_parameters[] = {
    REQUIRED(data), REQUIRED(flags_or_addr), OPTIONAL(addr, MP_ROM_NONE),
};
static const mp_arg_t read_parameters[] = {
    OPTIONAL(len, MP_ROM_INT(1024)), OPTIONAL(buffer, MP_ROM_NONE),
};
static const mp_arg_t handshake_parameters[] = { OPTIONAL(block, MP_ROM_FALSE) };

static const weft_signature_t recv_signature = { recv_parameters, zeros, 2, 1, 2 };
static const weft_signature_t recv_into_signature = { recv_into_parameters, zeros, 3, 1, 3 };
static const weft_signature_t send_signature = { send_parameters, zeros, 2, 1, 2 };
static const weft_signature_t sendto_signature = { sendto_parameters, nones, 3, 2, 3 };
static const weft_signature_t read_signature = { read_parameters, read_defaults, 2, 0, 2 };
static const weft_signature_t handshake_signature = { handshake_parameters, falses, 1, 0, 1 };

METHOD(tls_do_handshake, tls_socket, handshake);
METHOD(tls_recv, tls_socket, recv);
METHOD(tls_recv_into, tls_socket, recv_into);
METHOD(tls_recvfrom, tls_socket, recv);
METHOD(tls_recvfrom_into, tls_socket, recv_into);
METHOD(tls_read, tls_socket, read);
METHOD(tls_send, tls_socket, send);
METHOD(tls_sendall, tls_socket, send);
METHOD(tls_sendto, tls_socket, sendto);
METHOD(tls_write, tls_socket, one);
METHOD(tls_unwrap, tls_socket, none);
METHOD(tls_shutdown, tls_socket, one);
METHOD(tls_close, tls_socket, none);
METHOD(tls_let_go, tls_socket, none);
METHOD(tls_del, tls_socket, none);
METHOD(tls_pending, tls_socket, none);
METHOD(tls_as_stream, tls_socket, none);
METHOD(tls_peer, tls_socket, none);
METHOD(tls_agreed, tls_socket, none);
static METHOD_AS(tls_exit, tls_close, tls_socket, exit);

static const mp_rom_map_elem_t socket_table[] = {
    ENTRY(do_handshake, tls_do_handshake),
    ENTRY(recv, tls_recv),
    ENTRY(recv_into, tls_recv_into),
    ENTRY(recvfrom, tls_recvfrom),
    ENTRY(recvfrom_into, tls_recvfrom_into),
    ENTRY(read, tls_read),
    ENTRY(send, tls_send),
    ENTRY(sendall, tls_sendall),
    ENTRY(sendto, tls_sendto),
    ENTRY(write, tls_write),
    ENTRY(unwrap, tls_unwrap),
    ENTRY(shutdown, tls_shutdown),
    ENTRY(close, tls_close),
    ENTRY(_let_go, tls_let_go),
    ENTRY(__del__, tls_del),
    ENTRY(__exit__, tls_exit),
    ENTRY(pending, tls_pending),
    ENTRY(_as_stream, tls_as_stream),
    ENTRY(_peer, tls_peer),
    ENTRY(_agreed, tls_agreed),
    // MicroPython's own
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
};
static MP_DEFINE_CONST_DICT(socket_dict, socket_table);

static const mp_stream_p_t tls_stream = {
    .read = weft_tls_stream_read,
    .write = weft_tls_stream_write,
    .ioctl = weft_tls_stream_ioctl,
};
MP_DEFINE_CONST_OBJ_TYPE(weft_type_tls_socket, MP_QSTR_SSLSocket, MP_TYPE_FLAG_NONE,
    parent, &weft_type_socket, make_new, weft_tls_make_new, print, weft_socket_print,
    attr, weft_tls_attr, protocol, &tls_stream, locals_dict, &socket_dict);

FUN_1(tls_context_del);
FUN_VAR(tls_context_set, 6, 6);
FUN_2(tls_context_trust);
FUN_2(tls_context_trust_file);
FUN_1(tls_context_authorities);
FUN_VAR(tls_context_identify, 4, 4);
FUN_2(tls_start);
FUN_VAR(tls_wrap, 7, 7);

static const mp_rom_map_elem_t context_table[] = {
    ENTRY(__del__, tls_context_del),
    ENTRY(set, tls_context_set),
    ENTRY(trust, tls_context_trust),
    ENTRY(trust_file, tls_context_trust_file),
    ENTRY(authorities, tls_context_authorities),
    ENTRY(identify, tls_context_identify),
    ENTRY(start, tls_start),
    ENTRY(wrap, tls_wrap),
};
static MP_DEFINE_CONST_DICT(context_dict, context_table);

MP_DEFINE_CONST_OBJ_TYPE(weft_type_tls_context, MP_QSTR_Context, MP_TYPE_FLAG_NONE,
    make_new, weft_tls_context_make_new, locals_dict, &context_dict);

FUN_0(tls_suites);
FUN_1(tls_random);
FUN_0(tls_library);
FUN_2(tls_set_hooks);

static const mp_rom_map_elem_t module_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__ssl) },
    TYPE(SSLSocket, tls_socket),
    TYPE(Context, tls_context),
    ENTRY(suites, tls_suites),
    ENTRY(random, tls_random),
    ENTRY(library, tls_library),
    ENTRY(set_hooks, tls_set_hooks),
};
static MP_DEFINE_CONST_DICT(module_dict, module_table);

const mp_obj_module_t weft_module_ssl = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_dict,
};
MP_REGISTER_MODULE(MP_QSTR__ssl, weft_module_ssl);

#endif  // WEFT_TLS
