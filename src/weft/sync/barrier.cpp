#include "weft/sync/barrier.h"

namespace weft {

namespace {

// What a waiter inside finds in its value.
constexpr uintptr_t kVerdictBroken = 0;
constexpr uintptr_t kVerdictPassed = 1;

Barrier::State state_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kInterrupted:
      return Barrier::State::kInterrupted;
    case Outcome::kNoMemory:
      return Barrier::State::kNoMemory;
    case Outcome::kDeadlock:
      return Barrier::State::kDeadlock;
    default:
      return Barrier::State::kBroken;
  }
}

}  // namespace

// Called with the lock-out held.
void Barrier::end_round(uintptr_t verdict) {
  count_ = 0;
  acting_ = false;
  while (Waiter* waiter = inside_.front()) {
    waiter->value = verdict;
    scheduler.wake(*waiter, Outcome::kWoken);
  }
  while (Waiter* waiter = door_.front()) scheduler.wake(*waiter, Outcome::kWoken);
}

// kPassed: look again.
Barrier::State Barrier::wait_at_door(Micros deadline) {
  Waiter* self = scheduler.prepare_wait();
  if (self == nullptr) return State::kNoMemory;
  if (!acting_ || broken_) {
    port::unlock();
    return State::kPassed;
  }
  Outcome outcome = scheduler.wait(*self, &door_, deadline);
  return outcome == Outcome::kWoken ? State::kPassed : state_of(outcome);
}

Barrier::Place Barrier::arrive(bool has_action, Micros deadline) {
  for (;;) {
    if (acting_ && !broken_) {
      State state = wait_at_door(deadline);
      if (state == State::kBroken) abort();
      if (state != State::kPassed) return {state, 0};
      continue;
    }
    Waiter* self = scheduler.prepare_wait();
    if (self == nullptr) return {State::kNoMemory, 0};
    if (acting_ && !broken_) {
      port::unlock();
      continue;
    }
    if (broken_) {
      port::unlock();
      return {State::kBroken, 0};
    }
    size_t index = count_++;
    if (count_ == parties_) {
      acting_ = has_action;
      if (!has_action) end_round(kVerdictPassed);
      port::unlock();
      return {has_action ? State::kAct : State::kPassed, index};
    }
    Outcome outcome = scheduler.wait(*self, &inside_, deadline);
    if (outcome == Outcome::kWoken) {
      return {self->value == kVerdictPassed ? State::kPassed : State::kBroken, index};
    }
    if (outcome == Outcome::kTimedOut) {
      abort();
    } else {
      LockOut lock_out;
      if (count_ != 0) count_--;
    }
    return {state_of(outcome), index};
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
