#include "weft/sync/lock.h"

namespace weft {

Outcome Lock::acquire(Micros deadline) {
  if (try_acquire()) return Outcome::kWoken;
  if (!scheduler.prepare_wait()) return Outcome::kNoMemory;
  if (take()) {
    port::unlock();
    return Outcome::kWoken;
  }
  return scheduler.wait(&waiters_, deadline);
}

}  // namespace weft
