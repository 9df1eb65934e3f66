// RLock: a lock that its owner may acquire again, as CPython's threading.RLock. The owner is an
// agent: a green thread, an asyncio task (whichever step of it runs) or a native thread.
//
// Every function: any OS thread; not from interrupts, which own nothing.
#ifndef WEFT_SYNC_RLOCK_H_
#define WEFT_SYNC_RLOCK_H_

#include "weft/sched/scheduler.h"

namespace weft {

class RLock {
 public:
  constexpr RLock() = default;

  bool locked() const { return owner_ != 0; }
  bool owned() const { return owner_ == scheduler.caller().agent; }
  uintptr_t owner() const { return owner_; }
  uint32_t depth() const { return depth_; }

  [[nodiscard]] bool try_acquire() {
    LockOut lock_out;
    return take(scheduler.caller().agent);
  }

  // acquire() waits until the lock is ours once more (kWoken) or `deadline`.
  [[nodiscard]] Outcome acquire(Micros deadline = kForever);

  // release() undoes one acquire; false if the caller is not the owner.
  [[nodiscard]] bool release();

  // release_all() gives the lock up whatever its depth and returns that depth, 0 if the caller is
  // not the owner. restore_depth() sets it again after acquire(). For Condition.wait.
  uint32_t release_all();
  void restore_depth(uint32_t depth) { depth_ = depth; }

  const WaitQueue& waiters() const { return waiters_; }

 private:
  bool take(uintptr_t agent);
  void pass_on();

  WaitQueue waiters_;
  uintptr_t owner_ = 0;
  uint32_t depth_ = 0;
};

}  // namespace weft

#endif  // WEFT_SYNC_RLOCK_H_
