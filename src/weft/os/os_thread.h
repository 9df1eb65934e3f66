// SPDX-License-Identifier: MIT
// What native threads and carriers (context_carrier.cpp) need of the operating system: its clock,
// Baton and OsThread. Defined in os_thread_<system>.cpp.
#ifndef WEFT_OS_OS_THREAD_H_
#define WEFT_OS_OS_THREAD_H_

#include <cstddef>

#include "weft/config.h"
#include "weft/port.h"

#if defined(__unix__)
#include <pthread.h>
#include <semaphore.h>
#elif WEFT_FREERTOS
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#endif

#if WEFT_OS_THREADS

namespace weft {

// os_clock_us() is the system's monotonic clock. Thread-safe.
Micros os_clock_us();

// A Baton is given by one thread and taken by another, once for each time it was given. Any OS
// thread; not from interrupts.
class Baton {
 public:
#if defined(__unix__)
  using Native = sem_t;
#else
  using Native = StaticSemaphore_t;
#endif

  // open() comes before anything else, close() after it.
  void open();
  void close();
  void give();
  // take() blocks until the baton is given. What its giver did before is seen after.
  void take();
  // try_take() does not wait; take_until() not beyond `deadline`, by the system's monotonic clock.
  // False: it was not given.
  [[nodiscard]] bool try_take();
  [[nodiscard]] bool take_until(Micros deadline);

 private:
  Native native_ = {};
};

#if WEFT_CARRIER

// An OsThread is made on memory of the caller's. It takes no signals, but for real-time ones, by
// which a collector stops it.
class OsThread {
 public:
  using Body = void (*)(void* argument);
#if defined(__unix__)
  using Handle = pthread_t;
#else
  using Handle = TaskHandle_t;
#endif

  // start() runs body(argument) on the stack of `bytes` at `base`. False: no thread is left.
  [[nodiscard]] bool start(void* base, size_t bytes, Body body, void* argument);
  // join() waits until the body has returned. The stack is then the caller's again.
  void join();

  Handle handle() const { return handle_; }

 private:
#if defined(__unix__)
  static void* run(void* self);
#else
  static void run(void* self);

  StaticTask_t task_ = {};
  Baton ended_;
#endif

  Handle handle_ = {};
  Body body_ = nullptr;
  void* argument_ = nullptr;
};

#endif  // WEFT_CARRIER

}  // namespace weft

#endif  // WEFT_OS_THREADS

#endif  // WEFT_OS_OS_THREAD_H_
