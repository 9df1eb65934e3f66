// Condition: waiters that are notified in the order they came, as CPython's threading.Condition
// less its lock, which the caller gives back and takes again around the wait:
//
//   Waiter* self = condition.begin_wait(deadline);  // nullptr: no memory
//   lock.release();                       // cannot miss a notify: we are on the queue already
//   Outcome outcome = condition.complete_wait(*self);
//   lock.acquire();
//
// notify() from any OS thread; also from interrupts.
#ifndef WEFT_SYNC_CONDITION_H_
#define WEFT_SYNC_CONDITION_H_

#include "weft/sched/scheduler.h"

namespace weft {

class Condition {
 public:
  constexpr Condition() = default;

  [[nodiscard]] Waiter* begin_wait(Micros deadline) {
    Waiter* self = scheduler.prepare_wait();
    if (self == nullptr) return nullptr;
    scheduler.begin_wait(*self, &waiters_, deadline);
    port::unlock();
    return self;
  }
  [[nodiscard]] Outcome complete_wait(Waiter& self) { return scheduler.complete_wait(self); }

  // notify() wakes the first `count` waiters.
  void notify(size_t count) {
    LockOut lock_out;
    scheduler.wake_first(waiters_, count);
  }

  const WaitQueue& waiters() const { return waiters_; }

 private:
  WaitQueue waiters_;
};

}  // namespace weft

#endif  // WEFT_SYNC_CONDITION_H_
