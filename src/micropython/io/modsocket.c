// SPDX-License-Identifier: MIT
// The native module _socket: its tables. What is in them is in socket_object.cpp and
// socket_address.cpp; socket.py is the module that programs import.
#include "binding.h"
#include "weft_port_config.h"

#if WEFT_POLLER

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "io/functions.h"
#include "types/tables.h"

// MicroPython's table style.
// clang-format off

MP_REGISTER_ROOT_POINTER(mp_obj_t weft_socket_hooks[2]);

extern const mp_obj_type_t weft_type_socket;

static const mp_rom_obj_t zeros[] = { MP_ROM_NONE, MP_ROM_INT(0), MP_ROM_INT(0) };
static const mp_rom_obj_t nones[] = { MP_ROM_NONE, MP_ROM_NONE, MP_ROM_NONE, MP_ROM_NONE };

static const mp_arg_t recv_parameters[] = { REQUIRED(bufsize), OPTIONAL(flags, MP_ROM_INT(0)) };
static const mp_arg_t send_parameters[] = { REQUIRED(data), OPTIONAL(flags, MP_ROM_INT(0)) };
static const mp_arg_t recv_into_parameters[] = {
    REQUIRED(buffer), OPTIONAL(nbytes, MP_ROM_INT(0)), OPTIONAL(flags, MP_ROM_INT(0)),
};
static const mp_arg_t sendto_parameters[] = {
    REQUIRED(data), REQUIRED(flags), OPTIONAL(address, MP_ROM_NONE),
};
static const mp_arg_t listen_parameters[] = { OPTIONAL(backlog, MP_ROM_NONE) };
static const mp_arg_t getsockopt_parameters[] = {
    REQUIRED(level), REQUIRED(option), OPTIONAL(buflen, MP_ROM_INT(0)),
};
static const mp_rom_obj_t getsockopt_defaults[] = { MP_ROM_NONE, MP_ROM_NONE, MP_ROM_INT(0) };
static const mp_arg_t setsockopt_parameters[] = {
    REQUIRED(level), REQUIRED(option), REQUIRED(value), OPTIONAL(optlen, MP_ROM_INT(0)),
};

static const weft_signature_t recv_signature = { recv_parameters, zeros, 2, 1, 2 };
static const weft_signature_t send_signature = { send_parameters, zeros, 2, 1, 2 };
static const weft_signature_t recv_into_signature = { recv_into_parameters, zeros, 3, 1, 3 };
static const weft_signature_t sendto_signature = { sendto_parameters, nones, 3, 2, 3 };
static const weft_signature_t listen_signature = { listen_parameters, nones, 1, 0, 1 };
static const weft_signature_t getsockopt_signature = {
    getsockopt_parameters, getsockopt_defaults, 3, 2, 3
};
static const weft_signature_t setsockopt_signature = { setsockopt_parameters, nones, 4, 3, 4 };

METHOD(socket_recv, socket, recv);
METHOD(socket_recvfrom, socket, recv);
METHOD(socket_recv_into, socket, recv_into);
METHOD(socket_recvfrom_into, socket, recv_into);
METHOD(socket_send, socket, send);
METHOD(socket_sendall, socket, send);
METHOD(socket_sendto, socket, sendto);
METHOD(socket_bind, socket, one);
METHOD(socket_listen, socket, listen);
METHOD(socket_accept, socket, none);
METHOD(socket_connect, socket, one);
METHOD(socket_connect_ex, socket, one);
METHOD(socket_shutdown, socket, one);
METHOD(socket_close, socket, none);
METHOD(socket_hold, socket, none);
METHOD(socket_let_go, socket, none);
METHOD(socket_del, socket, none);
METHOD(socket_detach, socket, none);
METHOD(socket_fileno, socket, none);
METHOD(socket_getsockname, socket, none);
METHOD(socket_getpeername, socket, none);
METHOD(socket_getsockopt, socket, getsockopt);
METHOD(socket_setsockopt, socket, setsockopt);
METHOD(socket_settimeout, socket, one);
METHOD(socket_gettimeout, socket, none);
METHOD(socket_setblocking, socket, one);
METHOD(socket_getblocking, socket, none);
METHOD(socket_enter, socket, none);
static METHOD_AS(socket_exit, socket_close, socket, exit);

static const mp_rom_map_elem_t socket_table[] = {
    ENTRY(recv, socket_recv),
    ENTRY(recvfrom, socket_recvfrom),
    ENTRY(recv_into, socket_recv_into),
    ENTRY(recvfrom_into, socket_recvfrom_into),
    ENTRY(send, socket_send),
    ENTRY(sendall, socket_sendall),
    ENTRY(sendto, socket_sendto),
    ENTRY(bind, socket_bind),
    ENTRY(listen, socket_listen),
    ENTRY(accept, socket_accept),
    ENTRY(connect, socket_connect),
    ENTRY(connect_ex, socket_connect_ex),
    ENTRY(shutdown, socket_shutdown),
    ENTRY(close, socket_close),
    ENTRY(_hold, socket_hold),
    ENTRY(_let_go, socket_let_go),
    ENTRY(__del__, socket_del),
    ENTRY(detach, socket_detach),
    ENTRY(fileno, socket_fileno),
    ENTRY(getsockname, socket_getsockname),
    ENTRY(getpeername, socket_getpeername),
    ENTRY(getsockopt, socket_getsockopt),
    ENTRY(setsockopt, socket_setsockopt),
    ENTRY(settimeout, socket_settimeout),
    ENTRY(gettimeout, socket_gettimeout),
    ENTRY(setblocking, socket_setblocking),
    ENTRY(getblocking, socket_getblocking),
    ENTRY(__enter__, socket_enter),
    ENTRY(__exit__, socket_exit),
    // MicroPython's own
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&mp_stream_write_obj) },
};
static MP_DEFINE_CONST_DICT(socket_dict, socket_table);

static const mp_stream_p_t socket_stream = {
    .read = weft_socket_stream_read,
    .write = weft_socket_stream_write,
    .ioctl = weft_socket_stream_ioctl,
};
MP_DEFINE_CONST_OBJ_TYPE(weft_type_socket, MP_QSTR_socket, MP_TYPE_FLAG_NONE,
    parent, &weft_type_primitive, make_new, weft_socket_make_new, print, weft_socket_print,
    attr, weft_socket_attr, protocol, &socket_stream, locals_dict, &socket_dict);

FUN_VAR(getaddrinfo, 6, 6);
FUN_2(getnameinfo);
FUN_1(gai_strerror);
FUN_2(inet_pton);
FUN_2(inet_ntop);
FUN_2(getservbyname);
FUN_2(getservbyport);
FUN_1(getprotobyname);
FUN_0(gethostname);
FUN_3(socketpair);
FUN_1(dup);
FUN_1(close_fd);
FUN_VAR(inheritable, 1, 2);
FUN_VAR(default_timeout, 0, 1);
FUN_2(socket_set_hooks);

static const mp_rom_map_elem_t module_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__socket) },
    TYPE(socket, socket),
    ENTRY(getaddrinfo, getaddrinfo),
    ENTRY(getnameinfo, getnameinfo),
    ENTRY(gai_strerror, gai_strerror),
    ENTRY(inet_pton, inet_pton),
    ENTRY(inet_ntop, inet_ntop),
    ENTRY(getservbyname, getservbyname),
    ENTRY(getservbyport, getservbyport),
    ENTRY(getprotobyname, getprotobyname),
    ENTRY(gethostname, gethostname),
    ENTRY(socketpair, socketpair),
    ENTRY(dup, dup),
    ENTRY(close, close_fd),
    ENTRY(inheritable, inheritable),
    ENTRY(default_timeout, default_timeout),
    ENTRY(set_hooks, socket_set_hooks),
    C(AF_UNSPEC), C(AF_UNIX), C(AF_INET), C(AF_INET6),
    C(SOCK_STREAM), C(SOCK_DGRAM), C(SOCK_RAW), C(SOCK_SEQPACKET), C(SOCK_RDM),
    C(SOCK_NONBLOCK), C(SOCK_CLOEXEC),
    C(SOL_SOCKET), C(SO_REUSEADDR), C(SO_REUSEPORT), C(SO_KEEPALIVE), C(SO_BROADCAST), C(SO_ERROR),
    C(SO_LINGER), C(SO_RCVBUF), C(SO_SNDBUF), C(SO_RCVTIMEO), C(SO_SNDTIMEO), C(SO_RCVLOWAT),
    C(SO_SNDLOWAT), C(SO_TYPE), C(SO_DOMAIN), C(SO_PROTOCOL), C(SO_ACCEPTCONN), C(SO_OOBINLINE),
    C(SO_DONTROUTE), C(SO_BINDTODEVICE), C(SO_PRIORITY),
    C(MSG_PEEK), C(MSG_OOB), C(MSG_DONTROUTE), C(MSG_DONTWAIT), C(MSG_WAITALL), C(MSG_TRUNC),
    C(MSG_CTRUNC), C(MSG_NOSIGNAL), C(MSG_MORE), C(MSG_EOR),
    C(SHUT_RD), C(SHUT_WR), C(SHUT_RDWR), C(SOMAXCONN),
    C(IPPROTO_IP), C(IPPROTO_TCP), C(IPPROTO_UDP), C(IPPROTO_ICMP), C(IPPROTO_IPV6), C(IPPROTO_RAW),
    C(TCP_NODELAY), C(TCP_KEEPIDLE), C(TCP_KEEPINTVL), C(TCP_KEEPCNT), C(TCP_MAXSEG),
    C(TCP_USER_TIMEOUT), C(TCP_QUICKACK), C(TCP_FASTOPEN), C(TCP_DEFER_ACCEPT),
    C(IP_TTL), C(IP_TOS), C(IP_MULTICAST_IF), C(IP_MULTICAST_TTL), C(IP_MULTICAST_LOOP),
    C(IP_ADD_MEMBERSHIP), C(IP_DROP_MEMBERSHIP),
    C(IPV6_V6ONLY), C(IPV6_UNICAST_HOPS), C(IPV6_MULTICAST_IF), C(IPV6_MULTICAST_HOPS),
    C(IPV6_MULTICAST_LOOP), C(IPV6_JOIN_GROUP), C(IPV6_LEAVE_GROUP),
    C(AI_PASSIVE), C(AI_CANONNAME), C(AI_NUMERICHOST), C(AI_NUMERICSERV), C(AI_ADDRCONFIG),
    C(AI_V4MAPPED), C(AI_ALL),
    C(NI_NUMERICHOST), C(NI_NUMERICSERV), C(NI_NAMEREQD), C(NI_DGRAM), C(NI_NOFQDN),
    C(EAI_AGAIN), C(EAI_BADFLAGS), C(EAI_FAIL), C(EAI_FAMILY), C(EAI_MEMORY), C(EAI_NONAME),
    C(EAI_SERVICE), C(EAI_SOCKTYPE), C(EAI_SYSTEM),
};
static MP_DEFINE_CONST_DICT(module_dict, module_table);

const mp_obj_module_t weft_module_socket = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_dict,
};
MP_REGISTER_MODULE(MP_QSTR__socket, weft_module_socket);

#endif  // WEFT_POLLER
