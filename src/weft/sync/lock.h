// Lock: a mutual exclusion lock without an owner, as CPython's threading.Lock. First come first
// served: release() hands it to the first waiter, which owns it before it runs.
//
// Every function: any OS thread, from fibers, the hub and native threads alike. try_acquire() and
// release() also from interrupts: they do not park or allocate.
#ifndef WEFT_SYNC_LOCK_H_
#define WEFT_SYNC_LOCK_H_

#include "weft/sched/scheduler.h"

namespace weft {

class Lock {
 public:
  constexpr Lock() = default;

  bool locked() const { return locked_; }

  [[nodiscard]] bool try_acquire() {
    LockOut lock_out;
    return take();
  }

  // acquire() waits until the lock is ours (kWoken) or `deadline`.
  [[nodiscard]] Outcome acquire(Micros deadline = kForever);

  // release() is false if the lock is not held.
  [[nodiscard]] bool release() {
    LockOut lock_out;
    if (!locked_) return false;
    if (waiters_.empty()) {
      locked_ = false;
    } else {
      scheduler.wake(*waiters_.front(), Outcome::kWoken);
    }
    return true;
  }

  const WaitQueue& waiters() const { return waiters_; }

 private:
  bool take() {
    if (locked_) return false;
    locked_ = true;
    return true;
  }

  WaitQueue waiters_;
  bool locked_ = false;
};

}  // namespace weft

#endif  // WEFT_SYNC_LOCK_H_
