// The native module _ssl: its tables. What is in them is in tls_context.cpp and tls_socket.cpp; ssl.py
// is the module that programs import.
#include "binding.h"
#include "weft_port_config.h"

#if WEFT_TLS

#include "io/tables.h"

// NOLINTBEGIN: MicroPython's table style.

MP_REGISTER_ROOT_POINTER(mp_obj_t weft_tls_hooks[2]);

extern const mp_obj_type_t weft_type_socket;
extern const mp_obj_type_t weft_type_tls_socket;
extern const mp_obj_type_t weft_type_tls_context;

#define METHOD(name, signature) \
    SOCKET_METHOD(name, weft_type_tls_socket, weft_tls_##name, signature)

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

static const weft_signature_t none_signature = { NULL, NULL, 0, 0, 0 };
static const weft_signature_t one_signature = { NULL, NULL, 1, 1, 1 };
static const weft_signature_t exit_signature = { NULL, NULL, 3, 3, 3 };
static const weft_signature_t recv_signature = { recv_parameters, zeros, 2, 1, 2 };
static const weft_signature_t recv_into_signature = { recv_into_parameters, zeros, 3, 1, 3 };
static const weft_signature_t send_signature = { send_parameters, zeros, 2, 1, 2 };
static const weft_signature_t sendto_signature = { sendto_parameters, nones, 3, 2, 3 };
static const weft_signature_t read_signature = { read_parameters, read_defaults, 2, 0, 2 };
static const weft_signature_t handshake_signature = { handshake_parameters, falses, 1, 0, 1 };

METHOD(do_handshake, handshake);
METHOD(recv, recv);
METHOD(recv_into, recv_into);
METHOD(recvfrom, recv);
METHOD(recvfrom_into, recv_into);
METHOD(read, read);
METHOD(send, send);
METHOD(sendall, send);
METHOD(sendto, sendto);
METHOD(write, one);
METHOD(unwrap, none);
METHOD(shutdown, one);
METHOD(close, none);
METHOD(let_go, none);
METHOD(del, none);
METHOD(pending, none);
METHOD(as_stream, none);
METHOD(peer, none);
METHOD(agreed, none);
SOCKET_METHOD(exit, weft_type_tls_socket, weft_tls_close, exit);

static const mp_rom_map_elem_t socket_table[] = {
    ENTRY(do_handshake, do_handshake),
    ENTRY(recv, recv),
    ENTRY(recv_into, recv_into),
    ENTRY(recvfrom, recvfrom),
    ENTRY(recvfrom_into, recvfrom_into),
    ENTRY(read, read),
    ENTRY(send, send),
    ENTRY(sendall, sendall),
    ENTRY(sendto, sendto),
    ENTRY(write, write),
    ENTRY(unwrap, unwrap),
    ENTRY(shutdown, shutdown),
    ENTRY(close, close),
    ENTRY(_let_go, let_go),
    ENTRY(__del__, del),
    ENTRY(__exit__, exit),
    ENTRY(pending, pending),
    ENTRY(_as_stream, as_stream),
    ENTRY(_peer, peer),
    ENTRY(_agreed, agreed),
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

static MP_DEFINE_CONST_FUN_OBJ_1(context_del_obj, weft_tls_context_del);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(context_set_obj, 6, 6, weft_tls_context_set);
static MP_DEFINE_CONST_FUN_OBJ_2(context_trust_obj, weft_tls_context_trust);
static MP_DEFINE_CONST_FUN_OBJ_2(context_trust_file_obj, weft_tls_context_trust_file);
static MP_DEFINE_CONST_FUN_OBJ_1(context_authorities_obj, weft_tls_context_authorities);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(context_identify_obj, 4, 4, weft_tls_context_identify);
static MP_DEFINE_CONST_FUN_OBJ_2(context_start_obj, weft_tls_start);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(context_wrap_obj, 7, 7, weft_tls_wrap);

static const mp_rom_map_elem_t context_table[] = {
    ENTRY(__del__, context_del),
    ENTRY(set, context_set),
    ENTRY(trust, context_trust),
    ENTRY(trust_file, context_trust_file),
    ENTRY(authorities, context_authorities),
    ENTRY(identify, context_identify),
    ENTRY(start, context_start),
    ENTRY(wrap, context_wrap),
};
static MP_DEFINE_CONST_DICT(context_dict, context_table);

MP_DEFINE_CONST_OBJ_TYPE(weft_type_tls_context, MP_QSTR_Context, MP_TYPE_FLAG_NONE,
    make_new, weft_tls_context_make_new, locals_dict, &context_dict);

static MP_DEFINE_CONST_FUN_OBJ_0(suites_obj, weft_tls_suites);
static MP_DEFINE_CONST_FUN_OBJ_1(random_obj, weft_tls_random);
static MP_DEFINE_CONST_FUN_OBJ_0(library_obj, weft_tls_library);
static MP_DEFINE_CONST_FUN_OBJ_2(set_hooks_obj, weft_tls_set_hooks);

static const mp_rom_map_elem_t module_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__ssl) },
    { MP_ROM_QSTR(MP_QSTR_SSLSocket), MP_ROM_PTR(&weft_type_tls_socket) },
    { MP_ROM_QSTR(MP_QSTR_Context), MP_ROM_PTR(&weft_type_tls_context) },
    ENTRY(suites, suites),
    ENTRY(random, random),
    ENTRY(library, library),
    ENTRY(set_hooks, set_hooks),
};
static MP_DEFINE_CONST_DICT(module_dict, module_table);

const mp_obj_module_t weft_module_ssl = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_dict,
};
MP_REGISTER_MODULE(MP_QSTR__ssl, weft_module_ssl);

// NOLINTEND

#endif  // WEFT_TLS
