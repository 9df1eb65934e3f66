// SPDX-License-Identifier: MIT
#include "weft/sync/rlock.h"

namespace weft {

bool RLock::try_acquire() {
  if (!owned() && !Lock::try_acquire()) return false;
  depth_++;
  return true;
}

Outcome RLock::acquire(Micros deadline) {
  if (try_acquire()) return Outcome::kWoken;
  Outcome outcome = Lock::acquire(deadline);
  if (outcome == Outcome::kWoken) depth_ = 1;
  return outcome;
}

bool RLock::release() {
  if (!owned()) return false;
  if (--depth_ == 0) (void)Lock::release();
  return true;
}

uint32_t RLock::release_all() {
  if (!owned()) return 0;
  uint32_t depth = depth_;
  depth_ = 0;
  (void)Lock::release();
  return depth;
}

}  // namespace weft
