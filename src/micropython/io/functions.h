// SPDX-License-Identifier: MIT
// The functions of _socket, _select and _process that Python calls, for C and C++: see
// ../functions.h.
#ifndef WEFT_MICROPYTHON_IO_FUNCTIONS_H_
#define WEFT_MICROPYTHON_IO_FUNCTIONS_H_

#include "binding.h"

#ifdef __cplusplus
extern "C" {
#endif

// modselect.c
mp_obj_t weft_wait_descriptor(mp_obj_t, mp_obj_t, mp_obj_t);
mp_obj_t weft_poll_now(mp_obj_t);
mp_obj_t weft_epoll_create(void);
mp_obj_t weft_epoll_ctl(size_t, const mp_obj_t*);
mp_obj_t weft_epoll_wait(mp_obj_t, mp_obj_t);
mp_obj_t weft_forget_descriptor(mp_obj_t);
mp_obj_t weft_read_descriptor(mp_obj_t, mp_obj_t);
mp_obj_t weft_write_descriptor(mp_obj_t, mp_obj_t);
mp_obj_t weft_spawn(size_t, const mp_obj_t*);
mp_obj_t weft_pipe(void);
mp_obj_t weft_open_null(void);
mp_obj_t weft_open_process(mp_obj_t);
mp_obj_t weft_wait_process(mp_obj_t);
mp_obj_t weft_kill_process(mp_obj_t, mp_obj_t);

// modsocket.c
mp_obj_t weft_socket_recv(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_recvfrom(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_recv_into(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_recvfrom_into(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_send(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_sendall(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_sendto(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_bind(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_listen(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_accept(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_connect(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_connect_ex(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_shutdown(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_close(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_hold(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_let_go(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_del(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_detach(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_fileno(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_getsockname(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_getpeername(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_getsockopt(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_setsockopt(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_settimeout(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_gettimeout(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_setblocking(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_getblocking(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_socket_enter(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_getaddrinfo(size_t, const mp_obj_t*);
mp_obj_t weft_getnameinfo(mp_obj_t, mp_obj_t);
mp_obj_t weft_gai_strerror(mp_obj_t);
mp_obj_t weft_inet_pton(mp_obj_t, mp_obj_t);
mp_obj_t weft_inet_ntop(mp_obj_t, mp_obj_t);
mp_obj_t weft_getservbyname(mp_obj_t, mp_obj_t);
mp_obj_t weft_getservbyport(mp_obj_t, mp_obj_t);
mp_obj_t weft_getprotobyname(mp_obj_t);
mp_obj_t weft_gethostname(void);
mp_obj_t weft_socketpair(mp_obj_t, mp_obj_t, mp_obj_t);
mp_obj_t weft_dup(mp_obj_t);
mp_obj_t weft_close_fd(mp_obj_t);
mp_obj_t weft_inheritable(size_t, const mp_obj_t*);
mp_obj_t weft_default_timeout(size_t, const mp_obj_t*);
mp_obj_t weft_socket_set_hooks(mp_obj_t, mp_obj_t);
mp_obj_t weft_socket_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
void weft_socket_print(const mp_print_t*, mp_obj_t, mp_print_kind_t);
void weft_socket_attr(mp_obj_t, qstr, mp_obj_t*);
mp_uint_t weft_socket_stream_read(mp_obj_t, void*, mp_uint_t, int*);
mp_uint_t weft_socket_stream_write(mp_obj_t, const void*, mp_uint_t, int*);
mp_uint_t weft_socket_stream_ioctl(mp_obj_t, mp_uint_t, uintptr_t, int*);

// modssl.c
mp_obj_t weft_tls_context_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
mp_obj_t weft_tls_context_del(mp_obj_t);
mp_obj_t weft_tls_context_set(size_t, const mp_obj_t*);
mp_obj_t weft_tls_context_trust(mp_obj_t, mp_obj_t);
mp_obj_t weft_tls_context_trust_file(mp_obj_t, mp_obj_t);
mp_obj_t weft_tls_context_authorities(mp_obj_t);
mp_obj_t weft_tls_context_identify(size_t, const mp_obj_t*);
mp_obj_t weft_tls_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*);
mp_obj_t weft_tls_suites(void);
mp_obj_t weft_tls_random(mp_obj_t);
mp_obj_t weft_tls_library(void);
mp_obj_t weft_tls_set_hooks(mp_obj_t, mp_obj_t);
mp_obj_t weft_tls_wrap(size_t, const mp_obj_t*);
mp_obj_t weft_tls_start(mp_obj_t, mp_obj_t);
mp_obj_t weft_tls_do_handshake(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_recv(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_recv_into(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_recvfrom(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_recvfrom_into(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_read(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_send(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_sendall(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_sendto(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_write(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_unwrap(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_shutdown(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_close(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_let_go(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_del(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_pending(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_as_stream(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_peer(mp_obj_t, const mp_obj_t*);
mp_obj_t weft_tls_agreed(mp_obj_t, const mp_obj_t*);
void weft_tls_attr(mp_obj_t, qstr, mp_obj_t*);
mp_uint_t weft_tls_stream_read(mp_obj_t, void*, mp_uint_t, int*);
mp_uint_t weft_tls_stream_write(mp_obj_t, const void*, mp_uint_t, int*);
mp_uint_t weft_tls_stream_ioctl(mp_obj_t, mp_uint_t, uintptr_t, int*);

#ifdef __cplusplus
}
#endif

#endif  // WEFT_MICROPYTHON_IO_FUNCTIONS_H_
