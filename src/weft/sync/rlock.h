// SPDX-License-Identifier: MIT
// RLock: a Lock that its owner may acquire again, as CPython's threading.RLock. The owner is an
// agent: a green thread, an asyncio task (whichever step of it runs) or a native thread.
//
// Every function: any OS thread; not from interrupts, which own nothing.
#ifndef WEFT_SYNC_RLOCK_H_
#define WEFT_SYNC_RLOCK_H_

#include "weft/sync/lock.h"

namespace weft {

class RLock : public Lock {
 public:
  constexpr RLock() = default;

  bool owned() const { return holder() == scheduler.caller().agent; }
  uint32_t depth() const { return depth_; }

  [[nodiscard]] bool try_acquire();

  // acquire() waits until the lock is ours once more (kWoken) or `deadline`.
  [[nodiscard]] Outcome acquire(Micros deadline = kForever);

  // release() undoes one acquire; false if the caller is not the owner.
  [[nodiscard]] bool release();

  // release_all() gives the lock up whatever its depth and returns that depth, 0 if the caller is
  // not the owner. restore_depth() sets it again after acquire(), or Lock::acquire(). For
  // Condition.wait.
  uint32_t release_all();
  void restore_depth(uint32_t depth) { depth_ = depth; }

 private:
  uint32_t depth_ = 0;  // the owner's affair, 0 while the lock is free or on its way to a waiter
};

}  // namespace weft

#endif  // WEFT_SYNC_RLOCK_H_
