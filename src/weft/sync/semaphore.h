// SPDX-License-Identifier: MIT
// Semaphore: a counter of permits, as CPython's threading.Semaphore. First come first served:
// release() hands its permits to the first waiters.
//
// Every function: any OS thread; try_acquire() and release() also from interrupts.
#ifndef WEFT_SYNC_SEMAPHORE_H_
#define WEFT_SYNC_SEMAPHORE_H_

#include "weft/sched/scheduler.h"

namespace weft {

class Semaphore : WaitQueue {
 public:
  constexpr explicit Semaphore(size_t permits) : permits_(permits) {}

  size_t permits() const { return permits_; }

  [[nodiscard]] bool try_acquire() {
    LockOut lock_out;
    return take();
  }

  // acquire() waits until a permit is ours (kWoken) or `deadline`.
  [[nodiscard]] Outcome acquire(Micros deadline = kForever);

  // release() adds permits. False, and nothing changes, if there would be more than `limit`.
  [[nodiscard]] bool release(size_t permits = 1, size_t limit = SIZE_MAX);

  const WaitQueue& waiters() const { return *this; }

 private:
  bool take() {
    if (permits_ == 0) return false;
    permits_--;
    return true;
  }

  size_t permits_;
};

}  // namespace weft

#endif  // WEFT_SYNC_SEMAPHORE_H_
