// SPDX-License-Identifier: MIT
// Programs that are started: what subprocess.py needs of the system.
#include "binding.h"
#include "io/functions.h"

#if WEFT_POLLER

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace {

void check(int result) {
  if (result < 0) mp_raise_OSError(errno);
}

// A list of str or bytes as the system takes it. On the VM's heap.
char** to_vector(mp_obj_t list) {
  size_t count;
  mp_obj_t* items;
  mp_obj_get_array(list, &count, &items);
  auto** vector = m_new0(char*, count + 1);
  for (size_t i = 0; i < count; i++) {
    size_t length;
    const char* text = mp_obj_str_get_data(items[i], &length);
    if (memchr(text, 0, length) != nullptr) {
      mp_raise_ValueError(MP_ERROR_TEXT("embedded null byte"));
    }
    vector[i] = m_new(char, length + 1);
    memcpy(vector[i], text, length);
    vector[i][length] = '\0';
  }
  return vector;
}

}  // namespace

extern "C" {

// spawn(program, arguments, environment or None, directory or None, descriptors, new_session) ->
// pid. descriptors: what the program has as 0, 1 and 2. All others of ours are closed in it.
// OSError as CPython's: also if the program is not found.
mp_obj_t weft_spawn(size_t, const mp_obj_t* args) {
  const char* program = mp_obj_str_get_str(args[0]);
  char** arguments = to_vector(args[1]);
  char** environment = args[2] == mp_const_none ? environ : to_vector(args[2]);
  size_t count;
  mp_obj_t* items;
  mp_obj_get_array(args[4], &count, &items);
  int fds[3];
  for (size_t i = 0; i < 3; i++) fds[i] = mp_obj_get_int(items[i]);
  const char* directory = args[3] == mp_const_none ? nullptr : mp_obj_str_get_str(args[3]);

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  // Copies first, beyond the three, so that none is written over before it was copied.
  int copies[3];
  bool copied = true;
  for (int i = 0; i < 3; i++) {
    copies[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 10);
    copied = copied && copies[i] >= 0;
  }
  int error = copied ? 0 : errno;
  for (int i = 0; i < 3 && copied; i++) {
    posix_spawn_file_actions_adddup2(&actions, copies[i], i);
  }
  if (directory != nullptr) posix_spawn_file_actions_addchdir_np(&actions, directory);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  if (mp_obj_is_true(args[5])) flags |= POSIX_SPAWN_SETSID;
  sigset_t none;
  sigset_t defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, flags);
  pid_t pid = 0;
  if (error == 0)
    error = posix_spawnp(&pid, program, &actions, &attributes, arguments, environment);
  for (int copy : copies) {
    if (copy >= 0) close(copy);
  }
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) mp_raise_OSError(error);
  return mp_obj_new_int(pid);
}

// pipe() -> (to read, to write): closed in programs that are started.
mp_obj_t weft_pipe(void) {
  int fds[2];
  check(pipe2(fds, O_CLOEXEC));
  mp_obj_t pair[2] = {MP_OBJ_NEW_SMALL_INT(fds[0]), MP_OBJ_NEW_SMALL_INT(fds[1])};
  return mp_obj_new_tuple(2, pair);
}

// open_null() -> a descriptor of /dev/null.
mp_obj_t weft_open_null(void) {
  int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
  check(fd);
  return MP_OBJ_NEW_SMALL_INT(fd);
}

// open_process(pid) -> a descriptor that is ready to read once the process has ended, or -1 where
// the system has none.
mp_obj_t weft_open_process(mp_obj_t pid) {
#if defined(SYS_pidfd_open)
  return MP_OBJ_NEW_SMALL_INT(syscall(SYS_pidfd_open, mp_obj_get_int(pid), 0));
#else
  (void)pid;
  return MP_OBJ_NEW_SMALL_INT(-1);
#endif
}

// wait_process(pid) -> what it has ended with, as Popen.returncode; None while it runs. Waits for
// nothing.
mp_obj_t weft_wait_process(mp_obj_t pid) {
  int status = 0;
  pid_t ended = waitpid(mp_obj_get_int(pid), &status, WNOHANG);
  check(ended);
  if (ended == 0) return mp_const_none;
  if (WIFSIGNALED(status)) return MP_OBJ_NEW_SMALL_INT(-WTERMSIG(status));
  return MP_OBJ_NEW_SMALL_INT(WEXITSTATUS(status));
}

mp_obj_t weft_kill_process(mp_obj_t pid, mp_obj_t signal) {
  check(kill(mp_obj_get_int(pid), mp_obj_get_int(signal)));
  return mp_const_none;
}

}  // extern "C"

#endif  // WEFT_POLLER
