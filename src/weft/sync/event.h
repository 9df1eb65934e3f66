// Event: a flag that threads wait for, as CPython's threading.Event.
//
// Every function: any OS thread; set() and clear() also from interrupts.
#ifndef WEFT_SYNC_EVENT_H_
#define WEFT_SYNC_EVENT_H_

#include "weft/sched/scheduler.h"

namespace weft {

class Event {
 public:
  constexpr Event() = default;

  bool is_set() const { return set_; }

  // set() raises the flag and wakes every waiter.
  void set() {
    LockOut lock_out;
    set_ = true;
    while (!waiters_.empty()) scheduler.wake(*waiters_.front(), Outcome::kWoken);
  }

  void clear() {
    LockOut lock_out;
    set_ = false;
  }

  // wait() waits until the flag is raised (kWoken, even if it is lowered again before the caller
  // runs) or `deadline`.
  [[nodiscard]] Outcome wait(Micros deadline = kForever) {
    if (set_) return Outcome::kWoken;
    Waiter* self = scheduler.prepare_wait();
    if (self == nullptr) return Outcome::kNoMemory;
    if (set_) {
      port::unlock();
      return Outcome::kWoken;
    }
    return scheduler.wait(*self, &waiters_, deadline);
  }

  const WaitQueue& waiters() const { return waiters_; }

 private:
  WaitQueue waiters_;
  bool set_ = false;
};

}  // namespace weft

#endif  // WEFT_SYNC_EVENT_H_
