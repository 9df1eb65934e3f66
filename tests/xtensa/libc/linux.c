// SPDX-License-Identifier: MIT
// The system calls of Linux on Xtensa that MicroPython's unix port makes, as qemu-user serves them,
// below picolibc. For tests: what they do not need is left out.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
  kOpen = 8,
  kClose = 9,
  kRead = 12,
  kWrite = 13,
  kPoll = 16,
  kLlseek = 17,
  kFsync = 26,
  kRename = 33,
  kUnlink = 38,
  kRmdir = 39,
  kMkdir = 40,
  kChdir = 41,
  kGetcwd = 43,
  kStat64 = 47,
  kFstat64 = 55,
  kGetdents64 = 60,
  kIoctl = 66,
  kMmap = 80,
  kMunmap = 81,
  kExitGroup = 119,
  kGetpid = 120,
  kKill = 123,
  kSetitimer = 134,
  kGettimeofday = 192,
  kNanosleep = 195,
  kSigaltstack = 224,
  kSigaction = 226,
  kSigprocmask = 227,
  kClockGettime = 245
};

__attribute__((noinline)) static long call(long number, long a, long b, long c, long d, long e) {
  register long a9 __asm("a9") = 0;
  register long a2 __asm("a2") = number;
  register long a6 __asm("a6") = a;
  register long a3 __asm("a3") = b;
  register long a4 __asm("a4") = c;
  register long a5 __asm("a5") = d;
  register long a8 __asm("a8") = e;
  __asm volatile("syscall"
                 : "+r"(a2)
                 : "r"(a6), "r"(a3), "r"(a4), "r"(a5), "r"(a8), "r"(a9)
                 : "memory");
  if (a2 >= 0 || a2 <= -4096) return a2;
  // The numbers are the same up to 34.
  static const struct {
    uint8_t linux, ours;
  } numbers[] = {{36, ENAMETOOLONG}, {38, ENOSYS}, {39, ENOTEMPTY}, {40, ELOOP}};
  errno = -a2;
  for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
    if (numbers[i].linux == -a2) errno = numbers[i].ours;
  }
  return -1;
}

#define CALL0(n) call(n, 0, 0, 0, 0, 0)
#define CALL1(n, a) call(n, (long)(a), 0, 0, 0, 0)
#define CALL2(n, a, b) call(n, (long)(a), (long)(b), 0, 0, 0)
#define CALL3(n, a, b, c) call(n, (long)(a), (long)(b), (long)(c), 0, 0)

// --- files ---

static int linux_flags(int flags) {
  int result = flags & O_ACCMODE;
  if (flags & O_CREAT) result |= 0100;
  if (flags & O_EXCL) result |= 0200;
  if (flags & O_TRUNC) result |= 01000;
  if (flags & O_APPEND) result |= 02000;
  if (flags & O_NONBLOCK) result |= 04000;
  return result;
}

int open(const char *path, int flags, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, flags);
  int mode = __builtin_va_arg(list, int);
  __builtin_va_end(list);
  return CALL3(kOpen, path, linux_flags(flags), mode);
}
int close(int fd) { return CALL1(kClose, fd); }
ssize_t read(int fd, void *to, size_t bytes) { return CALL3(kRead, fd, to, bytes); }
ssize_t write(int fd, const void *from, size_t bytes) { return CALL3(kWrite, fd, from, bytes); }
int fsync(int fd) { return CALL1(kFsync, fd); }

off_t lseek(int fd, off_t offset, int whence) {
  int64_t at;
  int64_t wanted = offset;
  if (call(kLlseek, fd, wanted >> 32, wanted, (long)&at, whence) != 0) return -1;
  return at;
}

struct linux_stat {
  uint64_t dev, ino;
  uint32_t mode, nlink, uid, gid;
  uint64_t rdev;
  int64_t size;
  uint32_t blksize, unused;
  uint64_t blocks;
  uint32_t atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns, more[2];
};

static int translate(long result, const struct linux_stat *from, struct stat *to) {
  if (result != 0) return -1;
  memset(to, 0, sizeof(*to));
  to->st_mode = from->mode;
  to->st_ino = from->ino;
  to->st_dev = from->dev;
  to->st_nlink = from->nlink;
  to->st_uid = from->uid;
  to->st_gid = from->gid;
  to->st_size = from->size;
  to->st_atime = from->atime;
  to->st_mtime = from->mtime;
  to->st_ctime = from->ctime;
  return 0;
}

int stat(const char *path, struct stat *result) {
  struct linux_stat found;
  return translate(CALL2(kStat64, path, &found), &found, result);
}
int fstat(int fd, struct stat *result) {
  struct linux_stat found;
  return translate(CALL2(kFstat64, fd, &found), &found, result);
}

int unlink(const char *path) { return CALL1(kUnlink, path); }
int rmdir(const char *path) { return CALL1(kRmdir, path); }
int mkdir(const char *path, mode_t mode) { return CALL2(kMkdir, path, mode); }
int chdir(const char *path) { return CALL1(kChdir, path); }
int rename(const char *from, const char *to) { return CALL2(kRename, from, to); }
char *getcwd(char *to, size_t bytes) { return CALL2(kGetcwd, to, bytes) < 0 ? NULL : to; }
int isatty(int fd) {
  char settings[60];
  return CALL3(kIoctl, fd, 0x80245408, settings) == 0;  // TCGETS
}
int statvfs(const char *path, struct statvfs *result) {
  (void)path;
  (void)result;
  errno = ENOSYS;
  return -1;
}

// Of a path that exists: made absolute, and no more.
char *realpath(const char *path, char *to) {
  struct stat found;
  if (stat(path, &found) != 0) return NULL;
  size_t used = 0;
  if (path[0] != '/') {
    if (getcwd(to, PATH_MAX) == NULL) return NULL;
    used = strlen(to);
    to[used++] = '/';
  }
  if (used + strlen(path) >= PATH_MAX) {
    errno = ENAMETOOLONG;
    return NULL;
  }
  strcpy(to + used, path);
  return to;
}

struct linux_dirent {
  uint64_t ino;
  int64_t off;
  uint16_t reclen;
  uint8_t type;
  char name[];
};

DIR *opendir(const char *path) {
  struct stat found;
  if (stat(path, &found) != 0) return NULL;
  if (!S_ISDIR(found.st_mode)) {
    errno = ENOTDIR;
    return NULL;
  }
  int fd = open(path, O_RDONLY);
  if (fd < 0) return NULL;
  DIR *dir = calloc(1, sizeof(DIR));
  if (dir != NULL) dir->fd = fd;
  return dir;
}

struct dirent *readdir(DIR *dir) {
  if (dir->at == dir->end) {
    long got = CALL3(kGetdents64, dir->fd, dir->buffer, sizeof(dir->buffer));
    if (got <= 0) return NULL;
    dir->at = 0;
    dir->end = got;
  }
  struct linux_dirent *found = (struct linux_dirent *)(dir->buffer + dir->at);
  dir->at += found->reclen;
  dir->entry.d_ino = found->ino;
  dir->entry.d_type = found->type;
  strncpy(dir->entry.d_name, found->name, sizeof(dir->entry.d_name) - 1);
  return &dir->entry;
}

int closedir(DIR *dir) {
  int result = close(dir->fd);
  free(dir);
  return result;
}

int poll(struct pollfd *fds, nfds_t count, int timeout) {
  return CALL3(kPoll, fds, count, timeout);
}

// To sleep, and no more. What is left is written back, as Linux does.
int select(int count, fd_set *in, fd_set *out, fd_set *other, struct timeval *timeout) {
  (void)count, (void)in, (void)out, (void)other;
  int32_t want[2] = {timeout->tv_sec, timeout->tv_usec * 1000};
  int32_t left[2] = {0, 0};
  int result = CALL2(kNanosleep, want, left);
  timeout->tv_sec = left[0];
  timeout->tv_usec = left[1] / 1000;
  return result;
}

// --- time ---

int clock_gettime(clockid_t clock, struct timespec *now) {
  int32_t words[2];
  long result = CALL2(kClockGettime, clock == CLOCK_REALTIME ? 0 : 1, words);
  now->tv_sec = (uint32_t)words[0];
  now->tv_nsec = words[1];
  return result;
}
int gettimeofday(struct timeval *now, void *zone) {
  (void)zone;
  struct timespec ns;
  int result = clock_gettime(CLOCK_REALTIME, &ns);
  now->tv_sec = ns.tv_sec;
  now->tv_usec = ns.tv_nsec / 1000;
  return result;
}
int nanosleep(const struct timespec *time, struct timespec *left) {
  (void)left;
  int32_t want[2] = {time->tv_sec, time->tv_nsec};
  return CALL2(kNanosleep, want, NULL);
}
int usleep(useconds_t us) {
  struct timespec want = {us / 1000000, us % 1000000 * 1000};
  return nanosleep(&want, NULL);
}
clock_t clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * CLOCKS_PER_SEC + now.tv_nsec / (1000000000 / CLOCKS_PER_SEC);
}
int sched_yield(void) { return 0; }

// --- signals ---

// On the stack that they find, as an interrupt's frame, unless the handler asks for the one set
// here.
int set_signal_stack(void *stack, size_t bytes) {
  uintptr_t words[3] = {(uintptr_t)stack, 0, bytes};
  return CALL2(kSigaltstack, words, NULL);
}

static void (*handlers[32])(int);
uintptr_t interrupted_at;  // where the last one came
void signal_entry(int number);

// Held off, as a board's interrupts are: those that come meanwhile are handled when that ends.
static volatile unsigned held, missed;

unsigned hold_signals(void) {
  unsigned before = held;
  held = 1;
  return before;
}

void release_signals(unsigned before) {
  while (!before && missed != 0) {
    int number = __builtin_ctz(missed);
    __atomic_fetch_and(&missed, ~(1u << number), __ATOMIC_RELAXED);
    handlers[number](number);
  }
  held = before;
  // One may have come between the two.
  if (!before && missed != 0) release_signals(hold_signals());
}

void on_signal(int number, void *info, uintptr_t *context) {
  (void)info;
  if (held) {
    missed |= 1u << number;
    return;
  }
  int before = errno;
  interrupted_at = context[5];
  handlers[number](number);
  errno = before;
}

int sigaction(int number, const struct sigaction *restrict wanted, struct sigaction *restrict old) {
  if (old != NULL) memset(old, 0, sizeof(*old));
  if (wanted == NULL) return 0;
  int caught = wanted->sa_handler != SIG_DFL && wanted->sa_handler != SIG_IGN;
  handlers[number] = wanted->sa_handler;
  enum { kOnStack = 0x08000000, kRestart = 0x10000000, kWithContext = 4 };
  uintptr_t words[5] = {(uintptr_t)(caught ? (void *)&signal_entry : wanted->sa_handler),
                        (wanted->sa_flags & (kOnStack | kRestart)) | kWithContext, 0, 0, 0};
  return call(kSigaction, number, (long)words, 0, 8, 0);
}

void (*signal(int number, void (*handler)(int)))(int) {
  struct sigaction wanted = {.sa_handler = handler};
  sigaction(number, &wanted, NULL);
  return SIG_DFL;
}
int kill(pid_t pid, int number) { return CALL2(kKill, pid, number); }
pid_t getpid(void) { return CALL0(kGetpid); }
int raise(int number) { return kill(getpid(), number); }

// SIGALRM after so many microseconds, and then every so many, if not 0.
int start_timer(unsigned first, unsigned then) {
  int32_t words[4] = {then / 1000000, then % 1000000, first / 1000000, first % 1000000};
  return CALL3(kSetitimer, 0, words, NULL);
}

// --- memory, start and end ---

void *sbrk(ptrdiff_t bytes) {
  enum { kAll = 512 * 1024 * 1024 };
  static char *at, *end;
  if (at == NULL) {
    long base = call(kMmap, 0, kAll, 3, 0xc02, -1);  // PRIVATE, ANONYMOUS, NORESERVE
    if (base == -1) return (void *)-1;
    at = (char *)base;
    end = at + kAll;
  }
  if (bytes > end - at) {
    errno = ENOMEM;
    return (void *)-1;
  }
  char *result = at;
  at += bytes;
  return result;
}

_Noreturn void _exit(int status) {
  CALL1(kExitGroup, status);
  __builtin_trap();
}

char **environ;
extern int main(int argc, char **argv);
// ctors.ld, for programs in C++ that have constructors.
extern void (*constructors_begin[])(void) __attribute__((weak));
extern void (*constructors_end[])(void) __attribute__((weak));

void start_program(int argc, char **argv) {
  environ = argv + argc + 1;
  for (void (**it)(void) = constructors_end; it != constructors_begin;) (*--it)();
  exit(main(argc, argv));
}
