#include "weft/sync/lock.h"

namespace weft {

Outcome Lock::acquire(Micros deadline) {
  if (try_acquire()) return Outcome::kWoken;
  Waiter* self = scheduler.prepare_wait();
  if (self == nullptr) return Outcome::kNoMemory;
  if (take()) {
    port::unlock();
    return Outcome::kWoken;
  }
  return scheduler.wait(*self, &waiters_, deadline);
}

}  // namespace weft
