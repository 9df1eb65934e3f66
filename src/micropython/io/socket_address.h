// SPDX-License-Identifier: MIT
// Addresses of sockets: between Python's tuples, paths and names, and the system's sockaddr.
#ifndef WEFT_MICROPYTHON_IO_SOCKET_ADDRESS_H_
#define WEFT_MICROPYTHON_IO_SOCKET_ADDRESS_H_

#include "binding.h"

#if WEFT_POLLER

#include <sys/socket.h>

struct SocketAddress {
  sockaddr_storage storage;
  socklen_t length;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// weft_read_address() reads an address as CPython's socket module takes it for the family: (host,
// port), (host, port, flowinfo, scope_id), a path; or the bytes of a sockaddr, as MicroPython's own
// module has them. A host that is a name is looked up meanwhile: only the caller waits. TypeError,
// OverflowError, OSError or gaierror if it is none.
void weft_read_address(int family, mp_obj_t address, SocketAddress* result);

// weft_address() is an address as CPython's socket module gives it. None for one without a name.
mp_obj_t weft_address(const sockaddr* address, socklen_t length);

#endif  // WEFT_POLLER

#endif  // WEFT_MICROPYTHON_IO_SOCKET_ADDRESS_H_
