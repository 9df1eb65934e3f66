// SPDX-License-Identifier: MIT
#include "weft/sync/barrier.h"

namespace weft {

namespace {

// What a waiter inside finds in its value.
constexpr uintptr_t kVerdictBroken = 0;
constexpr uintptr_t kVerdictPassed = 1;

}  // namespace

// Called with the lock-out held.
void Barrier::end_round(uintptr_t verdict) {
  count_ = 0;
  acting_ = false;
  while (Waiter* waiter = inside_.front()) {
    waiter->value = verdict;
    scheduler.wake(*waiter, Outcome::kWoken);
  }
  scheduler.wake_first(door_);
}

// kWoken: look again.
Outcome Barrier::wait_at_door(Micros deadline) {
  Waiter* self = scheduler.prepare_wait();
  if (self == nullptr) return Outcome::kNoMemory;
  if (!acting_ || broken_) {
    port::unlock();
    return Outcome::kWoken;
  }
  return scheduler.wait(*self, &door_, deadline);
}

// What becomes of a caller whose wait ended so: a timeout breaks the barrier.
Barrier::Place Barrier::give_up(Outcome outcome) {
  if (outcome != Outcome::kTimedOut) return {State::kGaveUp, outcome, 0};
  abort();
  return {State::kBroken, outcome, 0};
}

Barrier::Place Barrier::arrive(bool has_action, Micros deadline) {
  for (;;) {
    if (acting_ && !broken_) {
      Outcome outcome = wait_at_door(deadline);
      if (outcome != Outcome::kWoken) return give_up(outcome);
      continue;
    }
    Waiter* self = scheduler.prepare_wait();
    if (self == nullptr) return give_up(Outcome::kNoMemory);
    if (acting_ && !broken_) {
      port::unlock();
      continue;
    }
    if (broken_) {
      port::unlock();
      return {State::kBroken, Outcome::kWoken, 0};
    }
    size_t index = count_++;
    if (count_ == parties_) {
      acting_ = has_action;
      if (!has_action) end_round(kVerdictPassed);
      port::unlock();
      return {has_action ? State::kAct : State::kPassed, Outcome::kWoken, index};
    }
    Outcome outcome = scheduler.wait(*self, &inside_, deadline);
    if (outcome == Outcome::kWoken) {
      return {self->value == kVerdictPassed ? State::kPassed : State::kBroken, outcome, index};
    }
    if (outcome != Outcome::kTimedOut) {
      LockOut lock_out;
      if (count_ != 0) count_--;
    }
    return give_up(outcome);
  }
}

void Barrier::pass() {
  LockOut lock_out;
  if (acting_) end_round(kVerdictPassed);
}

void Barrier::abort() {
  LockOut lock_out;
  broken_ = true;
  end_round(kVerdictBroken);
}

void Barrier::reset() {
  LockOut lock_out;
  broken_ = false;
  end_round(kVerdictBroken);
}

}  // namespace weft
