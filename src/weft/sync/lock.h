// SPDX-License-Identifier: MIT
// Lock: a mutual exclusion lock that anybody may release, as CPython's threading.Lock. First come
// first served: release() hands it to the first waiter, which has it before it runs.
//
// Every function: any OS thread, from fibers, the hub and native threads alike. try_acquire() and
// release() also from interrupts: they do not park or allocate.
#ifndef WEFT_SYNC_LOCK_H_
#define WEFT_SYNC_LOCK_H_

#include "weft/sched/scheduler.h"

namespace weft {

class Lock : WaitQueue {
 public:
  constexpr Lock() = default;

  bool locked() const { return holder_ != 0; }
  // holder() is the agent that acquired it, for reports; 0 if it is free.
  uintptr_t holder() const { return holder_; }

  [[nodiscard]] bool try_acquire() {
    LockOut lock_out;
    return take();
  }

  // acquire() waits until the lock is ours (kWoken) or `deadline`.
  [[nodiscard]] Outcome acquire(Micros deadline = kForever);

  // release() is false if the lock is not held.
  [[nodiscard]] bool release() {
    LockOut lock_out;
    if (holder_ == 0) return false;
    Waiter* next = front();
    holder_ = next != nullptr ? next->agent : 0;
    if (next != nullptr) scheduler.wake(*next, Outcome::kWoken);
    return true;
  }

  const WaitQueue& waiters() const { return *this; }

 private:
  bool take() {
    if (holder_ != 0) return false;
    holder_ = scheduler.caller().agent;
    return true;
  }

  uintptr_t holder_ = 0;
};

}  // namespace weft

#endif  // WEFT_SYNC_LOCK_H_
