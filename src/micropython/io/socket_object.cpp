// SPDX-License-Identifier: MIT
// socket: CPython 3.13 socket.socket, as the native type behind socket.py. Its descriptor never
// blocks; a call that would parks its caller on the poller.
//
// Any OS thread may call. One thread may read while another writes; close() makes whoever waits
// raise OSError(EBADF). A timeout is in microseconds here, in seconds in Python.
#include "io/socket_object.h"

#include "io/socket_address.h"

#if WEFT_POLLER

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "mpversion.h"
#include "vm/arguments.h"
#include "vm/hooks.h"

using weft::Micros;
using weft::Outcome;

namespace {

constexpr Poller::Direction kRead = Poller::kRead;
constexpr Poller::Direction kWrite = Poller::kWrite;

Micros default_timeout = weft::kForever;

constexpr size_t kScratchBytes = 64 * 1024;
char scratch[kScratchBytes];

SocketObject* to_socket(mp_obj_t object) { return weft_to_socket(object); }

void check(int result) {
  if (result < 0) mp_raise_OSError(errno);
}

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

// Makes attempt(fd) until it does not answer that it would block; -1: the time is up. `size` is the
// most it can move.
template <typename Attempt>
[[gnu::always_inline]] inline ssize_t complete(SocketObject* self, Poller::Direction direction,
                                               size_t size, Attempt attempt) {
  Poller::Descriptor& descriptor = *self->descriptor;
  Micros deadline = 0;
  for (;;) {
    if (self->timeout == kDoNotWait || self->fd == kClosed ||
        !Poller::is_idle(descriptor, direction)) {
      Poller::start_call(descriptor, direction);
      ssize_t result = attempt(self->fd);
      int error = errno;
      if (result >= 0) {
        bool all = self->drains && result > 0 && static_cast<size_t>(result) < size;
        Poller::end_call(descriptor, direction, !all);
        return result;
      }
      // Another error says nothing of what there is: the next call looks again.
      if (!would_block(error)) Poller::end_call(descriptor, direction, true);
      if (error == EINTR) {
        weft_handle_pending();
        continue;
      }
      if (!would_block(error) || self->timeout == kDoNotWait) mp_raise_OSError(error);
    }
    if (!weft_await_socket(self, direction, &deadline)) weft_raise_timed_out("timed out");
  }
}

SocketObject* new_socket(const mp_obj_type_t* type, int fd, int family, int kind, int proto) {
  Poller::Descriptor* descriptor = poller.adopt(fd);
  if (descriptor == nullptr) {
    close(fd);
    m_malloc_fail(sizeof(Poller::Descriptor));
  }
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) {
    close(fd);
    nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
  }
  auto* self = mp_obj_malloc_with_finaliser(SocketObject, type);
  nlr_pop();
  self->fd = fd;
  self->family = family;
  self->type = kind;
  self->proto = proto;
  self->files = 0;
  self->closing = false;
  self->drains = kind == SOCK_STREAM && (family == AF_INET || family == AF_INET6);
  self->timeout = default_timeout;
  self->descriptor = descriptor;
  return self;
}

int get_option(int fd, int option) {
  int value = 0;
  socklen_t length = sizeof(value);
  check(getsockopt(fd, SOL_SOCKET, option, &value, &length));
  return value;
}

void set_nonblocking(int fd, bool on) {
  int flags = fcntl(fd, F_GETFL, 0);
  check(flags);
  int wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  if (wanted != flags) check(fcntl(fd, F_SETFL, wanted));
}

Micros to_timeout(mp_obj_t seconds) {
  if (seconds == mp_const_none) return weft::kForever;
  if (weft_is_negative(seconds)) mp_raise_ValueError(MP_ERROR_TEXT("Timeout value out of range"));
  return weft_micros(seconds);
}

mp_obj_t from_timeout(Micros timeout) {
  return timeout == weft::kForever ? mp_const_none : weft_seconds(timeout);
}

// Receives up to `size` bytes, and tells from whom if `from` is not nullptr.
mp_obj_t receive(SocketObject* self, size_t size, int flags, SocketAddress* from) {
  vstr_t own;
  char* place = weft_scratch(size);
  if (place == nullptr) {
    vstr_init_len(&own, size);
    place = own.buf;
  }
  ssize_t length = complete(self, kRead, flags == 0 ? size : 0, [&](int fd) -> ssize_t {
    if (from == nullptr) return recv(fd, place, size, flags);
    from->length = sizeof(from->storage);
    return recvfrom(fd, place, size, flags, from->get(), &from->length);
  });
  if (place == scratch) return mp_obj_new_bytes(reinterpret_cast<byte*>(scratch), length);
  own.len = length;
  return mp_obj_new_bytes_from_vstr(&own);
}

mp_obj_t with_address(mp_obj_t result, SocketAddress& from) {
  mp_obj_t pair[2] = {result, weft_address(from.get(), from.length)};
  return mp_obj_new_tuple(2, pair);
}

// How long a connection that a full queue of AF_UNIX refuses for now is left alone.
constexpr Micros kConnectRetry = 2000;

// Whether a connection is made, or has failed, and not still under way.
bool is_settled(int fd) {
  pollfd settled = {fd, POLLOUT, 0};
  return ::poll(&settled, 1, 0) != 0;
}

constexpr int kTimeIsUp = -1;

// Returns an errno, 0 or kTimeIsUp.
int connect_to(SocketObject* self, SocketAddress& address) {
  Micros deadline = 0;
  for (;;) {
    Poller::start_call(*self->descriptor, kWrite);
    int error = connect(self->fd, address.get(), address.length) == 0 ? 0 : errno;
    if (error != EAGAIN || self->timeout == kDoNotWait) {
      if ((error != EINPROGRESS && error != EINTR) || self->timeout == kDoNotWait) return error;
      break;
    }
    if (deadline == 0) deadline = weft::deadline_after(self->timeout);
    Micros now = weft::port::now_us();
    if (now >= deadline) return kTimeIsUp;
    weft_begin_to_wait(MP_OBJ_FROM_PTR(self));
    Micros until = deadline - now < kConnectRetry ? deadline : now + kConnectRetry;
    weft_must_wait_again(weft::scheduler.sleep_until(until));
  }
  do {
    if (!weft_await_socket(self, kWrite, &deadline)) return kTimeIsUp;
    if (self->fd == kClosed) return EBADF;
  } while (!is_settled(self->fd));
  int error = 0;
  socklen_t length = sizeof(error);
  return getsockopt(self->fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

[[gnu::noinline]] mp_obj_t name_of(SocketObject* self, int (*get)(int, sockaddr*, socklen_t*)) {
  SocketAddress address;
  address.length = sizeof(address.storage);
  check(get(self->fd, address.get(), &address.length));
  return weft_address(address.get(), address.length);
}

}  // namespace

void weft_raise_timed_out(const char* text) {
  mp_obj_t type = weft_hook(WEFT_HOOK_TIMEOUT);
  if (type == MP_OBJ_NULL) mp_raise_OSError(ETIMEDOUT);
  nlr_raise(mp_call_function_1(type, mp_obj_new_str(text, strlen(text))));
}

[[gnu::noinline]] bool weft_await_socket(SocketObject* self, Poller::Direction direction,
                                         Micros* deadline) {
  if (self->fd == kClosed) return true;
  if (*deadline == 0) {
    *deadline =
        self->timeout == weft::kForever ? weft::kForever : weft::deadline_after(self->timeout);
  }
  weft_begin_to_wait(MP_OBJ_FROM_PTR(self));
  Outcome outcome;
  do {
    int error;
    outcome = poller.wait(*self->descriptor, direction, *deadline, &error);
    if (error != 0) mp_raise_OSError(error);
  } while (weft_must_wait_again(outcome) && self->fd != kClosed);
  return outcome != Outcome::kTimedOut;
}

void weft_let_go_of_socket(SocketObject* self) {
  poller.release(*self->descriptor);
  self->fd = kClosed;
}

BufferPart weft_part_of(mp_obj_t buffer_in, mp_uint_t access, size_t offset, size_t most) {
  mp_buffer_info_t buffer;
  mp_get_buffer_raise(buffer_in, &buffer, access);
  if (offset > buffer.len) offset = buffer.len;
  size_t size = buffer.len - offset;
  return {static_cast<char*>(buffer.buf) + offset, size < most ? size : most};
}

size_t weft_size_argument(mp_obj_t value, mp_rom_error_text_t if_negative) {
  mp_int_t size = mp_obj_get_int(value);
  if (size < 0) mp_raise_ValueError(if_negative);
  return size;
}

size_t weft_room_argument(mp_obj_t buffer_in, mp_obj_t value) {
  mp_buffer_info_t buffer;
  mp_get_buffer_raise(buffer_in, &buffer, MP_BUFFER_WRITE);
  size_t size = weft_size_argument(value, MP_ERROR_TEXT("negative buffersize in recv_into"));
  if (size > buffer.len) {
    mp_raise_ValueError(MP_ERROR_TEXT("nbytes is greater than the length of the buffer"));
  }
  return size == 0 ? buffer.len : size;
}

char* weft_scratch(size_t size) {
  return size <= kScratchBytes && weft::port::native_caller() == nullptr ? scratch : nullptr;
}

extern "C" {

// socket(family=AF_INET, type=SOCK_STREAM, proto=0, fileno=None). -1 is as good as no argument.
// With a descriptor, which the socket then owns, what is left out is asked of the system.
mp_obj_t weft_socket_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                              const mp_obj_t* args) {
  static const mp_arg_t allowed[] = {
      {MP_QSTR_family, MP_ARG_INT, {.u_int = -1}},
      {MP_QSTR_type, MP_ARG_INT, {.u_int = -1}},
      {MP_QSTR_proto, MP_ARG_INT, {.u_int = -1}},
      {MP_QSTR_fileno, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE}},
  };
  mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
  weft_parse(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, values);
  int family = values[0].u_int;
  int kind = values[1].u_int;
  int proto = values[2].u_int;
  if (values[3].u_obj != mp_const_none) {
    int fd = mp_obj_get_int(values[3].u_obj);
    if (fd < 0) mp_raise_ValueError(MP_ERROR_TEXT("negative file descriptor"));
    int of_system = get_option(fd, SO_TYPE);  // also sees that it is a socket
    if (kind < 0) kind = of_system;
    if (family < 0) family = get_option(fd, SO_DOMAIN);
    if (proto < 0) proto = get_option(fd, SO_PROTOCOL);
    set_nonblocking(fd, true);
    return MP_OBJ_FROM_PTR(new_socket(type, fd, family, kind, proto));
  }
  if (family < 0) family = AF_INET;
  if (kind < 0) kind = SOCK_STREAM;
  if (proto < 0) proto = 0;
  int fd = socket(family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, proto);
  check(fd);
  constexpr int kFlags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  SocketObject* self = new_socket(type, fd, family, kind & ~kFlags, proto);
  if (kind & SOCK_NONBLOCK) self->timeout = kDoNotWait;
  return MP_OBJ_FROM_PTR(self);
}

void weft_socket_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  SocketObject* self = to_socket(self_in);
  mp_printf(print, "<socket.socket %sfd=%d, family=%d, type=%d, proto=%d>",
            self->fd == kClosed ? "[closed] " : "", self->fd, self->family, self->type,
            self->proto);
}

// Attributes, and the methods that are written in Python: see socket.py.
void weft_socket_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  if (destination[0] != MP_OBJ_NULL) return;
  SocketObject* self = to_socket(self_in);
  switch (attribute) {
    case MP_QSTR_family:
      destination[0] = MP_OBJ_NEW_SMALL_INT(self->family);
      return;
    case MP_QSTR_type:
      destination[0] = MP_OBJ_NEW_SMALL_INT(self->type);
      return;
    case MP_QSTR_proto:
      destination[0] = MP_OBJ_NEW_SMALL_INT(self->proto);
      return;
    case MP_QSTR_timeout:
      destination[0] = from_timeout(self->timeout);
      return;
    default:
      break;
  }
  auto* natives = MP_OBJ_TYPE_GET_SLOT(&weft_type_socket, locals_dict);
  mp_obj_t key = MP_OBJ_NEW_QSTR(attribute);
  mp_map_elem_t* found = mp_map_lookup(const_cast<mp_map_t*>(&natives->map), key, MP_MAP_LOOKUP);
  mp_obj_t methods = MP_STATE_VM(weft_socket_hooks)[1];
  if (found == nullptr && methods != MP_OBJ_NULL) {
    found = mp_map_lookup(mp_obj_dict_get_map(methods), key, MP_MAP_LOOKUP);
  }
  if (found != nullptr) {
    mp_convert_member_lookup(self_in, &weft_type_socket, found->value, destination);
  }
}

mp_obj_t weft_socket_recv(mp_obj_t self_in, const mp_obj_t* args) {
  size_t size = weft_size_argument(args[0], MP_ERROR_TEXT("negative buffersize in recv"));
  return receive(to_socket(self_in), size, mp_obj_get_int(args[1]), nullptr);
}

mp_obj_t weft_socket_recvfrom(mp_obj_t self_in, const mp_obj_t* args) {
  size_t size = weft_size_argument(args[0], MP_ERROR_TEXT("negative buffersize in recvfrom"));
  SocketAddress from;
  mp_obj_t data = receive(to_socket(self_in), size, mp_obj_get_int(args[1]), &from);
  return with_address(data, from);
}

// recv_into(buffer, nbytes=0, flags=0) -> bytes received.
mp_obj_t weft_socket_recv_into(mp_obj_t self_in, const mp_obj_t* args) {
  size_t room = weft_room_argument(args[0], args[1]);
  int flags = mp_obj_get_int(args[2]);
  SocketObject* self = to_socket(self_in);
  ssize_t length = complete(self, kRead, flags == 0 ? room : 0, [&](int fd) {
    BufferPart part = weft_part_of(args[0], MP_BUFFER_WRITE, 0, room);
    return recv(fd, part.data, part.size, flags);
  });
  return MP_OBJ_NEW_SMALL_INT(length);
}

// recvfrom_into(buffer, nbytes=0, flags=0) -> (bytes received, address).
mp_obj_t weft_socket_recvfrom_into(mp_obj_t self_in, const mp_obj_t* args) {
  size_t room = weft_room_argument(args[0], args[1]);
  int flags = mp_obj_get_int(args[2]);
  SocketAddress from;
  ssize_t length = complete(to_socket(self_in), kRead, 0, [&](int fd) {
    BufferPart part = weft_part_of(args[0], MP_BUFFER_WRITE, 0, room);
    from.length = sizeof(from.storage);
    return recvfrom(fd, part.data, part.size, flags, from.get(), &from.length);
  });
  return with_address(MP_OBJ_NEW_SMALL_INT(length), from);
}

mp_obj_t weft_socket_send(mp_obj_t self_in, const mp_obj_t* args) {
  int flags = mp_obj_get_int(args[1]) | MSG_NOSIGNAL;
  ssize_t length = complete(to_socket(self_in), kWrite, 0, [&](int fd) {
    BufferPart part = weft_part_of(args[0], MP_BUFFER_READ, 0, SIZE_MAX);
    return send(fd, part.data, part.size, flags);
  });
  return MP_OBJ_NEW_SMALL_INT(length);
}

// sendall(data, flags=0). The timeout is for all of it.
mp_obj_t weft_socket_sendall(mp_obj_t self_in, const mp_obj_t* args) {
  SocketObject* self = to_socket(self_in);
  int flags = mp_obj_get_int(args[1]) | MSG_NOSIGNAL;
  Micros deadline = 0;
  size_t sent = 0;
  for (;;) {
    BufferPart part = weft_part_of(args[0], MP_BUFFER_READ, sent, SIZE_MAX);
    if (part.size == 0 && sent != 0) return mp_const_none;
    Poller::start_call(*self->descriptor, kWrite);
    ssize_t length = send(self->fd, part.data, part.size, flags);
    int error = errno;
    if (length >= 0) {
      sent += length;
      if (static_cast<size_t>(length) == part.size) return mp_const_none;
    } else if (error == EINTR) {
      weft_handle_pending();
    } else if (!would_block(error) || self->timeout == kDoNotWait) {
      mp_raise_OSError(error);
    } else if (!weft_await_socket(self, kWrite, &deadline)) {
      weft_raise_timed_out("timed out");
    }
  }
}

// sendto(data, address) and sendto(data, flags, address).
mp_obj_t weft_socket_sendto(mp_obj_t self_in, const mp_obj_t* args) {
  SocketObject* self = to_socket(self_in);
  bool has_flags = args[2] != mp_const_none;
  int flags = (has_flags ? mp_obj_get_int(args[1]) : 0) | MSG_NOSIGNAL;
  mp_buffer_info_t data;
  mp_get_buffer_raise(args[0], &data, MP_BUFFER_READ);
  SocketAddress to;
  weft_read_address(self->family, has_flags ? args[2] : args[1], &to);
  ssize_t length = complete(self, kWrite, 0, [&](int fd) {
    BufferPart part = weft_part_of(args[0], MP_BUFFER_READ, 0, SIZE_MAX);
    return sendto(fd, part.data, part.size, flags, to.get(), to.length);
  });
  return MP_OBJ_NEW_SMALL_INT(length);
}

mp_obj_t weft_socket_bind(mp_obj_t self_in, const mp_obj_t* args) {
  SocketObject* self = to_socket(self_in);
  SocketAddress address;
  weft_read_address(self->family, args[0], &address);
  check(bind(self->fd, address.get(), address.length));
  return mp_const_none;
}

mp_obj_t weft_socket_listen(mp_obj_t self_in, const mp_obj_t* args) {
  constexpr mp_int_t kMost = 128;
  mp_int_t backlog = args[0] == mp_const_none ? kMost : mp_obj_get_int(args[0]);
  check(listen(to_socket(self_in)->fd, backlog < 0 ? 0 : static_cast<int>(backlog)));
  return mp_const_none;
}

// accept() -> (socket, address).
mp_obj_t weft_socket_accept(mp_obj_t self_in, const mp_obj_t*) {
  SocketObject* self = to_socket(self_in);
  SocketAddress from;
  int fd = complete(self, kRead, 0, [&](int listener) {
    from.length = sizeof(from.storage);
    return accept4(listener, from.get(), &from.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  });
  mp_obj_t accepted =
      MP_OBJ_FROM_PTR(new_socket(&weft_type_socket, fd, self->family, self->type, self->proto));
  return with_address(accepted, from);
}

mp_obj_t weft_socket_connect(mp_obj_t self_in, const mp_obj_t* args) {
  SocketObject* self = to_socket(self_in);
  SocketAddress address;
  weft_read_address(self->family, args[0], &address);
  int error = connect_to(self, address);
  if (error == kTimeIsUp) weft_raise_timed_out("timed out");
  if (error != 0) mp_raise_OSError(error);
  return mp_const_none;
}

// connect_ex(address) -> errno, 0 if it is connected; EAGAIN if the time is up.
mp_obj_t weft_socket_connect_ex(mp_obj_t self_in, const mp_obj_t* args) {
  SocketObject* self = to_socket(self_in);
  SocketAddress address;
  weft_read_address(self->family, args[0], &address);
  int error = connect_to(self, address);
  return MP_OBJ_NEW_SMALL_INT(error == kTimeIsUp ? EAGAIN : error);
}

mp_obj_t weft_socket_shutdown(mp_obj_t self_in, const mp_obj_t* args) {
  check(shutdown(to_socket(self_in)->fd, mp_obj_get_int(args[0])));
  return mp_const_none;
}

// close(). Whoever waits for the socket raises OSError(EBADF). With files open it is the last of
// them that closes it.
mp_obj_t weft_socket_close(mp_obj_t self_in, const mp_obj_t*) {
  SocketObject* self = to_socket(self_in);
  if (self->fd == kClosed) return mp_const_none;
  self->closing = true;
  if (self->files != 0) return mp_const_none;
  int fd = self->fd;
  weft_let_go_of_socket(self);
  if (close(fd) != 0 && errno != ECONNRESET && errno != EINTR) mp_raise_OSError(errno);
  return mp_const_none;
}

// _hold() and _let_go(): a file was made, or closed.
mp_obj_t weft_socket_hold(mp_obj_t self_in, const mp_obj_t*) {
  to_socket(self_in)->files++;
  return mp_const_none;
}

mp_obj_t weft_socket_let_go(mp_obj_t self_in, const mp_obj_t*) {
  SocketObject* self = to_socket(self_in);
  if (self->files != 0) self->files--;
  return self->closing ? weft_socket_close(self_in, nullptr) : mp_const_none;
}

// The finaliser. It must not raise, nor take anything from the heap.
mp_obj_t weft_socket_del(mp_obj_t self_in, const mp_obj_t*) {
  SocketObject* self = to_socket(self_in);
  if (self->fd == kClosed) return mp_const_none;
  int fd = self->fd;
  weft_let_go_of_socket(self);
  close(fd);
  return mp_const_none;
}

// detach() -> the descriptor, which is the caller's then, and blocks as the socket did.
mp_obj_t weft_socket_detach(mp_obj_t self_in, const mp_obj_t*) {
  SocketObject* self = to_socket(self_in);
  int fd = self->fd;
  if (fd == kClosed) return MP_OBJ_NEW_SMALL_INT(fd);
  weft_let_go_of_socket(self);
  if (self->timeout == weft::kForever) set_nonblocking(fd, false);
  return MP_OBJ_NEW_SMALL_INT(fd);
}

mp_obj_t weft_socket_fileno(mp_obj_t self_in, const mp_obj_t*) {
  return MP_OBJ_NEW_SMALL_INT(to_socket(self_in)->fd);
}

mp_obj_t weft_socket_getsockname(mp_obj_t self_in, const mp_obj_t*) {
  return name_of(to_socket(self_in), &getsockname);
}

mp_obj_t weft_socket_getpeername(mp_obj_t self_in, const mp_obj_t*) {
  return name_of(to_socket(self_in), &getpeername);
}

// getsockopt(level, option, length=0) -> int, or bytes if a length is given.
mp_obj_t weft_socket_getsockopt(mp_obj_t self_in, const mp_obj_t* args) {
  constexpr mp_int_t kMost = 1024;
  int fd = to_socket(self_in)->fd;
  int level = mp_obj_get_int(args[0]);
  int option = mp_obj_get_int(args[1]);
  mp_int_t size = mp_obj_get_int(args[2]);
  if (size == 0) {
    int value = 0;
    socklen_t length = sizeof(value);
    check(getsockopt(fd, level, option, &value, &length));
    return mp_obj_new_int(value);
  }
  if (size < 0 || size > kMost) {
    mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("getsockopt buflen out of range"));
  }
  byte value[kMost];
  socklen_t length = size;
  check(getsockopt(fd, level, option, value, &length));
  return mp_obj_new_bytes(value, length);
}

// setsockopt(level, option, value): an int or bytes; or None, with a length as fourth argument.
mp_obj_t weft_socket_setsockopt(mp_obj_t self_in, const mp_obj_t* args) {
  int fd = to_socket(self_in)->fd;
  int level = mp_obj_get_int(args[0]);
  int option = mp_obj_get_int(args[1]);
  if (args[2] == mp_const_none) {
    check(setsockopt(fd, level, option, nullptr, mp_obj_get_int(args[3])));
  } else if (mp_obj_is_int(args[2]) || mp_obj_is_bool(args[2])) {
    int value = mp_obj_get_int_truncated(args[2]);
    check(setsockopt(fd, level, option, &value, sizeof(value)));
  } else {
    mp_buffer_info_t value;
    mp_get_buffer_raise(args[2], &value, MP_BUFFER_READ);
    check(setsockopt(fd, level, option, value.buf, value.len));
  }
  return mp_const_none;
}

mp_obj_t weft_socket_settimeout(mp_obj_t self_in, const mp_obj_t* args) {
  to_socket(self_in)->timeout = to_timeout(args[0]);
  return mp_const_none;
}

mp_obj_t weft_socket_gettimeout(mp_obj_t self_in, const mp_obj_t*) {
  return from_timeout(to_socket(self_in)->timeout);
}

mp_obj_t weft_socket_setblocking(mp_obj_t self_in, const mp_obj_t* args) {
  to_socket(self_in)->timeout = mp_obj_is_true(args[0]) ? weft::kForever : kDoNotWait;
  return mp_const_none;
}

mp_obj_t weft_socket_getblocking(mp_obj_t self_in, const mp_obj_t*) {
  return mp_obj_new_bool(to_socket(self_in)->timeout != kDoNotWait);
}

mp_obj_t weft_socket_enter(mp_obj_t self_in, const mp_obj_t*) { return self_in; }

// --- MicroPython's stream protocol: for asyncio's streams, and programs written for it ---

mp_uint_t weft_socket_stream_read(mp_obj_t self_in, void* data, mp_uint_t size, int* error) {
  SocketObject* self = to_socket(self_in);
  if (self->timeout == kDoNotWait) {
    ssize_t length = recv(self->fd, data, size, 0);
    if (length >= 0) return length;
    *error = errno;
    return MP_STREAM_ERROR;
  }
  return complete(self, kRead, size, [&](int fd) { return recv(fd, data, size, 0); });
}

mp_uint_t weft_socket_stream_write(mp_obj_t self_in, const void* data, mp_uint_t size, int* error) {
  SocketObject* self = to_socket(self_in);
  if (self->timeout == kDoNotWait) {
    ssize_t length = send(self->fd, data, size, MSG_NOSIGNAL);
    if (length >= 0) return length;
    *error = errno;
    return MP_STREAM_ERROR;
  }
  return complete(self, kWrite, 0, [&](int fd) { return send(fd, data, size, MSG_NOSIGNAL); });
}

mp_uint_t weft_socket_stream_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t argument,
                                   int* error) {
  SocketObject* self = to_socket(self_in);
  switch (request) {
    case MP_STREAM_GET_FILENO:
      return self->fd;
    case MP_STREAM_CLOSE:
      weft_socket_close(self_in, nullptr);
      return 0;
    case MP_STREAM_POLL: {  // its flags are those of poll()
      pollfd state = {self->fd, static_cast<short>(argument), 0};
      if (self->fd == kClosed) return MP_STREAM_POLL_NVAL;
      return ::poll(&state, 1, 0) > 0 ? state.revents : 0;
    }
    default:
      *error = MP_EINVAL;
      return MP_STREAM_ERROR;
  }
}

// --- functions of the module _socket ---

// socketpair(family, type, proto) -> two sockets.
mp_obj_t weft_socketpair(mp_obj_t family_in, mp_obj_t type_in, mp_obj_t proto_in) {
  int fds[2];
  int family = mp_obj_get_int(family_in);
  int type = mp_obj_get_int(type_in);
  int proto = mp_obj_get_int(proto_in);
  check(socketpair(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, proto, fds));
  mp_obj_t pair[2];
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) {
    close(fds[1]);
    nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
  }
  pair[0] = MP_OBJ_FROM_PTR(new_socket(&weft_type_socket, fds[0], family, type, proto));
  nlr_pop();
  pair[1] = MP_OBJ_FROM_PTR(new_socket(&weft_type_socket, fds[1], family, type, proto));
  return mp_obj_new_tuple(2, pair);
}

// dup(fd) -> another descriptor of the same file; it is not inherited by programs that are started.
mp_obj_t weft_dup(mp_obj_t fd) {
  int copy = fcntl(mp_obj_get_int(fd), F_DUPFD_CLOEXEC, 0);
  check(copy);
  return MP_OBJ_NEW_SMALL_INT(copy);
}

// close(fd): for a descriptor that nobody waits for.
mp_obj_t weft_close_fd(mp_obj_t fd) {
  check(close(mp_obj_get_int(fd)));
  return mp_const_none;
}

// inheritable(fd[, value]) -> whether a program that is started gets the descriptor.
mp_obj_t weft_inheritable(size_t n_args, const mp_obj_t* args) {
  int fd = mp_obj_get_int(args[0]);
  int flags = fcntl(fd, F_GETFD, 0);
  check(flags);
  if (n_args > 1) {
    flags = mp_obj_is_true(args[1]) ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC;
    check(fcntl(fd, F_SETFD, flags));
  }
  return mp_obj_new_bool(!(flags & FD_CLOEXEC));
}

// default_timeout([seconds]) -> what new sockets get.
mp_obj_t weft_default_timeout(size_t n_args, const mp_obj_t* args) {
  if (n_args > 0) default_timeout = to_timeout(args[0]);
  return from_timeout(default_timeout);
}

// set_hooks(look_up, methods): a function (host, family) -> a number as text, and the dict of what
// methods are written in Python.
mp_obj_t weft_socket_set_hooks(mp_obj_t look_up, mp_obj_t methods) {
  MP_STATE_VM(weft_socket_hooks)[0] = look_up;
  MP_STATE_VM(weft_socket_hooks)[1] = methods;
  return mp_const_none;
}

}  // extern "C"

#endif  // WEFT_POLLER
