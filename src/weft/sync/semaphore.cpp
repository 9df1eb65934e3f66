#include "weft/sync/semaphore.h"

namespace weft {

Outcome Semaphore::acquire(Micros deadline) {
  if (try_acquire()) return Outcome::kWoken;
  Waiter* self = scheduler.prepare_wait();
  if (self == nullptr) return Outcome::kNoMemory;
  if (take()) {
    port::unlock();
    return Outcome::kWoken;
  }
  return scheduler.wait(*self, &waiters_, deadline);
}

bool Semaphore::release(size_t permits, size_t limit) {
  LockOut lock_out;
  if (permits > limit - permits_) return false;
  for (; permits != 0 && !waiters_.empty(); permits--) {
    scheduler.wake(*waiters_.front(), Outcome::kWoken);
  }
  permits_ += permits;
  return true;
}

}  // namespace weft
