// SPDX-License-Identifier: MIT
#include "weft/os/os_thread.h"

#if defined(__unix__)

#include <errno.h>
#include <signal.h>
#include <time.h>

namespace weft {

Micros os_clock_us() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Micros>(now.tv_sec) * 1000000 + now.tv_nsec / 1000;
}

void Baton::open() { sem_init(&native_, 0, 0); }
void Baton::close() { sem_destroy(&native_); }
void Baton::give() { sem_post(&native_); }

void Baton::take() {
  while (sem_wait(&native_) != 0) {  // a signal came
  }
}

bool Baton::try_take() { return sem_trywait(&native_) == 0; }

bool Baton::take_until(Micros deadline) {
  timespec until = {static_cast<time_t>(deadline / 1000000),
                    static_cast<long>(deadline % 1000000) * 1000};
  int result;
  do {
    result = deadline == kForever ? sem_wait(&native_)
                                  : sem_clockwait(&native_, CLOCK_MONOTONIC, &until);
  } while (result != 0 && errno == EINTR);
  return result == 0;
}

#if WEFT_CARRIER

void* OsThread::run(void* argument) {
  auto& self = *static_cast<OsThread*>(argument);
  self.body_(self.argument_);
  return nullptr;
}

bool OsThread::start(void* base, size_t bytes, Body body, void* argument) {
  body_ = body;
  argument_ = argument;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  bool started = pthread_attr_setstack(&attributes, base, bytes) == 0;
  if (started) {
    sigset_t blocked;
    sigset_t old;
    sigfillset(&blocked);
    for (int signal = SIGRTMIN; signal <= SIGRTMAX; signal++) sigdelset(&blocked, signal);
    pthread_sigmask(SIG_SETMASK, &blocked, &old);
    started = pthread_create(&handle_, &attributes, &OsThread::run, this) == 0;
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
  }
  pthread_attr_destroy(&attributes);
  return started;
}

void OsThread::join() { pthread_join(handle_, nullptr); }

#endif  // WEFT_CARRIER

}  // namespace weft

#endif  // __unix__
