// SPDX-License-Identifier: MIT
// The object behind socket.socket, for what is built on it: see tls_socket.cpp.
#ifndef WEFT_MICROPYTHON_IO_SOCKET_OBJECT_H_
#define WEFT_MICROPYTHON_IO_SOCKET_OBJECT_H_

#include "io/functions.h"

#if WEFT_POLLER

#include "fibers/wait.h"
#include "port/poller.h"

extern "C" const mp_obj_type_t weft_type_socket;

inline constexpr int kClosed = -1;

struct SocketObject {
  mp_obj_base_t base;
  int fd;
  int16_t family;
  int16_t type;
  int proto;
  uint16_t files;        // makefile() has made, and are not closed
  bool closing;          // close() was called while there were some
  bool drains;           // a read that gives less than it could says that there is no more
  weft::Micros timeout;  // kForever: none; kDoNotWait: non-blocking
  Poller::Descriptor* descriptor;
};

inline SocketObject* weft_to_socket(mp_obj_t object) {
  return static_cast<SocketObject*>(MP_OBJ_TO_PTR(object));
}

// weft_await_socket() parks the caller until the socket may be ready, or was closed; false: the
// time is up. *deadline is 0 before the first wait of a call.
bool weft_await_socket(SocketObject* self, Poller::Direction direction, weft::Micros* deadline);
// weft_let_go_of_socket() leaves the descriptor to the caller. Whoever waits for the socket finds
// it closed.
void weft_let_go_of_socket(SocketObject* self);
// weft_raise_timed_out() raises TimeoutError.
[[noreturn]] void weft_raise_timed_out(const char* text);

// The part of a buffer that a call is about. Looked at before each attempt: others run meanwhile,
// and may resize it.
struct BufferPart {
  char* data;
  size_t size;
};
BufferPart weft_part_of(mp_obj_t buffer, mp_uint_t access, size_t offset, size_t most);
// A size that is not negative, and the most that recv_into() and the like may store: ValueError.
// (extern "C", as the type of the text has no name.)
extern "C" size_t weft_size_argument(mp_obj_t value, mp_rom_error_text_t if_negative);
size_t weft_room_argument(mp_obj_t buffer, mp_obj_t value);

// weft_scratch() is where what is received may go first, so that no thread that waits holds a
// buffer, and each result has its exact size. For one call at a time, on the OS thread that runs
// fibers; nullptr elsewhere, and if it is too small.
char* weft_scratch(size_t size);

#endif  // WEFT_POLLER

#endif  // WEFT_MICROPYTHON_IO_SOCKET_OBJECT_H_
