// SPDX-License-Identifier: MIT
#include "weft/service/future.h"

#include "weft/service/service.h"

namespace weft {

Outcome Future::wait(Micros deadline) {
  InVm in_vm;
  return wait_unless([](WaitQueue& self) { return static_cast<Future&>(self).is_done(); }, *this,
                     deadline);
}

// Called with the lock-out held. False: it is on its way already.
bool Future::begin(Service* service) {
  if (state_ == State::kPending || place_ != Place::kNowhere) return false;
  state_ = State::kPending;
  error_ = kNoRefusal;
  service_ = service;
  if (owner_ != nullptr) owner_->outstanding_++;
  return true;
}

void Future::unsend() {
  state_ = State::kNew;
  if (owner_ != nullptr) owner_->outstanding_--;
}

// Called with the lock-out held, which it gives back. The future may be gone when it returns.
void Future::answer(State state, int error) {
  state_ = state;
  error_ = error;
  if (place_ == Place::kAccepted) service_->accepted_.remove(*this);
  place_ = Place::kNowhere;
  if (owner_ != nullptr) {
    if (owner_->phase_ != Service::Phase::kStopped) {
      owner_->respond(*this);
      port::unlock();
      return;
    }
    owner_->outstanding_--;
  }
  Callback callback = callback_;
  scheduler.wake_first(*this);
  port::unlock();
  if (callback != nullptr) callback(*this);
}

bool Future::begin_resolve() {
  port::lock();
  // One that is queued is not the handler's yet.
  if (state_ == State::kPending && place_ != Place::kMailbox) return true;
  port::unlock();
  return false;
}

bool Future::resolve() {
  InVm in_vm;
  if (!begin_resolve()) return false;
  finish_resolve();
  return true;
}

bool Future::reject(int error) {
  InVm in_vm;
  if (!begin_resolve()) return false;
  answer(State::kRejected, error);
  return true;
}

bool Future::claim() {
  InVm in_vm;
  LockOut lock_out;
  if (state_ != State::kPending || place_ != Place::kAccepted) return false;
  service_->accepted_.remove(*this);
  place_ = Place::kNowhere;
  return true;
}

bool Future::cancel() {
  InVm in_vm;
  port::lock();
  if (state_ != State::kPending || place_ != Place::kMailbox) {
    port::unlock();
    return false;
  }
  service_->remove_queued(*this);
  answer(State::kRejected, kCancelled);
  return true;
}

bool begin_spawn(Future& future) {
  InVm in_vm;
  LockOut lock_out;
  return future.begin(nullptr);
}

}  // namespace weft
