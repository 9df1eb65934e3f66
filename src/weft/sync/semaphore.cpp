// SPDX-License-Identifier: MIT
#include "weft/sync/semaphore.h"

namespace weft {

Outcome Semaphore::acquire(Micros deadline) {
  return wait_unless([](WaitQueue& self) { return static_cast<Semaphore&>(self).take(); }, *this,
                     deadline);
}

bool Semaphore::release(size_t permits, size_t limit) {
  LockOut lock_out;
  if (permits > limit - permits_) return false;
  permits_ += scheduler.wake_first(*this, permits);
  return true;
}

}  // namespace weft
