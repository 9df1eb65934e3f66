// SPDX-License-Identifier: MIT
// Threads of an operating system, which there are not: whoever starts one ends the program. The
// tests that would are in left_out.inc. What is locked is locked by the only thread.
#ifndef WEFT_TESTS_XTENSA_THREADS_H_
#define WEFT_TESTS_XTENSA_THREADS_H_

#include <stdio.h>
#include <stdlib.h>

#include <chrono>

namespace std {

class thread {
 public:
  thread() = default;
  template <typename... Body>
  explicit thread(const Body&...) {
    printf("FAIL: no threads\n");
    exit(1);
  }
  void join() {}
  void detach() {}
  bool joinable() { return false; }
};
struct mutex {
  void lock() {}
  void unlock() {}
};
using recursive_mutex = mutex;
template <typename M>
struct lock_guard {
  explicit lock_guard(M&) {}
  ~lock_guard() {}
};
template <typename M>
struct unique_lock {
  explicit unique_lock(M&) {}
  ~unique_lock() {}
};
struct condition_variable {
  void notify_one() {}
  template <typename L, typename P>
  void wait(L&, P) {}
  template <typename L, typename T, typename P>
  void wait_for(L&, T, P) {}
};
namespace this_thread {
template <typename T>
void sleep_for(T) {}
inline void yield() {}
}  // namespace this_thread

}  // namespace std

struct sem_t {};
inline int sem_init(sem_t*, int, int) { return 0; }
inline int sem_destroy(sem_t*) { return 0; }
inline int sem_wait(sem_t*) { return 0; }
inline int sem_trywait(sem_t*) { return 0; }
inline int sem_post(sem_t*) { return 0; }
template <typename C, typename T>
int sem_clockwait(sem_t*, C, const T*) {
  return 0;
}

#endif  // WEFT_TESTS_XTENSA_THREADS_H_
