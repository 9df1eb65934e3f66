#include "weft/sync/rlock.h"

namespace weft {

bool RLock::take(uintptr_t agent) {
  if (owner_ != 0 && owner_ != agent) return false;
  owner_ = agent;
  depth_++;
  return true;
}

// Called with the lock-out held and depth 0.
void RLock::pass_on() {
  Waiter* next = waiters_.front();
  if (next == nullptr) {
    owner_ = 0;
    return;
  }
  owner_ = next->agent;
  depth_ = 1;
  scheduler.wake(*next, Outcome::kWoken);
}

Outcome RLock::acquire(Micros deadline) {
  if (try_acquire()) return Outcome::kWoken;
  Waiter* self = scheduler.prepare_wait();
  if (self == nullptr) return Outcome::kNoMemory;
  if (take(self->agent)) {
    port::unlock();
    return Outcome::kWoken;
  }
  return scheduler.wait(*self, &waiters_, deadline);
}

bool RLock::release() {
  LockOut lock_out;
  if (!owned()) return false;
  if (--depth_ == 0) pass_on();
  return true;
}

uint32_t RLock::release_all() {
  LockOut lock_out;
  if (!owned()) return 0;
  uint32_t depth = depth_;
  depth_ = 0;
  pass_on();
  return depth;
}

}  // namespace weft
