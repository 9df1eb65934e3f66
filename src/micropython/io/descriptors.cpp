// SPDX-License-Identifier: MIT
// Descriptors that are not ours: waiting for them, and files, pipes, terminals and FIFOs that park
// whoever reads or writes them.
#include "binding.h"
#include "io/functions.h"

#if WEFT_POLLER

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fibers/wait.h"
#include "port/poller.h"
#include "vm/hooks.h"

using weft::Micros;
using weft::Outcome;

namespace {

int ready_events(int fd, int events) {
  pollfd state = {fd, static_cast<short>(events), 0};
  return ::poll(&state, 1, 0) > 0 ? state.revents : 0;
}

// Parks the caller until the descriptor is ready; false: the time is up. A descriptor that cannot
// be waited for is ready.
bool await_descriptor(mp_obj_t what, int fd, Poller::Direction direction, Micros deadline) {
  int events = direction == Poller::kRead ? POLLIN | POLLPRI : POLLOUT;
  while (ready_events(fd, events) == 0) {
    weft_begin_to_wait(what);
    Poller::Descriptor* descriptor = poller.borrow(fd);
    if (descriptor == nullptr) m_malloc_fail(sizeof(Poller::Descriptor));
    Poller::start_call(*descriptor, direction);
    int error;
    Outcome outcome = poller.wait(*descriptor, direction, deadline, &error);
    if (error != 0) return true;
    if (!weft_must_wait_again(outcome) && outcome == Outcome::kTimedOut) return false;
  }
  return true;
}

void check(int result) {
  if (result < 0) mp_raise_OSError(errno);
}

}  // namespace

extern "C" {

// wait(fd, write, timeout) -> bool: whether the descriptor is ready, after `timeout` seconds at
// most (None: none).
mp_obj_t weft_wait_descriptor(mp_obj_t fd, mp_obj_t write, mp_obj_t timeout) {
  Micros deadline = weft_deadline_or_none(timeout);
  Poller::Direction direction = mp_obj_is_true(write) ? Poller::kWrite : Poller::kRead;
  int number = mp_obj_get_int(fd);
  if (deadline == kDoNotWait) {
    return mp_obj_new_bool(ready_events(number, mp_obj_is_true(write) ? POLLOUT : POLLIN) != 0);
  }
  return mp_obj_new_bool(await_descriptor(fd, number, direction, deadline));
}

// poll({fd: events}) -> list of (fd, events) of those that are ready now: the system's poll().
mp_obj_t weft_poll_now(mp_obj_t dict) {
  mp_map_t* map = mp_obj_dict_get_map(dict);
  size_t count = 0;
  auto* states = m_new(pollfd, map->used + 1);
  for (size_t i = 0; i < map->alloc; i++) {
    if (!mp_map_slot_is_filled(map, i)) continue;
    states[count++] = {static_cast<int>(mp_obj_get_int(map->table[i].key)),
                       static_cast<short>(mp_obj_get_int(map->table[i].value)), 0};
  }
  check(::poll(states, count, 0));
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  for (size_t i = 0; i < count; i++) {
    if (states[i].revents == 0) continue;
    mp_obj_t row[2] = {MP_OBJ_NEW_SMALL_INT(states[i].fd),
                       MP_OBJ_NEW_SMALL_INT(static_cast<unsigned short>(states[i].revents))};
    mp_obj_list_append(list, mp_obj_new_tuple(2, row));
  }
  m_del(pollfd, states, map->used + 1);
  return list;
}

mp_obj_t weft_epoll_create(void) {
  int fd = epoll_create1(EPOLL_CLOEXEC);
  check(fd);
  return MP_OBJ_NEW_SMALL_INT(fd);
}

// epoll_ctl(epfd, operation, fd, events)
mp_obj_t weft_epoll_ctl(size_t, const mp_obj_t* args) {
  epoll_event event = {};
  int fd = mp_obj_get_int(args[2]);
  event.events = static_cast<uint32_t>(mp_obj_get_int_truncated(args[3]));
  event.data.fd = fd;
  check(epoll_ctl(mp_obj_get_int(args[0]), mp_obj_get_int(args[1]), fd, &event));
  return mp_const_none;
}

// epoll_wait(epfd, most) -> list of (fd, events), without waiting.
mp_obj_t weft_epoll_wait(mp_obj_t epfd, mp_obj_t most_in) {
  mp_int_t most = mp_obj_get_int(most_in);
  if (most < 1) mp_raise_ValueError(MP_ERROR_TEXT("maxevents must be greater than 0"));
  auto* events = m_new(epoll_event, most);
  int count = epoll_wait(mp_obj_get_int(epfd), events, most, 0);
  check(count);
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  for (int i = 0; i < count; i++) {
    mp_obj_t row[2] = {MP_OBJ_NEW_SMALL_INT(events[i].data.fd),
                       mp_obj_new_int_from_uint(events[i].events)};
    mp_obj_list_append(list, mp_obj_new_tuple(2, row));
  }
  m_del(epoll_event, events, most);
  return list;
}

// forget(fd): nobody waits for it any more, and it is about to be closed.
mp_obj_t weft_forget_descriptor(mp_obj_t fd) {
  Poller::Descriptor* descriptor = poller.borrow(mp_obj_get_int(fd));
  if (descriptor != nullptr) poller.release(*descriptor);
  return mp_const_none;
}

// read(fd, n) -> bytes, once there are any; b"" at the end.
mp_obj_t weft_read_descriptor(mp_obj_t fd_in, mp_obj_t size_in) {
  int fd = mp_obj_get_int(fd_in);
  mp_int_t size = mp_obj_get_int(size_in);
  if (size < 0) mp_raise_ValueError(MP_ERROR_TEXT("negative size"));
  await_descriptor(fd_in, fd, Poller::kRead, weft::kForever);
  vstr_t data;
  vstr_init_len(&data, size);
  iovec place = {data.buf, static_cast<size_t>(size)};
  ssize_t length = readv(fd, &place, 1);  // not read(), which MicroPython's files call: see below
  check(length);
  data.len = length;
  return mp_obj_new_bytes_from_vstr(&data);
}

// write(fd, data) -> bytes written, once there is room: no more than a pipe surely takes.
mp_obj_t weft_write_descriptor(mp_obj_t fd_in, mp_obj_t data_in) {
  int fd = mp_obj_get_int(fd_in);
  await_descriptor(fd_in, fd, Poller::kWrite, weft::kForever);
  mp_buffer_info_t data;
  mp_get_buffer_raise(data_in, &data, MP_BUFFER_READ);
  iovec part = {data.buf, data.len < PIPE_BUF ? data.len : PIPE_BUF};
  ssize_t length = writev(fd, &part, 1);
  check(length);
  return MP_OBJ_NEW_SMALL_INT(length);
}

// --- MicroPython's own files: what they call of the C library, wrapped by the linker ---
//
// All are called without the GIL, by MP_HAL_RETRY_SYSCALL. Native threads block, as ever; so does
// whoever may not park.

ssize_t __real_read(int fd, void* data, size_t size);
ssize_t __wrap_read(int fd, void* data, size_t size);
ssize_t __real_write(int fd, const void* data, size_t size);
ssize_t __wrap_write(int fd, const void* data, size_t size);
int __wrap_open(const char* path, int flags, ...);
int __wrap_open64(const char* path, int flags, ...);  // its name with large files

}  // extern "C"

#if WEFT_PARK_FILES

namespace {

bool may_park() {
  return poller.fd() >= 0 && weft::port::native_caller() == nullptr && weft_can_park();
}

// Only what can keep its caller waiting for long.
bool may_block(int fd, mode_t* mode) {
  struct stat status;
  if (fstat(fd, &status) != 0) return false;
  *mode = status.st_mode;
  return S_ISFIFO(*mode) || S_ISCHR(*mode) || S_ISSOCK(*mode);
}

bool is_nonblocking(int fd) { return (fcntl(fd, F_GETFL, 0) & O_NONBLOCK) != 0; }

void park_for(int fd, Poller::Direction direction) {
  MP_THREAD_GIL_ENTER();
  if (may_park()) await_descriptor(MP_OBJ_NEW_SMALL_INT(fd), fd, direction, weft::kForever);
  MP_THREAD_GIL_EXIT();
}

}  // namespace

extern "C" {

ssize_t __wrap_read(int fd, void* data, size_t size) {
  mode_t mode;
  if (poller.fd() >= 0 && ready_events(fd, POLLIN | POLLPRI) == 0 && may_block(fd, &mode) &&
      !is_nonblocking(fd)) {
    park_for(fd, Poller::kRead);
  }
  return __real_read(fd, data, size);
}

// What a pipe surely takes when it says that there is room.
ssize_t __wrap_write(int fd, const void* data, size_t size) {
  mode_t mode;
  if (fd <= STDERR_FILENO || poller.fd() < 0 || !may_block(fd, &mode) || is_nonblocking(fd)) {
    return __real_write(fd, data, size);
  }
  park_for(fd, Poller::kWrite);
  return __real_write(fd, data, size < PIPE_BUF ? size : PIPE_BUF);
}

// A FIFO's other end may not be open yet. To read it needs no waiting: the first read waits for a
// writer. To write it is tried again and again.
static int open_file(const char* path, int flags, mode_t mode) {
  struct stat status;
  if (poller.fd() < 0 || stat(path, &status) != 0 || !S_ISFIFO(status.st_mode) ||
      (flags & O_ACCMODE) == O_RDWR || (flags & O_NONBLOCK) != 0) {
    return openat(AT_FDCWD, path, flags, mode);
  }
  constexpr Micros kRetry = 5000;
  for (;;) {
    int fd = openat(AT_FDCWD, path, flags | O_NONBLOCK, mode);
    if (fd >= 0) {
      fcntl(fd, F_SETFL, flags & ~(O_CREAT | O_EXCL | O_TRUNC));
      return fd;
    }
    if (errno != ENXIO) return fd;
    bool parked = false;
    MP_THREAD_GIL_ENTER();
    if (may_park()) {
      parked = true;
      weft_must_wait_again(weft::scheduler.sleep_until(weft::deadline_after(kRetry)));
    }
    MP_THREAD_GIL_EXIT();
    if (!parked) return openat(AT_FDCWD, path, flags, mode);
  }
}

static mode_t mode_of(int flags, va_list more) {
  return flags & O_CREAT ? va_arg(more, mode_t) : 0;
}

int __wrap_open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = mode_of(flags, more);
  va_end(more);
  return open_file(path, flags, mode);
}

int __wrap_open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = mode_of(flags, more);
  va_end(more);
  return open_file(path, flags, mode);
}

}  // extern "C"

#endif  // WEFT_PARK_FILES

#endif  // WEFT_POLLER
